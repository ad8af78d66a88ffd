/// Dropout, delay, readouts over time, the price of activity and feedback: what looks at a sequence as one.
module Neurons.Tests.Layers.SequenceLayerTests

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Primitives
open Neurons.Tests.Learning.Numbers
open Xunit

let private key: DropoutKey = { Seed = 7UL; Stream = 3u; Pass = 1L }
let private ones shape = tensor shape (Array.create (List.fold (*) 1 shape) 1.0)
let private drop o key x = values (Sequence.tensor (Dropout.forward o key x null))

[<Fact>]
let ``Dropout keeps a part of 1 − p, scaled so that the mean stays, and one mask holds for all steps`` () =
    let o = Dropout.options 0.3
    let y = drop o key (EachStep(ones [ 4; 10; 1000 ])) |> Array.chunkBySize 10000
    Assert.All(y, fun step -> Assert.Equal<float[]>(y[0], step))
    Assert.All(y[0], fun v -> Assert.True((v = 0.0) || abs (v - 1.0 / 0.7) < 1e-15))
    let kept = y[0] |> Array.filter ((<>) 0.0) |> Array.length |> float
    // a count of n independent ones has a deviation of √(n p (1 − p))
    Assert.True(abs (kept - 7000.0) < 5.0 * sqrt (10000.0 * 0.3 * 0.7))

[<Fact>]
let ``With a mask at each step, steps differ`` () =
    let o = { Dropout.options 0.5 with PerStep = true }
    let y = drop o key (EachStep(ones [ 3; 2; 100 ])) |> Array.chunkBySize 200
    Assert.NotEqual<float[]>(y[0], y[1])
    Assert.NotEqual<float[]>(y[1], y[2])

[<Fact>]
let ``A mask is a function of seed, layer and pass, and the same in both precisions`` () =
    let o = Dropout.options 0.5
    let x = ones [ 1; 2; 500 ]
    let mask key = drop o key (EachStep x)
    Assert.Equal<float[]>(mask key, mask key)

    for other in [ { key with Seed = 8UL }; { key with Stream = 4u }; { key with Pass = 2L } ] do
        Assert.NotEqual<float[]>(mask key, mask other)

    let single = Dropout.forward o key (EachStep(singles x)) null |> Sequence.tensor |> values
    Assert.Equal<float[]>(mask key, Array.map float single)

[<Fact>]
let ``The gradient of dropout goes where the numbers came from, also for a sequence that stays the same`` () =
    for perStep in [ false; true ] do
        let o = { Dropout.options 0.4 with PerStep = perStep }
        let x, dy = random 1UL [ 3; 2; 6 ], random 2UL [ 3; 2; 6 ]
        let loss x = dot dy (Sequence.tensor (Dropout.forward o key (EachStep x) null))
        close 1e-8 (differences loss x) (values (Dropout.inputGradient o key (EachStep x) dy null))
        let once = random 1UL [ 2; 6 ]

        let loss once =
            match Dropout.forward o key (Unchanged(3, once)) null with
            | EachStep y -> dot dy y
            | Unchanged(_, y) -> dot dy (tensor [ 3; 2; 6 ] (Array.concat (Array.create 3 (values y))))

        let summed = Sequence.summedOverTime dy (tensor [ 2; 6 ] (Array.zeroCreate 12))
        let dx = Dropout.inputGradient o key (Unchanged(3, once)) (if perStep then dy else summed) null
        close 1e-8 (differences loss once) (values dx)

[<Fact>]
let ``The number of threads does not change a mask`` () =
    let o = { Dropout.options 0.4 with PerStep = true }
    let x = singles (random 1UL [ 5; 3; 7000 ])
    let results = withThreads (fun () -> values (Sequence.tensor (Dropout.forward o key (EachStep x) null)))
    Assert.Equal<float32[]>(results[0], results[1])
    Assert.Equal<float32[]>(results[0], results[2])

