module Neurons.Properties.Models.FiniteProperties

open System
open Xunit
open Neurons
open Neurons.Properties

/// Parameters from all over what is allowed: up to four times as large or as small as the defaults, of either sign where any number
/// may be. Potentials in mV stay near theirs, which says more of them than their ratio: a reset deep in the upswing is no neuron.
let private farAway (model: Definition) (random: Random) neurons =
    let far (info: Quantity) =
        let value = (if info.Value = 0.0 then 1.0 else info.Value) * 4.0 ** (2.0 * random.NextDouble() - 1.0)

        if info.Unit = "mV" then info.Value * (0.95 + 0.1 * random.NextDouble())
        elif info.Range = Interval.all && random.Next 4 = 0 then -value
        elif info.Range.Contains value then value
        else info.Value

    let draw () =
        model.ParameterInfo
        |> Array.map (fun info ->
            if random.Next 2 = 0 then
                Shared(far info)
            else
                PerNeuron(Bits.tensor<float> [| neurons |] (Array.init neurons (fun _ -> far info))))

    let isAllowed = (Dynamics model).Allows

    match Seq.init 50 (fun _ -> draw ()) |> Seq.tryFind isAllowed with
    | Some values -> values
    | None -> Samples.parameters model random neurons

let private staysFinite<'T> name (seed: int) =
    let random = Random seed
    let model = Samples.definition name
    let steps, neurons = 200, 30
    let values = farAway model random neurons
    let state = (Dynamics model).Initial<'T>(values, [| nativeint neurons |], uint64 seed, 0u)

    // each neuron has a drive of its own, up to 1000 times the threshold's, either way
    let inputs =
        Samples.threshold model
        |> Array.map (fun drive ->
            let sizes = Array.init neurons (fun _ -> drive * 10.0 ** (3.0 * random.NextDouble()))
            let signs = Array.init neurons (fun _ -> if random.Next 4 = 0 then -1.0 else 1.0)

            Array.init (steps * neurons) (fun k ->
                let n = k % neurons
                if random.Next 10 = 0 then 0.0 else signs[n] * sizes[n] * random.NextDouble())
            |> Bits.tensor<'T> [| steps; neurons |]
            |> EachStep)

    let result = (Dynamics model).Integral(values, state, inputs, Samples.records model, ValueNone)

    for r in 0 .. result.Recorded.Length - 1 do
        match Bits.floats result.Recorded[r] |> Array.tryFindIndex (Double.IsFinite >> not) with
        | Some k ->
            failwith
                $"{name}, {typeof<'T>.Name}: record {r} is not finite at step {k / neurons} of neuron {k % neurons}"
        | None -> ()

[<Theory; MemberData("models", MemberType = typeof<Samples.Every>)>]
let ``Every model stays finite for inputs up to a thousand times its threshold's`` (name: string) =
    Trials.forSeeds 20 (staysFinite<float32> name)
    Trials.forSeeds 20 (staysFinite<float> name)
