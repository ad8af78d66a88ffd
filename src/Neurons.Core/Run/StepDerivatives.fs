namespace Neurons

open System.Collections.Generic
open Neurons.Symbolic
open Neurons.Compile
open Neurons.Run

/// A partial derivative of a neuron's step that is not 0 for all neurons and steps.
[<Sealed; AllowNullLiteral>]
type StepDerivative internal (expr: Expr, place: int) =
    member internal _.Expr = expr

    /// Whether it is one number for all neurons and steps, as it depends on nothing but shared parameters.
    member _.IsFixed = place < 0

    /// Otherwise, which state of `StepDerivatives.Neuron` it is after a step; −1 where it is fixed.
    member _.Place = place

    /// The number that a fixed one is for these parameters.
    member _.Value(parameters: ParameterValue[]) : float =
        let leaves = {
            Variable =
                fun v ->
                    match parameters[v.Index] with
                    | Shared value -> value
                    | PerNeuron _ ->
                        invalidOp $"The derivative depends on %s{v.Name}, which each neuron has its own of."
            Step = 0.0
            Uniform = fun _ _ -> 0.0
        }

        if place < 0 then
            Interpreter.evaluator Precision.Float64 leaves expr
        else
            invalidOp "The derivative differs between neurons and steps: it is a state of the neuron."

/// Expressions again, with the products by 0 and the choices that are known left out, so that it shows what depends on nothing that varies.
/// Spikes can be taken to be 0: what is left are the dynamics between spikes.
type private Folding(ignoresSpikes: bool) =
    let truth condition = Constant(if condition then 1.0 else 0.0)

    interface IAlgebra<Expr> with
        member _.Constant c = Constant c
        member _.Variable v = Variable v

        member _.Unary(op, a) =
            match op, a with
            | Negate, Constant 0.0 -> a
            | _ -> Unary(op, a)

        member _.Binary(op, a, b) =
            match op, a, b with
            | Multiply, Constant 0.0, _
            | Multiply, _, Constant 0.0
            | Divide, Constant 0.0, _ -> Constant 0.0
            | Multiply, Constant 1.0, other
            | Multiply, other, Constant 1.0
            | Add, Constant 0.0, other
            | Add, other, Constant 0.0
            | Subtract, other, Constant 0.0
            | Divide, other, Constant 1.0 -> other
            | _ -> Binary(op, a, b)

        member _.Compare(relation, a, b) =
            match relation, a, b with
            | Less, Constant a, Constant b -> truth (a < b)
            | LessOrEqual, Constant a, Constant b -> truth (a <= b)
            | Equal, Constant a, Constant b -> truth ((a = b))
            | NotEqual, Constant a, Constant b -> truth (a <> b)
            | _ -> Compare(relation, a, b)

        member _.Select(condition, a, b) =
            match condition, a, b with
            | Constant c, _, _ -> if c <> 0.0 then a else b
            | _, Constant 0.0, Constant 0.0 -> a
            | _ -> Select(condition, a, b)

        member _.Fire(comparison, surrogate, u) =
            if ignoresSpikes then Constant 0.0 else Firing(comparison, surrogate, u)

        member _.Blend(z, a, b) =
            match z with
            | Constant 0.0 -> a
            | _ -> Blending(z, a, b)

        member _.Detach a =
            match a with
            | Constant _ -> a
            | _ -> Detached a

        member _.Step = Step
        member _.Uniform draw = Uniform draw
        member _.Normal draw = Normal draw

/// How the output and the states after a step depend on the states before it, on its inputs and on parameters: what eligibility traces are
/// made of. All of it is derived from the neuron's own equations. An output that is a spike, fire u, has the derivative of its surrogate, the
/// gain, times that of u; any other output has the gain 1.
///
/// `output` is what the neuron gives; `shared` says which parameters are one number for all neurons, `wanted` by which the derivatives are
/// taken. With `ignoresSpikes`, the derivatives are those of the dynamics between spikes: as if the neuron did not fire, and no reset passed
/// a gradient on.
[<Sealed>]
type StepDerivatives(dynamics: Dynamics, output: Record, shared: bool[], wanted: bool[], ignoresSpikes: bool) =
    let definition = dynamics.Definition
    let e = definition.Equations

    let leaves = [|
        yield! e.States
        yield! e.Inputs
        for p in 0 .. e.Parameters.Length - 1 do
            if wanted[p] then
                e.Parameters[p]
    |]

    let own = [| for leaf in Seq.concat [ e.States; e.Inputs; e.Parameters ] -> struct (leaf, leaf) |]

    let folded: Expr -> Expr = Fold.overGiven own (Folding false)

    let between: Expr -> Expr = if ignoresSpikes then Fold.overGiven own (Folding true) else id

    let given =
        match output with
        | Outputs -> e.Outputs[0]
        | StateOver name -> e.Next[Definition.stateIndex definition name]

    let gain, linear =
        match given with
        | Firing(_, surrogate, u) -> Some(surrogate.Derivative u), u
        | other -> None, other

    let isFixed expr =
        let nodes = Fold.nodes [ expr ]

        (Fold.varying nodes).Count = 0
        && nodes
           |> Array.forall (fun node ->
               match node with
               | Variable v -> shared[v.Index]
               | _ -> true)

    let varying = List<Expr>()
    let known = Dictionary<Expr, StepDerivative>(HashIdentity.Reference)

    let derivative expr =
        match folded expr with
        | Constant 0.0 -> null
        | expr ->
            match known.TryGetValue expr with
            | true, found -> found
            | _ ->
                let made =
                    if isFixed expr then
                        StepDerivative(expr, -1)
                    else
                        varying.Add expr
                        StepDerivative(expr, e.States.Length + varying.Count - 1)

                known[expr] <- made
                made

    let row expr =
        Differentiate.gradients [| struct (between expr, Constant 1.0) |] leaves
        |> Array.map (Option.map derivative >> Option.toObj)

    let gain = gain |> Option.map derivative |> Option.toObj
    let outputs = row linear
    let next = e.Next |> Array.map row

    let neuron =
        let names = Array.init varying.Count (fun i -> $"derivative%d{i}")

        definition
        |> Definition.withStates names (fun _ -> "a derivative of the step") (fun _ -> varying.ToArray())
        |> Dynamics

    /// The neuron, whose states are followed by the derivatives that are not fixed: a step of it makes them all.
    member _.Neuron: Dynamics = neuron

    /// The states of the neuron itself.
    member _.States = e.States.Length

    /// The columns: its states, its inputs, the wanted parameters.
    member _.Columns = leaves.Length

    /// The derivative of the surrogate, where the output is a spike; null where the gain is 1.
    member _.Gain: StepDerivative = gain

    /// The derivative of the output by a column, without the gain; null where it is 0.
    member _.Output(column: int) : StepDerivative = outputs[column]

    /// The derivative of a state after the step by a column; null where it is 0.
    member _.Next(state: int, column: int) : StepDerivative = next[state][column]
