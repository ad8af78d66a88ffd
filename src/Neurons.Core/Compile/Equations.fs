namespace Neurons.Compile

open System
open System.Collections.Generic
open Neurons
open Neurons.Symbolic

/// A traced step: its leaves, and the expressions for its outputs and for its states after the step.
type Equations = {
    Inputs: Expr[]
    States: Expr[]
    Parameters: Expr[]
    Outputs: Expr[]
    Next: Expr[]
}

module Equations =
    /// The leaves of a kind, by name.
    let leaves kind (names: string[]) =
        names |> Array.mapi (fun i name -> Variable { Kind = kind; Index = i; Name = name })

    let roots (e: Equations) = Array.append e.Outputs e.Next

    let internal leavesOf (e: Equations) = Seq.concat [ e.Inputs; e.States; e.Parameters ]

    /// With common subexpressions once: what is shared has one gradient, too.
    let share (e: Equations) =
        let one = Share.over (Seq.toArray (leavesOf e))
        { e with Outputs = Array.map one e.Outputs; Next = Array.map one e.Next }

    /// The random draws of a step, and whether the second number of each is used.
    let draws (roots: Expr seq) : struct (int * bool)[] =
        let seconds = SortedDictionary<int, bool>()

        for node in Fold.nodes roots do
            match node with
            | Uniform draw ->
                if not (seconds.TryAdd(draw, false)) && seconds[draw] then
                    invalidOp $"Draw %d{draw} is used for a uniform and for a normal number: give each its own."
            | Normal draw ->
                match seconds.TryGetValue draw with
                | true, false ->
                    invalidOp $"Draw %d{draw} is used for a uniform and for a normal number: give each its own."
                | _ -> seconds[draw] <- true
            | Constant _
            | Variable _
            | Step
            | Unary _
            | Binary _
            | Compare _
            | Select _
            | Firing _
            | Blending _
            | Detached _ -> ()

        [| for pair in seconds -> struct (pair.Key, pair.Value) |]

    /// Refuses equations with leaves that are not theirs, as happens when a step function keeps an expression of another trace.
    let check (e: Equations) =
        let own = HashSet<Expr>(leavesOf e, HashIdentity.Reference)

        if e.States.Length <> e.Next.Length then
            invalidOp $"%d{e.States.Length} states, but %d{e.Next.Length} expressions for the next step."

        for node in Fold.nodes (roots e) do
            match node with
            | Variable v when not (own.Contains node) ->
                invalidOp $"The step uses a %s{string v.Kind} %s{v.Name} that is not one of its own."
            | _ -> ()

        draws (roots e) |> ignore
        e

/// Which gradients a pullback is asked for.
type Wanted = {
    Inputs: bool[]
    /// An input that is the same at all steps: its gradient is summed over time.
    Constant: bool[]
    Parameters: bool[]
}

/// The reverse step: from the gradients of the outputs and of the states after the step to those of the leaves.
type ReverseEquations = {
    OutputSeeds: Expr[]
    StateSeeds: Expr[]
    Inputs: Expr option[]
    States: Expr option[]
    Parameters: Expr option[]
}

module ReverseEquations =
    /// `outputs` tells which outputs have a gradient at all.
    let derive (e: Equations) (outputs: bool[]) : ReverseEquations =
        let seed i name = Variable { Kind = Adjoint; Index = i; Name = name }

        let outputSeeds = e.Outputs |> Array.mapi (fun i _ -> seed i $"g_out%d{i}")
        let stateSeeds = e.Next |> Array.mapi (fun i _ -> seed (e.Outputs.Length + i) $"g_next%d{i}")

        let seeded = [|
            for i in 0 .. e.Outputs.Length - 1 do
                if outputs[i] then
                    struct (e.Outputs[i], outputSeeds[i])
            for i in 0 .. e.Next.Length - 1 do
                struct (e.Next[i], stateSeeds[i])
        |]

        let leaves = Array.concat [ e.Inputs; e.States; e.Parameters ]
        let g = Differentiate.gradients seeded leaves

        {
            OutputSeeds = outputSeeds
            StateSeeds = stateSeeds
            Inputs = g[.. e.Inputs.Length - 1]
            States = g[e.Inputs.Length .. e.Inputs.Length + e.States.Length - 1]
            Parameters = g[e.Inputs.Length + e.States.Length ..]
        }
