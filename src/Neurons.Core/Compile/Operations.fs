namespace Neurons.Compile

open Neurons
open Neurons.Symbolic

/// What a kernel computes for one neuron in one step; what is the same for all neurons is computed once a call and does not count.
type internal Operations = {
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

    let ofProgram (program: Program) : Operations =
        let uniform = Program.isUniformOverNeurons program

        let count (kinds: Op list) =
            program.Instructions
            |> Seq.indexed
            |> Seq.filter (fun (i, it) -> not uniform[i] && List.contains it.Op kinds)
            |> Seq.length

        {
            Additions = count [ Op.Add; Op.Subtract ]
            Multiplications = count [ Op.Multiply ]
            Divisions = count [ Op.Divide; Op.SquareRoot ]
            Selections =
                count [ Op.Less; Op.LessOrEqual; Op.Equal; Op.NotEqual; Op.Minimum; Op.Maximum; Op.Number; Op.Select ]
            Bits = count [ Op.Negate; Op.Absolute; Op.PowerOfTwo; Op.Exponent; Op.Fraction ]
            Moves = count [ Op.Load ] + program.Stores.Length
            Functions = 0
            Draws = 0
        }

    let private isFunction node =
        match node with
        | Unary((Exponential | Exprel | Logarithm | Sigmoid | Tanh), _)
        | Normal _ -> true
        | _ -> false

    let private isVarying node =
        match node with
        | Variable v -> v.Kind <> Parameter
        | Step
        | Uniform _
        | Normal _ -> true
        | _ -> false

    /// Of a forward step that computes some graphs.
    let ofStep (plan: StepPlan) (roots: Expr[]) : Operations =
        let functions =
            Fold.nodes roots
            |> Array.filter (fun node -> isFunction node && Array.exists isVarying (Fold.nodes [ node ]))

        {
            ofProgram plan.Program with
                Functions = functions.Length
                Draws = plan.Draws.Length
        }
