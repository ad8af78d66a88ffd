/// Gradients against finite differences, and second derivatives.
module Neurons.Tests.Modules.DerivativeTests

open Expecto
open global.TorchSharp
open Neurons
open Neurons.Compile
open Neurons.Symbolic
open Neurons.Properties
open Neurons.Tests

/// Σ gradient·value of the output and of the last state, of one neuron: the model as its surrogate sees it. The last state counts from
/// that of the reference point, as differences of large numbers would be lost.
let private smoothedLoss
    (case: Case)
    (journal: Smoothed.Journal)
    (inputs: float[][])
    (parameters: float[])
    (states: float[])
    =
    let model = case.Definition
    let mutable states = states
    let mutable loss = 0.0

    for t in 0 .. case.Steps - 1 do
        let leaves = {
            Variable =
                fun v ->
                    match v.Kind with
                    | VariableKind.Input -> inputs[v.Index].[t]
                    | VariableKind.State -> states[v.Index]
                    | VariableKind.Parameter -> parameters[v.Index]
                    | VariableKind.Adjoint -> invalidOp "The model has no adjoints."
            Step = float t
            Uniform = fun _ _ -> invalidOp "The model draws no random numbers."
        }

        let value = Smoothed.evaluator leaves journal
        loss <- loss + case.OutputGradient[t] * value model.Equations.Outputs[0]
        states <- model.Equations.Next |> Array.map value

    let last =
        Array.map2 (fun s (gradient: float[]) -> gradient[0] * (s - journal.Frozen s)) states case.FinalGradients

    loss + Array.sum last

/// The central difference of the loss in one variable; None where the graph has a kink in between.
let private difference (loss: Smoothed.Journal -> float -> float) (at: float) =
    // around 0, too, it must not be lost in the rounding of potentials of some ten mV
    let step = 1e-6 * max 1.0 (abs at)
    let journal = Smoothed.Journal()
    loss journal at |> ignore

    let value x =
        journal.Replay()
        loss journal x

    let slope = (value (at + step) - value (at - step)) / (2.0 * step)
    if journal.Crossed then None else Some slope

let private replaced (values: float[]) i x = values |> Array.mapi (fun k v -> if k = i then x else v)

let private isNoisy (model: Definition) = (Equations.draws (Equations.roots model.Equations)).Length > 0

let private gradcheck path (model: ModelEntry) =
    let case = { Case.create model 7 with Steps = 8; Batch = 1; Features = 1 }
    let results = Case.torch path torch.float64 case
    let inputs = case.Inputs
    let parameters = case.Parameters |> Array.map (fun value -> value.ToArray()[0])
    let dynamics = Dynamics case.Definition

    let states =
        dynamics.Initial<float>(case.Parameters, [| 1n; 1n |], 0UL, 0u).Values
        |> Array.map (fun s -> s[[| 0n; 0n |]])

    let mutable checkedOnes = 0

    let check what (expected: float option) (actual: float) (scale: float) =
        match expected with
        | Some expected when abs expected < 1e6 ->
            checkedOnes <- checkedOnes + 1
            let error = abs (expected - actual) / max 1e-3 (max scale (abs expected))
            Expect.isTrue (error < 1e-4) $"{what}: {actual} instead of {expected}"
        | _ -> ()

    let largest (values: float[]) = values |> Array.fold (fun most x -> max most (abs x)) 0.0

    for i in 0 .. inputs.Length - 1 do
        for t in 0 .. case.Steps - 1 do
            let loss journal x =
                smoothedLoss
                    case
                    journal
                    (inputs |> Array.mapi (fun k row -> if k = i then replaced row t x else row))
                    parameters
                    states

            check
                $"input {i} at {t}"
                (difference loss inputs[i].[t])
                results.InputGradients[i].[t]
                (largest results.InputGradients[i])

    for p in 0 .. parameters.Length - 1 do
        let loss journal x = smoothedLoss case journal inputs (replaced parameters p x) states
        check case.Definition.ParameterNames[p] (difference loss parameters[p]) results.ParameterGradients[p].[0] 0.0

    for s in 0 .. states.Length - 1 do
        let loss journal x = smoothedLoss case journal inputs parameters (replaced states s x)

        check case.Definition.StateNames[s] (difference loss states[s]) results.StateGradients[s].[0] 0.0

    Expect.isGreaterThan checkedOnes 0 "differences that were compared"

