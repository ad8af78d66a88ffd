module Neurons.Properties.Models.FiniteProperties

open System
open Xunit
open Neurons
open Neurons.Properties

let private staysFinite<'T> name (seed: int) =
    let random = Random seed
    let model = Samples.definition name
    let steps, neurons = 200, 30
    let values = Samples.parameters model random neurons
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
    Samples.forSeeds 5 (staysFinite<float32> name)
    Samples.forSeeds 5 (staysFinite<float> name)
