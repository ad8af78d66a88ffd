namespace Neurons

open System
open System.Collections.Generic
open Neurons.Symbolic
open Neurons.Compile

/// Something that must hold between the parameters: the expression is not negative (NaN fails).
type Constraint = {
    /// The parameter to name.
    Parameter: string
    /// "dt · TauMemInv ≤ 2".
    Rule: string
    NotNegative: Expr
}

/// A neuron traced with its options: all that is needed to run, differentiate, describe and check it.
type Definition = {
    Name: string
    /// What it is, in a sentence.
    Summary: string
    /// The paper or library that it comes from.
    Source: string
    /// The chosen options, by name.
    Options: (struct (string * string))[]
    /// The time step in the model's unit of time; 1 where the model has none.
    Dt: float
    TimeUnit: string
    InputNames: string[]
    ParameterNames: string[]
    ParameterInfo: Quantity[]
    StateNames: string[]
    StateInfo: Quantity[]
    OutputName: string
    /// Whether the output is a spike, 0 or 1; else a readout's potential.
    Spikes: bool
    Equations: Equations
    /// The initial states, as expressions of the parameters.
    Initial: Expr[]
    /// The constants of the equations and the initial states that are the time step, rather than numbers that happen to equal it.
    TimeSteps: Lazy<HashSet<Expr>>
    Constraints: Constraint[]
    /// The laws that hold for it.
    Invariants: Invariant[]
}

module Definition =
    /// Looks up a name whatever its case, underscores and dots: tau_mem_inv is TauMemInv.
    let simplified (name: string) = String.filter (fun c -> Char.IsLetterOrDigit c) name |> _.ToLowerInvariant()

    let tryIndex (names: string[]) (name: string) =
        match Array.IndexOf(names, name) with
        | -1 ->
            let wanted = simplified name
            names |> Array.tryFindIndex (fun n -> simplified n = wanted)
        | i -> Some i

    /// The edit distance of Levenshtein.
    let private distance (a: string) (b: string) =
        let mutable row = [| 0 .. b.Length |]

        for i in 1 .. a.Length do
            let next = Array.create (b.Length + 1) i

            for j in 1 .. b.Length do
                let change = row[j - 1] + (if a[i - 1] = b[j - 1] then 0 else 1)
                next[j] <- min change (1 + min row[j] next[j - 1])

            row <- next

        row[b.Length]

    /// " Did you mean X?" where a name is near one that exists, else nothing. Where every letter would have to change, none is near.
    let nearest (names: string seq) (name: string) =
        let wanted = simplified name

        let ranked =
            names
            |> Seq.map (fun n -> struct (distance (simplified n) wanted, n))
            |> Seq.sortBy (fun (struct (d, _)) -> d)

        match Seq.tryHead ranked with
        | Some(struct (d, near)) when d <= max 2 (wanted.Length / 3) && d < wanted.Length -> $" Did you mean %s{near}?"
        | _ -> ""

    /// " Did you mean X?" where a name is near one that exists, else the list of names.
    let suggestion (names: string seq) (name: string) =
        match nearest names name with
        | "" when Seq.isEmpty names -> " There are none."
        | "" -> " There are: " + String.Join(", ", names) + "."
        | near -> near

    /// The same neuron with more states, which begin with 0: their names, what each means, and what they are after a step, which may depend on
    /// what they were.
    let internal withStates
        (names: string[])
        (meaning: string -> string)
        (next: Expr[] -> Expr[])
        (definition: Definition)
        =
        let e = definition.Equations

        let states =
            names
            |> Array.mapi (fun k name -> Variable { Kind = State; Index = e.States.Length + k; Name = name })

        {
            definition with
                StateNames = Array.append definition.StateNames names
                StateInfo =
                    Array.append
                        definition.StateInfo
                        (names |> Array.map (fun name -> Quantity.state "" (meaning name)))
                Initial = Array.append definition.Initial (names |> Array.map (fun _ -> Constant 0.0))
                Equations = {
                    e with
                        States = Array.append e.States states
                        Next = Array.append e.Next (next states)
                }
        }

    let private index what (definition: Definition) names name =
        match tryIndex names name with
        | Some i -> i
        | None -> raise (ArgumentException $"%s{definition.Name} has no %s{what} %s{name}.%s{suggestion names name}")

    let parameterIndex (definition: Definition) name = index "parameter" definition definition.ParameterNames name
    let stateIndex (definition: Definition) name = index "state" definition definition.StateNames name