[<Fact>]
let ``A delayed sequence comes later, and its parts one after the other are the whole`` () =
    let x = random 1UL [ 7; 2; 3 ]
    let all = values x

    for steps in [ 1; 2; 5; 9 ] do
        let struct (whole, last) = Delay.forward steps null (EachStep x) null
        let expected = Array.append (Array.zeroCreate (steps * 6)) all
        Assert.Equal<float[]>(expected[..41], values whole)
        Assert.Equal<float[]>(expected[42..], values last)
        let struct (first, held) = Delay.forward steps null (EachStep(tensor [ 4; 2; 3 ] all[..23])) null
        let struct (second, held) = Delay.forward steps held (EachStep(tensor [ 3; 2; 3 ] all[24..])) null
        Assert.Equal<float[]>(values whole, Array.append (values first) (values second))
        Assert.Equal<float[]>(values last, values held)

[<Fact>]
let ``The gradient of a delay is that of finite differences`` () =
    let dy = random 2UL [ 5; 2; 3 ]

    for steps in [ 1; 2; 8 ] do
        let loss x =
            let struct (y, _) = Delay.forward steps null x null
            dot dy y

        let x, once = random 1UL [ 5; 2; 3 ], random 1UL [ 2; 3 ]
        close 1e-8 (differences (EachStep >> loss) x) (values (Delay.inputGradient steps (EachStep x) dy null))
        let constant = Delay.inputGradient steps (Unchanged(5, once)) dy null
        close 1e-8 (differences (fun x -> loss (Unchanged(5, x))) once) (values constant)

let private reductions = [ LargestOverTime; AverageOverTime; TotalOverTime; LastOfTime ]

[<Fact>]
let ``What a delay held of another batch is refused with both shapes`` () =
    let struct (_, held) = Delay.forward 2 null (EachStep(random 1UL [ 4; 3; 5 ])) null

    let error =
        Assert.Throws<ArgumentException>(fun () ->
            Delay.forward 2 held (EachStep(random 1UL [ 4; 6; 5 ])) null |> ignore)

    Assert.Contains("Delay: before has the shape [2, 3, 5]; it must be [2, 6, 5], the last 2 steps", error.Message)

[<Fact>]
let ``A readout is what its name says, at every place`` () =
    let x = random 1UL [ 6; 2; 3 ]

    let expected reduction =
        values x
        |> Array.chunkBySize 6
        |> Array.transpose
        |> Array.map (fun steps ->
            match reduction with
            | LargestOverTime -> Array.max steps
            | AverageOverTime -> Array.average steps
            | TotalOverTime -> Array.sum steps
            | LastOfTime -> Array.last steps)

    for reduction in reductions do
        close 1e-15 (expected reduction) (values (OverTime.forward reduction (EachStep x) null))

[<Fact>]
let ``The gradients of readouts are those of finite differences, also of a sequence that stays the same`` () =
    let dy = random 2UL [ 2; 3 ]

    for reduction in reductions do
        for x, make in [ random 1UL [ 6; 2; 3 ], EachStep; random 1UL [ 2; 3 ], (fun x -> Unchanged(4, x)) ] do
            let forward x = OverTime.forward reduction (make x) null
            let dx = OverTime.inputGradient reduction (make x) (forward x) dy null
            close 1e-8 (differences (forward >> dot dy) x) (values dx)

[<Fact>]
let ``Of equal steps, the first has the gradient of the largest`` () =
    let x = EachStep(tensor [ 3; 1; 1 ] [| 0.0; 1.0; 1.0 |])

    let dx =
        OverTime.inputGradient LargestOverTime x (OverTime.forward LargestOverTime x null) (ones [ 1; 1 ]) null

    Assert.Equal<float[]>([| 0.0; 1.0; 0.0 |], values dx)

