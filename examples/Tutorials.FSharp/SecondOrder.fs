/// Neurons whose synapses have a time course of their own. Follows snnTorch's tutorial 4.
module Tutorials.FSharp.SecondOrder

open System
open System.Numerics.Tensors

open Neurons
open Neurons.Plots

type Result = {
    /// The largest distance of Synaptic's response to a spike from its closed form.
    SynapticDeviation: float
    /// The same of Alpha.
    AlphaDeviation: float
    /// The steps of the largest potential: Leaky, Synaptic, Alpha.
    Peaks: int[]
    /// What the three fire under a train of spikes.
    Spikes: int[]
}

let private column values = Tensor.Create(values, ReadOnlySpan [| nativeint (Array.length values); 1n |])

let run figures =
    let a, b, weight = 0.9, 0.8, 0.2

    // Potentials and spikes of a neuron, whichever it is.
    let respond (neuron: Neuron<float, _, _>) p input =
        let struct (recorded, _) =
            column input |> neuron.Record [ StateOver "Mem"; Outputs ] p (neuron.Initial(p, [| 1 |]))

        Seq.toArray recorded[0], Seq.toArray recorded[1]

    // It jumps, and decays.
    let leaky = respond (Leaky.create Leaky.options) { Leaky.parameters with Beta = Shared b }

    // A current that decays charges the membrane.
    let synaptic =
        respond (Synaptic.create Synaptic.options) { Synaptic.parameters with Alpha = Shared a; Beta = Shared b }

    // The difference of two currents.
    let alpha =
        respond (Alpha.create Alpha.options) { Alpha.parameters with Alpha = Shared a; Beta = Shared b }

    let neurons = [| leaky; synaptic; alpha |]

    // One spike at step 0: none of them reaches the threshold.
    let pulse = Array.init 60 (fun t -> if t = 0 then weight else 0.0)
    let responses = neurons |> Array.map (fun neuron -> fst (neuron pulse))

    // The membrane by hand: Σ βᵗ⁻ᵏ αᵏ = (αᵗ⁺¹ − βᵗ⁺¹)/(α − β), and τ (αᵗ − βᵗ) with τ = ln α/(ln β − ln α) + 1.
    let tau = log a / (log b - log a) + 1.0
    let bySynapse t = weight * (pown a (t + 1) - pown b (t + 1)) / (a - b)
    let byDifference t = weight * tau * (pown a t - pown b t)
    let deviation response form = response |> Array.mapi (fun t mem -> abs (mem - form t)) |> Array.max
    let peaks = responses |> Array.map (fun mem -> Array.IndexOf(mem, Array.max mem))
    printfn "one spike: Leaky peaks in step %d, Synaptic in step %d, Alpha in step %d" peaks[0] peaks[1] peaks[2]

    let steps = [| 0.0 .. 59.0 |]

    let curves =
        Array.map2 (fun name (mem: float[]) -> Curve(name, steps, mem)) [| "Leaky"; "Synaptic"; "Alpha" |] responses

    Plot.Curves("step", "membrane potential", curves).WithTitle("The response to one spike").Save
        $"{figures}/second-order.svg"

    // A spike every five steps, each strong enough for half the threshold: what lasts adds up.
    let train response =
        Array.init 100 (fun t -> if t % 5 = 0 then 0.5 * weight / Array.max response else 0.0)

    let runs = Array.map2 (fun neuron response -> neuron (train response)) neurons responses
    let spikes = runs |> Array.map (snd >> Array.sum >> int)
    printfn "20 spikes of half the threshold: Leaky fires %d, Synaptic %d, Alpha %d times" spikes[0] spikes[1] spikes[2]

    let trace (name: string) (mem: float[], _) = Plot.Trace(mem, name)

    Plot.Stack("A spike every five steps", Array.map2 trace [| "Leaky"; "Synaptic"; "Alpha" |] runs).Save
        $"{figures}/second-order-train.svg"

    {
        SynapticDeviation = deviation responses[1] bySynapse
        AlphaDeviation = deviation responses[2] byDifference
        Peaks = peaks
        Spikes = spikes
    }
