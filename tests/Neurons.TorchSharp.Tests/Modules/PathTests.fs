/// The two ways to compute: equal to the library's own tensors, and to each other.
module Neurons.Tests.Modules.PathTests

open System
open Expecto
open global.TorchSharp
open Neurons.Properties
open Neurons.Tests

let private bits (values: float[]) = values |> Array.map BitConverter.DoubleToInt64Bits

/// 0 and −0 count as different, all NaN as equal.
let same what (expected: float[]) (actual: float[]) =
    let plain = Array.map (fun (x: float) -> if Double.IsNaN x then nan else x)
    Expect.equal (bits (plain actual)) (bits (plain expected)) what

/// The gradient of a zero-sized effect may be absent, which autograd tells as 0.
let private close tolerance what (expected: float[]) (actual: float[]) =
    Expect.equal actual.Length expected.Length $"the number of values of {what}"
    let scale = expected |> Array.fold (fun most x -> max most (abs x)) 1e-12

    for i in 0 .. expected.Length - 1 do
        let error = abs (expected[i] - actual[i]) / scale
        Expect.isTrue (error <= tolerance) $"{what}[{i}]: {actual[i]} instead of {expected[i]}, error {error}"

let private each
    (names: string seq)
    (compare: string -> float[] -> float[] -> unit)
    (expected: float[][])
    (actual: float[][])
    =
    for name, e, a in Seq.zip3 names expected actual do
        compare name e a

let compareAll (case: Case) compare (expected: Results) (actual: Results) =
    let model = case.Definition
    compare "output" expected.Output actual.Output
    each (model.StateNames |> Seq.map (fun n -> $"final {n}")) compare expected.Final actual.Final

    each
        (model.InputNames |> Seq.map (fun n -> $"gradient of {n}"))
        compare
        expected.InputGradients
        actual.InputGradients

    each
        (model.StateNames |> Seq.map (fun n -> $"gradient of initial {n}"))
        compare
        expected.StateGradients
        actual.StateGradients

    each
        (model.ParameterNames |> Seq.map (fun n -> $"gradient of {n}"))
        compare
        expected.ParameterGradients
        actual.ParameterGradients

/// Parameters are rounded to the module's type when they are made, and their gradients when they are returned.
let rounded (kind: torch.ScalarType) (results: Results) =
    if kind = torch.float32 then
        {
            results with
                ParameterGradients = results.ParameterGradients |> Array.map (Array.map (float32 >> float))
        }
    else
        results

let tests =
    testList "paths" [
        for model in Case.all do
            test $"The fused path of {model.Name} equals the library's own tensors bit for bit" {
                Trials.forSeeds 4 (fun seed ->
                    let case = Case.create model seed

                    compareAll
                        case
                        same
                        (rounded torch.float32 (Case.managed float32 float case))
                        (Case.torch Fused torch.float32 case)

                    compareAll case same (Case.managed float float case) (Case.torch Fused torch.float64 case))
            }

            test $"Torch operations give the fused path of {model.Name} but for rounding" {
                Trials.forSeeds 4 (fun seed ->
                    let case = Case.create model seed
                    let fused = Case.torch Fused torch.float64 case
                    let operations = Case.torch Operations torch.float64 case

                    if model.Definition.Spikes then
                        Expect.equal operations.Output fused.Output "spikes"

                    compareAll case (close 1e-9) fused operations)
            }
    ]
