module Neurons.Properties.Symbolic.DifferentiateProperties

open System

open Expecto
open Neurons.Testing

open Neurons

open Neurons.Symbolic

open Neurons.Compile

open Neurons.Run

open Neurons.Properties

/// One neuron over some steps: all that its output depends on, and the weights of what is looked at.
type private Point = {
    Inputs: float[][] // [T][input]
    State: float[]
    Parameters: float[]
}

let private move (a: Point) (h: float) (d: Point) = {
    Inputs = Array.map2 (Array.map2 (fun x dx -> x + h * dx)) a.Inputs d.Inputs
    State = Array.map2 (fun x dx -> x + h * dx) a.State d.State
    Parameters = Array.map2 (fun x dx -> x + h * dx) a.Parameters d.Parameters
}

let private flat (p: Point) = Array.concat [ Array.concat p.Inputs; p.State; p.Parameters ]

type private Noise = { Seed: uint64; Stream: uint32; FirstStep: int64 }

type private Weights = { Output: float[]; Final: float[] }

let private leaves (noise: Noise) step (inputs: float[]) (states: float[]) (parameters: float[]) : Leaves = {
    Variable =
        fun v ->
            match v.Kind with
            | VariableKind.Input -> inputs[v.Index]
            | VariableKind.State -> states[v.Index]
            | VariableKind.Parameter -> parameters[v.Index]
            | Adjoint -> nan
    Step = float (noise.FirstStep + int64 step)
    Uniform =
        let values = {
            Values = [||]
            Step = noise.FirstStep
            Seed = noise.Seed
            Stream = noise.Stream
        }

        Reference.uniform Precision.Float64 values step 0
}