/// The gradient of a sum of squares of first derivatives: a second derivative.
let private second path (case: Case) =
    use _ = torch.NewDisposeScope()
    use neuron = AnyModule.learnable case.Definition case.Parameters case.Features torch.float64

    let input =
        Torch.tensor torch.float64 [ int64 case.Steps; int64 case.Batch; int64 case.Features ] case.Inputs[0]

    input.requires_grad <- true

    let struct (output, final) =
        neuron.Forward([ (path: Path).Of input ], neuron.Initial(int64 case.Batch, 0UL, []))

    let weights = Torch.tensor torch.float64 (Torch.shape output) case.OutputGradient
    let loss = (output * weights).sum () + (final[final.Names[0]].square ()).sum ()
    let parameters = case.Definition.ParameterNames |> Array.map neuron.Parameter
    let leaves = Array.append [| input |] parameters
    let first = torch.autograd.grad ([| loss |], leaves, null, true, true, true)

    let squares =
        first
        |> Seq.filter (fun g -> not g.IsInvalid)
        |> Seq.map (fun g -> g.square().sum ())
        |> Seq.reduce (+)

    squares.backward ()
    TorchSharp.NeuronGradients.ThrowIfFailed()
    leaves |> Array.map Torch.gradient

let tests =
    testList "derivatives" [
        for model in Case.all do
            if not (isNoisy model.Definition) then
                for path in [ Fused; Operations ] do
                    test $"The gradient of {model.Name} by {path} is that of finite differences" {
                        gradcheck path model
                    }

        for name in [ "CubaLif"; "Leaky"; "LeakyIntegrator"; "ExpIf"; "Synaptic" ] do
            test $"The second derivative of {name} by the fused path is that of torch operations" {
                let case = { Case.create (Models.find name) 3 with Steps = 10 }

                for expected, actual in Array.zip (second Operations case) (second Fused case) do
                    let scale = expected |> Array.fold (fun most x -> max most (abs x)) 1e-9

                    Array.iter2
                        (fun e a -> Expect.isLessThanOrEqual (abs (e - a) / scale) 1e-9 "second derivative")
                        expected
                        actual
            }

        test "The second derivative is that of finite differences of the first" {
            // A readout is smooth in its parameters.
            let case = {
                Case.create (Models.find "LeakyIntegrator") 5 with
                    Steps = 6
                    Batch = 1
                    Features = 1
            }

            use _ = torch.NewDisposeScope()

            let first (value: float) =
                let leak = Torch.tensor torch.float64 [] [| value |]
                leak.requires_grad <- true
                let neuron = TorchSharp.LeakyIntegrator.create LeakyIntegrator.options

                let p: LeakyIntegrator.Parameters<torch.Tensor> = {
                    TauSynInv = torch.tensor (200.0, torch.float64)
                    TauMemInv = leak
                    VLeak = torch.tensor (0.1, torch.float64)
                }

                let input = Torch.tensor torch.float64 [ 6L; 1L; 1L ] case.Inputs[0]

                let struct (output, _) =
                    neuron.Integral(p, neuron.Initial(p, [| 1L; 1L |], 0UL, 0u, null, torch.float64), input)

                let gradient = torch.autograd.grad([| output.square().sum () |], [| leak |], null, true, true).[0]
                gradient, leak

            let gradient, leak = first 100.0
            gradient.backward ()
            let value (g: torch.Tensor, _) = (Torch.numbers g)[0]
            let expected = (value (first 100.01) - value (first 99.99)) / 0.02
            let actual = (Torch.gradient leak)[0]
            Expect.isLessThan (abs (actual - expected) / abs expected) 1e-5 "second derivative"
        }
    ]