let private prices: ActivityPenalty.Options = {
    L1 = 0.3
    L2 = 0.7
    LowerRate = 0.4
    LowerStrength = 1.1
    UpperRate = 0.1
    UpperStrength = 1.3
}

[<Fact>]
let ``The price of activity is that of its formula`` () =
    // one sample with rates 1/2 and 0, another with 1 and 1
    let spikes = tensor [ 2; 2; 2 ] [| 1.0; 0.0; 1.0; 1.0; 0.0; 0.0; 1.0; 1.0 |]

    let price rates =
        let below r = max 0.0 (0.4 - r)
        let above = max 0.0 (Array.average rates - 0.1)

        Array.averageBy (fun r -> 0.3 * r + 0.7 * r * r + 1.1 * below r * below r) rates
        + 1.3 * above * above

    let expected = (price [| 0.5; 0.0 |] + price [| 1.0; 1.0 |]) / 2.0
    close 1e-14 [| expected |] [| (ActivityPenalty.evaluate prices (EachStep spikes) null).Value |]

[<Fact>]
let ``The gradient of the price is that of finite differences`` () =
    for x, make, steps in [ random 1UL [ 4; 2; 3 ], EachStep, 4; random 1UL [ 2; 3 ], (fun x -> Unchanged(4, x)), 1 ] do
        let g = (ActivityPenalty.evaluate prices (make x) null).Gradient
        let numeric = differences (fun x -> (ActivityPenalty.evaluate prices (make x) null).Value) x
        close 1e-8 numeric (Array.concat (Array.create steps (values g)))

let private neuron =
    Models.find("Leaky").Create(System.Collections.Generic.Dictionary<string, string>())

let private parameters = neuron.Definition.ParameterInfo |> Array.map (fun p -> Shared p.Value)
let private start shape : RecurrentValues<float> = Recurrent.initial neuron parameters shape
let private input = tensor [ 8; 2; 3 ] (values (random 1UL [ 8; 2; 3 ]) |> Array.map ((*) 3.0))

let private run weights x =
    let struct (trace, final) = Feedback.forward neuron parameters weights (start [| 2; 3 |]) x null null

    trace.Output, final, trace

let private none: LinearWeights<float> = { Weight = null; Bias = null }

let private gradients trace dy into =
    Feedback.gradients neuron trace dy (Array.create parameters.Length true) true null into

[<Fact>]
let ``Feedback without weights for its inputs is the recurrent layer whose input weights are the identity`` () =
    let recurrent = random 2UL [ 3; 3 ]
    let identity = tensor [ 3; 3 ] [| 1.0; 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 1.0 |]
    let weights = RecurrentWeights(identity, recurrent)
    let struct (expected, reference) = Recurrent.trace neuron parameters weights (start [| 2; 3 |]) input
    let y, _, trace = run (AllToAll { Weight = recurrent; Bias = null }) (EachStep input)
    Assert.Equal<float[]>(values expected, values y)
    Assert.Contains(1.0, values y)
    let dy = random 3UL [ 8; 2; 3 ]
    let expected = Recurrent.gradients neuron reference dy ValueNone
    let g = gradients trace dy (AllToAll none)
    close 1e-12 (values expected.Inputs) (values g.Input)

    match g.Weights with
    | AllToAll g -> close 1e-12 (values expected.RecurrentWeights) (values g.Weight)
    | OneToOne _ -> failwith "one to one"

    for a, b in Array.zip expected.Parameters g.Parameters do
        close 1e-12 (a.ToArray()) (b.ToArray())

