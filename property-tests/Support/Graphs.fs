/// Random graphs. A graph is described by an array of genes, any of which is valid, so that what FsCheck shrinks stays a graph.
module Neurons.Properties.Graphs

open System
open System.Collections.Generic
open FsCheck
open FsCheck.FSharp
open Neurons
open Neurons.Testing
open Neurons.Symbolic
open Neurons.Compile

/// An operation and its three arguments, as numbers modulo what there is.
type Gene = int * int * int * int

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

/// A graph, and what it is run on. Laws take of the rows what they need.
[<StructuredFormatDisplay "{Printed}">]
type Case = {
    Genes: Gene[]
    /// The constants of the graph.
    Constants: float[]
    Steps: int
    Batch: int
    Neurons: int
    /// The number of the first step, and the seed of what is drawn.
    Start: int
    /// Numbers of any kind.
    Numbers: float[]
    /// Numbers around 0.
    Normal: float[]
    Flags: bool[]
} with

    /// The graph to be read, and the rows.
    member c.Printed =
        let step = Print.step (definition (equations c.Constants c.Genes))

        let rows = {|
            Equations = [ for equation in step -> $"{equation.Name} = {equation.Text}" ]
            Genes = c.Genes
            Constants = c.Constants
            Lengths = {| Steps = c.Steps; Batch = c.Batch; Neurons = c.Neurons |}
            Start = c.Start
            Numbers = c.Numbers
            Normal = c.Normal
            Flags = c.Flags
        |}

        $"%A{rows}"

let private gene: Gen<Gene> =
    let number = Gen.choose (0, 9999)
    Gen.map4 (fun op a b c -> op, a, b, c) number number number number

let private simplerGene (op, a, b, c) : Gene seq = seq {
    for k in Numbers.fewer 0 op do
        k, a, b, c

    for k in Numbers.fewer 0 a do
        op, k, b, c

    for k in Numbers.fewer 0 b do
        op, a, k, c

    for k in Numbers.fewer 0 c do
        op, a, b, k
}

let private simpler (case: Case) : Case seq = seq {
    let numbers = Numbers.shorter Numbers.simpler

    for genes in Numbers.shorter (fun _ -> Seq.empty) case.Genes do
        { case with Genes = genes }

    for steps in Numbers.fewer 1 case.Steps do
        { case with Steps = steps }

    for batch in Numbers.fewer 1 case.Batch do
        { case with Batch = batch }

    for neurons in Numbers.fewer 1 case.Neurons do
        { case with Neurons = neurons }

    for flags in Numbers.shorter Numbers.simplerFlag case.Flags do
        { case with Flags = flags }

    for row in numbers case.Constants do
        { case with Constants = row }

    for row in numbers case.Numbers do
        { case with Numbers = row }

    for row in numbers case.Normal do
        { case with Normal = row }

    for start in Numbers.fewer 0 case.Start do
        { case with Start = start }

    for genes in Numbers.shorter simplerGene case.Genes do
        if genes.Length = case.Genes.Length then
            { case with Genes = genes }
}

/// Graphs of up to so many nodes, to run on up to so many neurons; constants and other numbers are of these kinds.
let casesOf (nodes: int) neurons (constant: Gen<float>) (number: Gen<float>) : Arbitrary<Case> =
    let generator = gen {
        let! length = Gen.choose (1, nodes)
        let! genes = Gen.arrayOfLength length gene
        let! constants = Gen.arrayOfLength 8 constant
        let! steps = Gen.choose (1, 4)
        let! batch = Gen.choose (1, 3)
        let! neurons = Gen.choose (1, neurons)
        let! start = Gen.choose (0, 100_000)
        let! numbers = Numbers.row number
        let! normal = Numbers.row Numbers.normal
        let! flags = Numbers.flags

        return {
            Genes = genes
            Constants = constants
            Steps = steps
            Batch = batch
            Neurons = neurons
            Start = start
            Numbers = numbers
            Normal = normal
            Flags = flags
        }
    }

    Arb.fromGenShrink (generator, simpler)

/// Graphs of up to so many nodes, of normal numbers.
let cases nodes = casesOf nodes 1 Numbers.normal Numbers.normal

/// Every way to run a program; vectors wider than the processor's are emulated.
let internal backends = [
    Backend.Emitted 512
    Backend.Emitted 256
    Backend.Emitted 128
    Backend.Emitted 0
    Backend.OpByOp
]
