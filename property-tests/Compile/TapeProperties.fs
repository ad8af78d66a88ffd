module Neurons.Properties.Compile.TapeProperties

open System

open System.Collections.Generic

open Expecto
open Neurons.Testing

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
let private reverse (case: Graphs.Case) =
    let equations = Graphs.equations [| 0.5; 2.0; -1.0 |] case.Genes
    let derived = ReverseEquations.derive equations [| Numbers.at case.Flags 0; true |]

    let roots =
        Array.concat [ derived.Inputs; derived.States; derived.Parameters ]
        |> Array.indexed
        |> Array.choose (fun (k, root) -> if Numbers.at case.Flags (1 + k) then root else None)

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

[<Tests>]
let tests =
    testList "Neurons.Properties.Compile.TapeProperties" [
        property "From its tape the reverse step of a random graph can be computed" 300 (Graphs.cases 40) (fun case ->
            let struct (computed, roots) = reverse case
            let tape = Tape.cut computed roots

            if not (isComputable computed roots tape) then
                failtest $"a tape of {tape.Length} values is not enough")

        testCase "No smaller tape would do, on small random graphs" (fun () ->
            let mutable tried = 0

            check 400 (Graphs.cases 8) (fun case ->
                let struct (computed, roots) = reverse case
                let tape = Tape.cut computed roots
                let candidates = candidates roots

                if tape.Length > 0 && tape.Length <= 4 && candidates.Length <= 22 then
                    tried <- tried + 1

                    if existsCut computed roots (List.ofArray candidates) (tape.Length - 1) [] then
                        failtest $"the tape has {tape.Length} values; fewer are enough")

            if replayed.IsNone then
                Expect.isGreaterThan tried 50 "graphs of 400 that had a tape to speak of")

        testCase "What the forward step has divided is kept, what only the reverse step divides is not" (fun () ->
            let v = Variable { Kind = State; Index = 0; Name = "v" }
            let g = Variable { Kind = Adjoint; Index = 0; Name = "g" }
            let quotient = 1.0 / v
            let roots = [| g * quotient + g * v |]
            Expect.equal ((Tape.cut [| quotient |] roots).Length) 2 "what is kept of a division"

            Expect.same
                (Expect.single (Tape.cut [||] roots) "what is kept without a division")
                v
                "what is kept without a division")

        testCase "Nothing is kept that does not change with time" (fun () ->
            let p = Variable { Kind = Parameter; Index = 0; Name = "p" }
            let v = Variable { Kind = State; Index = 0; Name = "v" }
            let g = Variable { Kind = Adjoint; Index = 0; Name = "g" }
            let unchanging = Expr.Exp p * Expr.Log p + Step
            Expect.isEmpty (Tape.cut [||] [| g * unchanging |]) "what is kept of what does not change"

            Expect.same
                (Expect.single (Tape.cut [||] [| g * unchanging * v |]) "what is kept beside what does not change")
                v
                "what is kept beside what does not change")
    ]
