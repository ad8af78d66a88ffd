/// The leaky integrate-and-fire neuron. Follows snnTorch's tutorial 2 and Norse's on simulating neurons.
module Tutorials.FSharp.Lif

open System
open System.Numerics.Tensors

open Neurons
open Neurons.Encoders
open Neurons.Plots

type Result = {
    /// The largest distance of the membrane, below threshold, from the closed form.
    Deviation: float
    /// Spikes in a second under each current.
    Rates: float[]
    /// The same by the closed form.
    Expected: float[]
    /// Spikes of the neuron with synapses.
    SynapticSpikes: int
}

let private vector (values: float[]) = Tensor.Create(values, ReadOnlySpan [| nativeint values.Length |])

let run figures =
    // A membrane of 5.1 Ω and 5 mF, τ = RC = 25.5 ms, in steps of 1 ms. A spike sets it to 0.
    let lif =
        Lapicque.create<float> {
            Lapicque.options with
                Dt = 1e-3
                Reset = MembraneReset.Zero
                Timing = ResetTiming.Immediate
        }

    let r, c, dt = 5.1, 5e-3, 1e-3
    let p = { Lapicque.parameters with R = Shared r; C = Shared c; Threshold = Shared 1.0 }
    let currents = [| 0.15; 0.25; 0.5 |] // in A; R · 0.15 is below the threshold

    let struct (recorded, _) =
        Unchanged(200, vector currents)
        |> lif.RecordOf [ StateOver "Mem"; Outputs ] p (lif.Initial(p, [| 3 |]))

    let mem = recorded[0]

    Plot
        .Trace(readOnlyDict [ "Mem", mem; "Output", recorded[1] ], TimeStep.Seconds dt)
        .WithTitle("A membrane under three currents")
        .Save
        $"{figures}/lif.svg"

    // Below the threshold, step by step, RI (1 − β^t) with β = 1 − dt/τ.
    let tau = r * c
    let beta = 1.0 - dt / tau

    let below t =
        abs (mem[ReadOnlySpan [| nativeint t; 0n |]] - r * currents[0] * (1.0 - beta ** float (t + 1)))

    let deviation = Seq.init 200 below |> Seq.max
    printfn "below threshold: within %.1e of the closed form" deviation

    // The f-I curve: a neuron for each current, for a second.
    let drives = Array.init 101 (fun i -> 0.15 + 0.01 * float i)

    let struct (counts, _) =
        Unchanged(1000, vector drives) |> lif.SpikeCountsOf p (lif.Initial(p, [| 101 |]))

    let rates = Seq.toArray counts

    // From 0 to the threshold it takes the first n with RI (1 − β^n) > 1.
    let period i =
        if r * i <= 1.0 then
            infinity
        else
            floor (Math.Log(1.0 - 1.0 / (r * i), beta)) + 1.0

    let expected = drives |> Array.map (fun i -> floor (1000.0 / period i))

    let limit =
        drives
        |> Array.map (fun i -> if r * i <= 1.0 then 0.0 else 1.0 / (tau * log (r * i / (r * i - 1.0))))

    printfn
        "f-I curve: silent up to %.2f A, %g Hz at %.2f A"
        drives[Array.LastIndexOf(rates, 0.0)]
        (Array.last rates)
        (Array.last drives)

    Plot
        .Curves(
            "current (A)",
            "rate (Hz)",
            Curve("in steps of 1 ms", drives, rates),
            Curve("in continuous time", drives, limit)
        )
        .WithTitle("f-I curve")
        .Save
        $"{figures}/lif-rates.svg"

    // With synapses: a spike jumps the current, which decays and charges the membrane.
    let cuba = CubaLif.create<float> CubaLif.options
    let spikes = Poisson.encode Poisson.options (RandomKey.create 1UL 0u) (Unchanged(300, vector [| 1.0 |]))
    let start = cuba.Initial(CubaLif.parameters, [| 1 |])

    let struct (synaptic, _) =
        Tensor.Create([| for z in spikes -> 2.0 * z |], spikes.Lengths)
        |> cuba.Record [ StateOver "V"; StateOver "I"; Outputs ] CubaLif.parameters start

    let fired = int (Seq.sum synaptic[2])
    printfn "with synapses: %g spikes come in, %d go out" (Seq.sum spikes) fired

    Plot
        .Trace(readOnlyDict (List.zip [ "V"; "I"; "Output" ] synaptic), TimeStep.Seconds 0.001)
        .WithTitle("A neuron with synapses")
        .Save
        $"{figures}/lif-synapses.svg"

    {
        Deviation = deviation
        Rates = rates
        Expected = expected
        SynapticSpikes = fired
    }
