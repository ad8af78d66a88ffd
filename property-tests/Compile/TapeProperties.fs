module Neurons.Properties.Compile.TapeProperties

open System
open System.Collections.Generic
open Xunit
open Neurons
open Neurons.Symbolic
open Neurons.Compile
open Neurons.Properties

let private isVaryingLeaf node =
    match node with
    | Variable v -> v.Kind = State || v.Kind = Input
    | Uniform _
    | Normal _ -> true
    | Constant _
    | Step
    | Unary _
    | Binary _
    | Compare _
    | Select _
    | Firing _
    | Blending _
    | Detached _ -> false

/// A division or an exponential of something that changes with time, which the forward step has computed.
let private isExpensive (computed: HashSet<Expr>) node =
    Cost.ofNode node <> Cost.Little
    && computed.Contains node
    && Array.exists isVaryingLeaf (Fold.nodes [ node ])

/// Whether the graphs can be computed from the given nodes, without anything else that changes with time and without what is expensive.
let private isComputable (computed: Expr[]) (roots: Expr[]) (given: Expr seq) =
    let known = HashSet<Expr>(given, HashIdentity.Reference)
    let computed = HashSet<Expr>(Fold.nodes computed, HashIdentity.Reference)
    let memo = Dictionary<Expr, bool>(HashIdentity.Reference)

    let rec computable node =
        match memo.TryGetValue node with
        | true, answer -> answer
        | _ ->
            let answer =
                known.Contains node
                || (not (isVaryingLeaf node || isExpensive computed node)
                    && Array.forall computable (Fold.arguments node))

            memo[node] <- answer
            answer

    Array.forall computable roots

/// The forward and the reverse step of a random graph.
let private reverse (genes: Graphs.Gene[]) (seed: int) =
    let random = Random seed
    let equations = Graphs.equations [| 0.5; 2.0; -1.0 |] genes
    let derived = ReverseEquations.derive equations [| random.Next 2 = 0; true |]

    let roots =
        Array.concat [ derived.Inputs; derived.States; derived.Parameters ]
        |> Array.choose id
        |> Array.filter (fun _ -> random.Next 3 > 0)

    struct (equations.Next, roots)

/// The forward values that change with time, which are those that a tape may hold.
let private candidates (roots: Expr[]) =
    let forward = Dictionary<Expr, bool>(HashIdentity.Reference)

    for node in Fold.nodes roots do
        let isAdjoint =
            match node with
            | Variable { Kind = Adjoint } -> true
            | _ -> false

        forward[node] <- not isAdjoint && Array.forall (fun a -> forward[a]) (Fold.arguments node)

    Fold.nodes roots |> Array.filter (fun node -> forward[node])

/// Whether some set of so many of the candidates is enough.
let rec private existsCut computed roots (candidates: Expr list) size (chosen: Expr list) =
    if size = 0 then
        isComputable computed roots chosen
    else
        match candidates with
        | [] -> isComputable computed roots chosen
        | first :: rest ->
            existsCut computed roots rest (size - 1) (first :: chosen)
            || existsCut computed roots rest size chosen

[<Fact>]
let ``From its tape the reverse step of a random graph can be computed`` () =
    Graphs.forAll 300 40 (fun genes seed ->
        let struct (computed, roots) = reverse genes seed
        let tape = Tape.cut computed roots

        if not (isComputable computed roots tape) then
            failwith $"a tape of {tape.Length} values is not enough")

[<Fact>]
let ``No smaller tape would do, on small random graphs`` () =
    let mutable tried = 0

    Graphs.forAll 400 8 (fun genes seed ->
        let struct (computed, roots) = reverse genes seed
        let tape = Tape.cut computed roots
        let candidates = candidates roots

        if tape.Length > 0 && tape.Length <= 4 && candidates.Length <= 22 then
            tried <- tried + 1

            if existsCut computed roots (List.ofArray candidates) (tape.Length - 1) [] then
                failwith $"the tape has {tape.Length} values; fewer are enough")

    Assert.True(tried > 50, $"only {tried} of 400 graphs had a tape to speak of")

[<Fact>]
let ``What the forward step has divided is kept, what only the reverse step divides is not`` () =
    let v = Variable { Kind = State; Index = 0; Name = "v" }
    let g = Variable { Kind = Adjoint; Index = 0; Name = "g" }
    let quotient = 1.0 / v
    let roots = [| g * quotient + g * v |]
    Assert.Equal(2, (Tape.cut [| quotient |] roots).Length)
    Assert.Same(v, Assert.Single(Tape.cut [||] roots))

[<Fact>]
let ``Nothing is kept that does not change with time`` () =
    let p = Variable { Kind = Parameter; Index = 0; Name = "p" }
    let v = Variable { Kind = State; Index = 0; Name = "v" }
    let g = Variable { Kind = Adjoint; Index = 0; Name = "g" }
    let unchanging = Expr.Exp p * Expr.Log p + Step
    Assert.Empty(Tape.cut [||] [| g * unchanging |])
    Assert.Same(v, Assert.Single(Tape.cut [||] [| g * unchanging * v |]))
