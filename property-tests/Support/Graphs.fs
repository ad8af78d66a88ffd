/// Random graphs. A graph is described by an array of genes, any of which is valid, so that what FsCheck shrinks stays a graph.
module Neurons.Properties.Graphs

open System
open System.Collections.Generic
open FsCheck
open FsCheck.FSharp
open Neurons
open Neurons.Symbolic
open Neurons.Compile

/// An operation and its three arguments, as numbers modulo what there is.
type Gene = int * int * int * int

let private pickable: Gen<Gene> =
    let number = Gen.choose (0, 9999)

    gen {
        let! op = number
        let! a = number
        let! b = number
        let! c = number
        return op, a, b, c
    }

/// Graphs of up to so many nodes, with the seed of the numbers to run them on.
let cases (most: int) : Arbitrary<Gene[] * int> =
    let generator = gen {
        let! length = Gen.choose (1, most)
        let! genes = Gen.arrayOfLength length pickable
        let! seed = Gen.choose (0, 1_000_000)
        return genes, seed
    }

    let shrink = (ArbMap.defaults |> ArbMap.arbitrary<Gene[] * int>).Shrinker

    let valid (genes: Gene[], seed) =
        seed >= 0
        && genes.Length > 0
        && genes |> Array.forall (fun (a, b, c, d) -> min (min a b) (min c d) >= 0)

    Arb.fromGenShrink (generator, shrink >> Seq.filter valid)

/// Checks a law on random graphs, and prints the smallest that breaks it with the seed to try it again.
let forAll count most (law: Gene[] -> int -> unit) =
    let property (genes, seed) = law genes seed
    Check.One(Trials.config count, Prop.forAll (cases most) property)

/// The equations that the genes describe: two inputs, two states, two parameters, two outputs. `constants` are drawn from.
let equations (constants: float[]) (genes: Gene[]) : Equations =
    let inputs = Equations.leaves Input [| "x"; "y" |]
    let states = Equations.leaves State [| "v"; "w" |]
    let parameters = Equations.leaves Parameter [| "p"; "q" |]
    let leaves = [ Step; Uniform 0; Normal 1; Constant 0.5 ]
    let nodes = List<Expr>(Seq.concat [ inputs; states; parameters; Array.ofList leaves ])

    /// Mostly a recent node, else any.
    let pick n =
        if n % 3 = 0 then
            nodes[n / 3 % nodes.Count]
        else
            nodes[nodes.Count - 1 - n / 3 % (min 6 nodes.Count)]

    let fire a c =
        let surrogate = Surrogates.all[c % Surrogates.all.Length]
        let numbers = surrogate.Numbers |> Array.map (fun (struct (_, value)) -> value)
        let comparison = Primitives.comparisons[c % Primitives.comparisons.Length]
        Firing(comparison, surrogate.Create.Invoke numbers, pick a)

    // what a node may be, some twice as often
    let forms: (int -> int -> int -> Expr)[] = [|
        for op in Primitives.unary do
            fun a _ _ -> Unary(op, pick a)
        for _ in 1..2 do
            for op in Primitives.binary do
                fun a b _ -> Binary(op, pick a, pick b)

            fun a b c -> Compare(Primitives.relations[c % Primitives.relations.Length], pick a, pick b)
            fun a b c -> Select(pick a, pick b, pick c)
            fun a _ _ -> Constant constants[a % constants.Length]
        fun a _ c -> fire a c
        fun a b c -> Blending(fire a c, pick b, pick c)
        fun a _ _ -> Detached(pick a)
    |]

    for op, a, b, c in genes do
        let form = forms[op % forms.Length]
        nodes.Add(form a b c)

    let last k = nodes[nodes.Count - 1 - k]

    {
        Inputs = inputs
        States = states
        Parameters = parameters
        Outputs = [| last 0; last 1 |]
        Next = [| last 2; last 3 |]
    }

/// A neuron without a meaning.
let definition (equations: Equations) : Definition =
    let quantity = Quantity.create 0.5 "" Interval.all "no meaning"

    {
        Name = "Random"
        Summary = "a random graph"
        Source = "these tests"
        Options = [||]
        Dt = 1.0
        TimeUnit = ""
        InputNames = [| "x"; "y" |]
        ParameterNames = [| "p"; "q" |]
        ParameterInfo = [| quantity; quantity |]
        StateNames = [| "v"; "w" |]
        StateInfo = [| quantity; quantity |]
        OutputName = "z"
        Spikes = false
        Equations = Equations.check equations
        Initial = [| Constant 0.0; Constant 0.0 |]
        TimeSteps = lazy (HashSet<Expr> HashIdentity.Reference)
        Constraints = [||]
        Invariants = [||]
    }

/// Every way to run a program; vectors wider than the processor's are emulated.
let internal backends = [
    Backend.Emitted 512
    Backend.Emitted 256
    Backend.Emitted 128
    Backend.Emitted 0
    Backend.OpByOp
]