[<Fact>]
let ``Feedback of each neuron to itself is a weight with a diagonal`` () =
    let own = random 2UL [ 3 ]
    let w = values own
    let diagonal = tensor [ 3; 3 ] [| w[0]; 0.0; 0.0; 0.0; w[1]; 0.0; 0.0; 0.0; w[2] |]
    let y, _, trace = run (OneToOne own) (EachStep input)
    let z, _, dense = run (AllToAll { Weight = diagonal; Bias = null }) (EachStep input)
    Assert.Equal<float[]>(values z, values y)
    let dy = random 3UL [ 8; 2; 3 ]
    let a, b = gradients trace dy (OneToOne null), gradients dense dy (AllToAll none)
    close 1e-12 (values b.Input) (values a.Input)

    match a.Weights, b.Weights with
    | OneToOne a, AllToAll b ->
        let b = values b.Weight
        close 1e-12 [| b[0]; b[4]; b[8] |] (values a)
    | other -> failwith $"{other}"

[<Fact>]
let ``One weight for all neurons has the sum of their gradients`` () =
    let dy = random 3UL [ 8; 2; 3 ]
    let _, _, one = run (OneToOne(tensor [ 1 ] [| 0.6 |])) (EachStep input)
    let _, _, each = run (OneToOne(tensor [ 3 ] [| 0.6; 0.6; 0.6 |])) (EachStep input)

    match (gradients one dy (OneToOne null)).Weights, (gradients each dy (OneToOne null)).Weights with
    | OneToOne a, OneToOne b -> close 1e-12 [| Array.sum (values b) |] (values a)
    | other -> failwith $"{other}"

[<Fact>]
let ``A bias of the feedback is a constant current, and has the sum of the currents' gradients`` () =
    let weight, bias = random 2UL [ 3; 3 ], random 4UL [ 3 ]
    let b = values bias
    let moved = tensor [ 8; 2; 3 ] (values input |> Array.mapi (fun i v -> v + b[i % 3]))
    let y, _, trace = run (AllToAll { Weight = weight; Bias = bias }) (EachStep input)
    let z, _, _ = run (AllToAll { Weight = weight; Bias = null }) (EachStep moved)
    Assert.Equal<float[]>(values z, values y)
    let g = gradients trace (random 3UL [ 8; 2; 3 ]) (AllToAll none)
    let columns = values g.Input |> Array.chunkBySize 3 |> Array.transpose |> Array.map Array.sum

    match g.Weights with
    | AllToAll g -> close 1e-12 columns (values g.Bias)
    | OneToOne _ -> failwith "one to one"

[<Fact>]
let ``A sequence with feedback goes on where its first part ended, and a constant input is the repeated one`` () =
    let weights = AllToAll { Weight = random 2UL [ 3; 3 ]; Bias = null }
    let all = values input
    let whole, _, _ = run weights (EachStep input)
    let first, middle, _ = run weights (EachStep(tensor [ 5; 2; 3 ] all[..29]))

    let struct (second, _) =
        Feedback.forward neuron parameters weights middle (EachStep(tensor [ 3; 2; 3 ] all[30..])) null null

    Assert.Equal<float[]>(values whole, Array.append (values first) (values second.Output))
    let once = tensor [ 2; 3 ] all[..5]
    let repeated = tensor [ 4; 2; 3 ] (Array.concat (Array.create 4 all[..5]))
    let a, _, constant = run weights (Unchanged(4, once))
    let b, _, each = run weights (EachStep repeated)
    Assert.Equal<float[]>(values b, values a)
    let dy = random 3UL [ 4; 2; 3 ]

    let sum =
        Sequence.summedOverTime (gradients each dy (AllToAll none)).Input (tensor [ 2; 3 ] (Array.zeroCreate 6))

    close 1e-12 (values sum) (values (gradients constant dy (AllToAll none)).Input)

[<Fact>]
let ``Feedback weights that do not fit are an error that names both shapes`` () =
    let message weights =
        Assert.ThrowsAny<ArgumentException>(fun () -> run weights (EachStep input) |> ignore).Message

    Assert.Contains("[2, 3]; it must be [3, 3]", message (AllToAll { Weight = random 1UL [ 2; 3 ]; Bias = null }))
    Assert.Contains("[2]; it must be [3] or [1]", message (OneToOne(random 1UL [ 2 ])))
