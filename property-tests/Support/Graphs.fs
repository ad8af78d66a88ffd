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
        let comparison = if c % 2 = 0 then Greater else GreaterOrEqual
        Firing(comparison, surrogate.Create.Invoke numbers, pick a)

    let relation c =
        match c % 4 with
        | 0 -> Less
        | 1 -> LessOrEqual
        | 2 -> Equal
        | _ -> NotEqual

    for op, a, b, c in genes do
        nodes.Add(
            match op % 27 with
            | 0 -> Unary(Negate, pick a)
            | 1 -> Unary(Absolute, pick a)
            | 2 -> Unary(SquareRoot, pick a)
            | 3 -> Unary(Exponential, pick a)
            | 4 -> Unary(Logarithm, pick a)
            | 5 -> Unary(Sigmoid, pick a)
            | 6 -> Unary(UnaryOp.Tanh, pick a)
            | 26 -> Unary(Exprel, pick a)
            | 7 -> Binary(Minimum, pick a, pick b)
            | 8 -> Binary(Maximum, pick a, pick b)
            | 9
            | 10 -> Binary(Divide, pick a, pick b)
            | 11
            | 12 -> Compare(relation c, pick a, pick b)
            | 13
            | 14 -> Select(pick a, pick b, pick c)
            | 15 -> fire a c
            | 16 -> Blending(fire a c, pick b, pick c)
            | 17 -> Detached(pick a)
            | 18
            | 19 -> Constant constants[a % constants.Length]
            | 20
            | 21 -> Binary(Add, pick a, pick b)
            | 22
            | 23 -> Binary(BinaryOp.Subtract, pick a, pick b)
            | _ -> Binary(Multiply, pick a, pick b)
        )

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
