namespace Neurons.Compile

open Neurons
open Neurons.Symbolic

/// What a kernel computes for one neuron in one step; what is the same for all neurons is computed once and does not count.
type Operations = {
    /// Sums and differences.
    Additions: int
    Multiplications: int
    /// And square roots.
    Divisions: int
    /// Comparisons, minima, maxima and choices.
    Selections: int
    /// Work on signs, exponents and fractions.
    Bits: int
    /// Numbers read and written.
    Moves: int
    /// Of exp, exprel, log, sigmoid, tanh and normal: spelled out in the operations above.
    Functions: int
    /// Blocks of random words, which are made before the kernel runs.
    Draws: int
} with

    /// All that the kernel executes.
    member o.Total = o.Additions + o.Multiplications + o.Divisions + o.Selections + o.Bits + o.Moves

module internal Operations =
    let add (a: Operations) (b: Operations) = {
        Additions = a.Additions + b.Additions
        Multiplications = a.Multiplications + b.Multiplications
        Divisions = a.Divisions + b.Divisions
        Selections = a.Selections + b.Selections
        Bits = a.Bits + b.Bits
        Moves = a.Moves + b.Moves
        Functions = a.Functions + b.Functions
        Draws = a.Draws + b.Draws
    }

    let private none = {
        Additions = 0
        Multiplications = 0
        Divisions = 0
        Selections = 0
        Bits = 0
        Moves = 0
        Functions = 0
        Draws = 0
    }

    /// One instruction.
    let ofOp op =
        match op with
        | Op.Add
        | Op.Subtract -> { none with Additions = 1 }
        | Op.Multiply -> { none with Multiplications = 1 }
        | Op.Divide
        | Op.SquareRoot -> { none with Divisions = 1 }
        | Op.Less
        | Op.LessOrEqual
        | Op.Equal
        | Op.NotEqual
        | Op.Minimum
        | Op.Maximum
        | Op.Number
        | Op.Select -> { none with Selections = 1 }
        | Op.Negate
        | Op.Absolute
        | Op.PowerOfTwo
        | Op.Exponent
        | Op.Fraction -> { none with Bits = 1 }
        | Op.Load -> { none with Moves = 1 }
        | Op.Constant
        | Op.Shared -> none

    let ofProgram (program: Program) : Operations =
        let uniform = Hoist.isUniform program

        program.Instructions
        |> Seq.indexed
        |> Seq.filter (fun (i, _) -> not uniform[i])
        |> Seq.fold (fun sum (_, it) -> add sum (ofOp it.Op)) { none with Moves = program.Stores.Length }

    /// Of a forward step that computes some graphs.
    let ofStep (plan: StepPlan) (roots: Expr[]) : Operations =
        let nodes = Fold.nodes roots
        let varying = Fold.varying nodes

        let functions =
            nodes |> Array.filter (fun node -> Cost.ofNode node = Cost.Function && varying.Contains node)

        {
            ofProgram plan.Program with
                Functions = functions.Length
                Draws = plan.Draws.Length
        }