/// Σ weight · output + Σ weight · final state, by an evaluator of some kind of number.
let private objective
    (equations: Equations)
    (weights: Weights)
    (evaluator: int -> 'V[] -> Expr -> 'V)
    (initial: 'V[])
    (value: 'V -> float)
    =
    let mutable states = initial
    let mutable sum = 0.0

    for step in 0 .. weights.Output.Length - 1 do
        let evaluate = evaluator step states
        sum <- sum + weights.Output[step] * value (evaluate equations.Outputs[0])
        states <- Array.map evaluate equations.Next

    sum + Array.sum (Array.map2 (fun w s -> w * value s) weights.Final states)

let private byDuals equations noise weights (at: Point) (d: Point) =
    let initial = Array.map2 (fun v t -> { Value = v; Tangent = t }) at.State d.State

    let evaluator step (states: Dual[]) =
        Dual.evaluator (leaves noise step at.Inputs[step] (Array.map _.Value states) at.Parameters) (fun v ->
            match v.Kind with
            | VariableKind.Input -> d.Inputs[step][v.Index]
            | VariableKind.State -> states[v.Index].Tangent
            | VariableKind.Parameter -> d.Parameters[v.Index]
            | Adjoint -> nan)

    objective equations weights evaluator initial _.Tangent

/// The derivative of the smoothed model by central differences, the leading error extrapolated away, and the size of the terms that are
/// rounded; None across a kink, and where they do not converge.
let private byDifferences equations noise weights (at: Point) (d: Point) =
    let evaluator journal (p: Point) step states =
        Smoothed.evaluator (leaves noise step p.Inputs[step] states p.Parameters) journal

    let journal = Smoothed.Journal()
    let sizes = { Output = Array.map abs weights.Output; Final = Array.map abs weights.Final }
    let size = objective equations sizes (evaluator journal at) at.State abs

    let from h =
        journal.Replay()
        let p = move at h d
        objective equations weights (evaluator journal p) p.State id

    let central h = (from h - from -h) / (2.0 * h)
    let h = 1e-5
    let wide, middle, narrow = central h, central (h / 2.0), central (h / 4.0)
    let coarse, derivative = (4.0 * middle - wide) / 3.0, (4.0 * narrow - middle) / 3.0

    // where the two differ, the graph is not smooth on the scale of h; where they agree, the second is still closer
    let converged = abs (coarse - derivative) < 1e-7 * abs derivative + 1e-10 * size

    if journal.Crossed || not converged then
        None
    else
        Some struct (derivative, size)

let private reverse (dynamics: Dynamics) noise weights (at: Point) : Point =
    let model = dynamics.Definition
    let steps = weights.Output.Length
    let one (x: float) = Bits.tensor<float> [| 1 |] [| x |]
    let over (xs: float[]) = Bits.tensor<float> [| steps; 1 |] xs

    let state = {
        Values = Array.map one at.State
        Step = noise.FirstStep
        Seed = noise.Seed
        Stream = noise.Stream
    }

    let inputs =
        model.InputNames |> Array.mapi (fun i _ -> EachStep(over (at.Inputs |> Array.map (fun x -> x[i]))))

    let pullback =
        Pullback.run dynamics (Array.map Shared at.Parameters) state inputs [| Outputs |] ValueNone

    let g =
        pullback.Gradients([| over weights.Output |], Array.map one weights.Final, Samples.everything model)

    let inputGradients = g.Inputs |> Array.map Bits.floats

    {
        Inputs = Array.init steps (fun t -> inputGradients |> Array.map (fun x -> x[t]))
        State = g.State |> Array.map (fun x -> (Bits.floats x)[0])
        Parameters =
            g.Parameters
            |> Array.map (fun value ->
                match value with
                | Shared x -> x
                | PerNeuron _ -> nan)
    }

/// The directions of a gradient: the inputs, the states, each parameter by itself, and all together.
let private directions (next: unit -> float) (scale: Point) : Point list =
    let some = Array.map (fun s -> s * next ())
    let nothing = Array.map (fun _ -> 0.0)

    let all = {
        Inputs = Array.map some scale.Inputs
        State = some scale.State
        Parameters = some scale.Parameters
    }

    let none = {
        Inputs = Array.map nothing scale.Inputs
        State = nothing scale.State
        Parameters = nothing scale.Parameters
    }

    [
        all
        { none with Inputs = all.Inputs }
        { none with State = all.State }
        for p in 0 .. scale.Parameters.Length - 1 do
            {
                none with
                    Parameters = Array.mapi (fun k x -> if k = p then x else 0.0) all.Parameters
            }
    ]

/// Compares the reverse mode in some directions; the number of those that differences could be taken in.
let private compare (dynamics: Dynamics) noise weights at next scale (interior: float) =
    let model = dynamics.Definition
    let gradient = flat (reverse dynamics noise weights at)
    let mutable compared = 0

    for d in directions next scale do
        let terms = Array.map2 (fun g x -> if x = 0.0 then 0.0 else g * x) gradient (flat d)
        let size = Array.sumBy abs terms + interior
        let mine = Array.sum terms
        let dual = byDuals model.Equations noise weights at d

        if not (Double.IsFinite mine) || abs (mine - dual) > 1e-10 * size then
            failtest $"{model.Name}: the reverse mode gives {mine:R}, dual numbers {dual:R} (size {size:R})"

        match byDifferences model.Equations noise weights at d with
        | Some(struct (differences, value)) ->
            compared <- compared + 1

            if abs (mine - differences) > 1e-6 * size + 1e-9 * value then
                failtest $"{model.Name}: the reverse mode gives {mine:R}, differences {differences:R} (size {size:R})"
        | None -> ()

    compared

let private models name (sample: Samples.Sample) =
    let model = Samples.definition name

    let parameters =
        Samples.parameters model sample
        |> Array.map (fun value ->
            match value with
            | Shared x -> x
            | PerNeuron tensor -> (Bits.floats tensor)[0])

    let state = Samples.state<float> model (Array.map Shared parameters) sample

    let inputs =
        Samples.inputs<float> model sample
        |> Array.map (fun input ->
            match input with
            | EachStep tensor
            | Unchanged(_, tensor) -> Bits.floats tensor)
        |> Array.transpose

    let at = {
        Inputs = inputs
        State = state.Values |> Array.map (fun v -> (Bits.floats v)[0])
        Parameters = parameters
    }

    let size = Array.map (fun x -> if x = 0.0 then 1.0 else abs x)

    let scale = {
        Inputs = Array.map size at.Inputs
        State = size at.State
        Parameters = size at.Parameters
    }

    let noise = { Seed = state.Seed; Stream = state.Stream; FirstStep = state.Step }

    let next = Numbers.reader sample.Weights

    let weights = {
        Output = Array.init sample.Steps (fun _ -> next ())
        Final = Array.init at.State.Length (fun _ -> next ())
    }

    compare (Dynamics model) noise weights at next scale 0.0

/// The largest magnitude of a graph's nodes, forward and backward: what rounding errors are measured by where they cancel.
let private interior (equations: Equations) noise (weights: Weights) (at: Point) =
    let forward = leaves noise 0 at.Inputs[0] at.State at.Parameters
    let seeds = Array.append [| weights.Output[0]; 0.0 |] weights.Final

    let variable (v: Variable) =
        match v.Kind with
        | Adjoint -> seeds[v.Index]
        | _ -> forward.Variable v

    let evaluate = Interpreter.evaluator Precision.Float64 { forward with Variable = variable }
    let reverse = ReverseEquations.derive equations [| true; false |]
    let gradients = Array.concat [ reverse.Inputs; reverse.States; reverse.Parameters ] |> Array.choose id

    // NaN where any is NaN
    Fold.nodes (Array.append (Equations.roots equations) gradients)
    |> Seq.map (evaluate >> abs)
    |> Seq.fold (fun largest x -> Math.Max(largest, x)) 0.0

let private graphs (case: Graphs.Case) =
    let next = Numbers.reader case.Normal
    let some count = Array.init count (fun _ -> next ())
    let model = Graphs.definition (Graphs.equations case.Constants case.Genes)
    let at = { Inputs = [| some 2 |]; State = some 2; Parameters = some 2 }
    let noise = { Seed = uint64 case.Start; Stream = 1u; FirstStep = int64 (case.Start % 10) }
    let weights = { Output = some 1; Final = some 2 }
    let largest = interior model.Equations noise weights at

    // Beyond, rounding and truncation would be all that is measured.
    if largest < 1000.0 then
        let scale = {
            Inputs = at.Inputs |> Array.map (Array.map (fun _ -> 1.0))
            State = [| 1.0; 1.0 |]
            Parameters = [| 1.0; 1.0 |]
        }

        // nothing is compiled for a graph that runs once
        let dynamics = Dynamics(model, Backend.OpByOp, Cut.standard)
        compare dynamics noise weights at next scale (1.0 + largest * largest)
    else
        0

/// One neuron at a time.
let private samples = Samples.cases { Steps = 1, 9; Batch = 1, 1; Neurons = 1, 1 }

[<Tests>]
let tests =
    testList "Neurons.Properties.Symbolic.DifferentiateProperties" [
        each
            "The gradient of every model is that of dual numbers, and that of finite differences of the smoothed model"
            Samples.models
            (fun label name ->
                testCase label (fun () ->
                    let mutable compared = 0
                    check 8 samples (fun sample -> compared <- compared + models name sample)

                    if replayed.IsNone then
                        Expect.isGreaterThan compared 8 "derivatives that could be compared with differences"))

        testCase
            "The gradient of random graphs is that of dual numbers, and that of finite differences of the smoothed graph"
            (fun () ->
                let mutable compared = 0
                check 200 (Graphs.cases 12) (fun case -> compared <- compared + graphs case)

                if replayed.IsNone then
                    Expect.isGreaterThan compared 200 "derivatives that could be compared with differences")
    ]
