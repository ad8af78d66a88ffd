module Neurons.Tests.Learning.ObjectiveTests

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private labels = [| 3; 0; 2; 1; 1 |]
let private weights = [| 0.5; 1.0; 2.0; 1.5 |]

let private entropy average weights smoothing : CrossEntropy.Options = {
    ClassWeights = weights
    Average = average
    LabelSmoothing = smoothing
}

/// What of potentials is differentiable.
let private smooth = [
    for reading in
        [
            ReadOnce MaxOverTime
            ReadOnce MeanOverTime
            ReadOnce SumOverTime
            ReadEachStep MeanOfSteps
            ReadEachStep SumOfSteps
        ] do
        for average in [ CrossEntropy.OverSamples; CrossEntropy.OverWeights ] do
            for weights in [ null; weights ] do
                for smoothing in [ 0.0; 0.2 ] do
                    for population in [ 1; 3 ] do
                        {
                            Objective.crossEntropy reading (entropy average weights smoothing) with
                                Population = population
                        }
    for weights in [ null; weights ] do
        for population in [ 1; 3 ] do
            for targets in [ SquaredError.Rates(0.8, 0.2); SquaredError.Potentials(1.2, -0.1) ] do
                {
                    Objective.squaredError { Targets = targets; ClassWeights = weights } with
                        Population = population
                }
]

let private temporal = [
    for weights in [ null; weights ] do
        for reading in [ ReadOnce NegatedSpikeTime; ReadOnce ReciprocalSpikeTime ] do
            Objective.crossEntropy reading (entropy CrossEntropy.OverWeights weights 0.1)

        for targets in [ SquaredError.SpikeTimes(0.0, -1.0, 0.0); SquaredError.SpikeTimes(2.0, 5.0, 2.5) ] do
            Objective.squaredError { Targets = targets; ClassWeights = weights }
]

let private potentials population = random 1UL [ 7; 5; 4 * population ]

let private spikes =
    tensor [ 7; 5; 4 ] (random 2UL [ 7; 5; 4 ] |> values |> Array.map (fun u -> if u > 0.6 then 1.0 else 0.0))

let private naive (x: Tensor<float>) : NaiveObjective.Output =
    let width = int x.Lengths[2]

    values x |> List.ofArray |> List.chunkBySize width |> List.chunkBySize (int x.Lengths[1])

[<Fact>]
let ``Every loss is that of the definition written out`` () =
    for o in smooth do
        let x = potentials o.Population

        close 1e-13 [| NaiveObjective.value o (naive x) labels |] [|
            (Objective.evaluate o (EachStep x) labels null).Value
        |]

    for o in temporal do
        close 1e-13 [| NaiveObjective.value o (naive spikes) labels |] [|
            (Objective.evaluate o (EachStep spikes) labels null).Value
        |]

[<Fact>]
let ``The gradients of what is smooth are those of finite differences`` () =
    for o in smooth do
        let x = potentials o.Population
        let value x = (Objective.evaluate o (EachStep x) labels null).Value
        close 2e-8 (differences value x) (values (Objective.evaluate o (EachStep x) labels null).Gradient)

/// With times that need not be whole, the loss is smooth in them: the criterion on one step of values that are these times.
[<Fact>]
let ``The gradient of a loss on spike times is minus that by the time, at the first spike or in the last step`` () =
    let flat = values spikes
    let at t i = flat[t * 20 + i]

    let first =
        Array.init 20 (fun i -> Seq.tryFind (fun t -> at t i <> 0.0) [ 0..6 ] |> Option.defaultValue 6)

    for o in temporal do
        let readTimes (times: Tensor<float>) =
            let value =
                match o.Reading with
                | ReadOnce ReciprocalSpikeTime -> fun t -> 1.0 / (t + 1.0)
                | _ -> (~-)

            let read = tensor [ 1; 5; 4 ] (Array.map value (values times))
            let o = { o with Reading = ReadOnce SumOverTime }

            match o.Criterion with
            | Criterion.CrossEntropy _ -> (Objective.evaluate o (EachStep read) labels null).Value
            | Criterion.SquaredError options ->
                // of a sequence of 7 steps
                match options.Targets with
                | SquaredError.SpikeTimes(correct, incorrect, tolerance) ->
                    let cost sample c =
                        let target = if c = labels[sample] then correct else incorrect
                        let target = if target < 0.0 then target + 7.0 else target
                        let error = (values times)[sample * 4 + c] - target

                        let weight =
                            if isNull options.ClassWeights then
                                1.0
                            else
                                options.ClassWeights[labels[sample]]

                        if abs error < tolerance then 0.0 else weight * error * error / 49.0

                    Seq.average [
                        for sample in 0..4 do
                            for c in 0..3 do
                                cost sample c
                    ]
                | other -> failwith $"{other} are not times"

        let byTime = differences readTimes (tensor [ 5; 4 ] (Array.map float first))
        let expected = Array.init 140 (fun n -> if n / 20 = first[n % 20] then -byTime[n % 20] else 0.0)
        close 1e-8 expected (values (Objective.evaluate o (EachStep spikes) labels null).Gradient)

[<Fact>]
let ``In float32, losses and gradients are those of float64, rounded`` () =
    for o in smooth do
        let x = singles (potentials o.Population)
        let wide = Tensor.Create(Array.map float (values x), x.Lengths)
        let expected = Objective.evaluate o (EachStep wide) labels null
        let actual = Objective.evaluate o (EachStep x) labels null
        Assert.Equal(expected.Value, actual.Value)
        Assert.Equal<float32[]>(Array.map float32 (values expected.Gradient), values actual.Gradient)

[<Fact>]
let ``An output that stays the same is the repeated one, with the gradients of the steps summed`` () =
    let still = random 3UL [ 5; 4 ]
    let silent = tensor [ 5; 4 ] (Array.map (fun v -> if v > 0.0 then 1.0 else 0.0) (values still))

    for o in smooth @ temporal do
        if o.Population = 1 then
            let once = if List.contains o temporal then silent else still
            let repeated = tensor [ 7; 5; 4 ] (Array.concat (Array.create 7 (values once)))
            let short = Objective.evaluate o (Unchanged(7, once)) labels null
            let long = Objective.evaluate o (EachStep repeated) labels null
            let all = values long.Gradient
            close 1e-13 [| long.Value |] [| short.Value |]
            close 1e-13 (Array.init 20 (fun i -> Seq.sum [ for t in 0..6 -> all[t * 20 + i] ])) (values short.Gradient)
            Assert.Equal<int[]>(Objective.classes o (EachStep repeated), Objective.classes o (Unchanged(7, once)))
            Assert.Equal(long.Correct, short.Correct)

[<Fact>]
let ``The hits are the samples whose class is their label`` () =
    for o in smooth @ temporal do
        let x = if List.contains o temporal then spikes else potentials o.Population

        let hits =
            Array.fold2 (fun sum a b -> if a = b then sum + 1 else sum) 0 labels (Objective.classes o (EachStep x))

        Assert.Equal(hits, (Objective.evaluate o (EachStep x) labels null).Correct)

[<Fact>]
let ``The caller's buffer takes the gradient, and nothing is allocated for a long sequence`` () =
    let o = Objective.crossEntropy (ReadEachStep MeanOfSteps) CrossEntropy.options
    let x = EachStep(singles (random 1UL [ 50; 64; 10 ]))
    let labels = Array.init 64 (fun i -> i % 10)
    let into = singles (random 2UL [ 50; 64; 10 ])
    let evaluate () = Objective.evaluate o x labels into
    Assert.Same(into, (evaluate ()).Gradient)
    let before = GC.GetAllocatedBytesForCurrentThread()

    for _ in 1..10 do
        evaluate () |> ignore

    let perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / 10L
    Assert.True(perCall < 1024L, $"{perCall} bytes a call")

[<Fact>]
let ``What is not allowed is an error that says so`` () =
    let message f = Assert.ThrowsAny<ArgumentException>(fun () -> f () |> ignore).Message
    let o = Objective.crossEntropy (ReadOnce MaxOverTime) CrossEntropy.options
    let evaluate o x = fun () -> Objective.evaluate o (EachStep x) labels null
    Assert.Contains("the batch is empty", message (evaluate o (tensor [ 3; 0; 4 ] [||])))
    Assert.Contains("the population is 3, for 4 outputs", message (evaluate { o with Population = 3 } (potentials 1)))

    let weighted =
        Objective.crossEntropy (ReadOnce MaxOverTime) (entropy CrossEntropy.OverSamples [| 1.0 |] 0.0)

    Assert.Contains("1 class weights for 4 classes", message (evaluate weighted (potentials 1)))

    let check criterion reading population =
        message (fun () -> Objective.check { Criterion = criterion; Reading = reading; Population = population })

    let crossEntropy weights smoothing = Criterion.CrossEntropy(entropy CrossEntropy.OverSamples weights smoothing)
    Assert.Contains("LabelSmoothing is 1; it must be in [0, 1)", check (crossEntropy null 1.0) (ReadOnce MaxOverTime) 1)
    Assert.Contains("weight of class 1 is -2", check (crossEntropy [| 1.0; -2.0 |] 0.0) (ReadOnce MaxOverTime) 1)
    Assert.Contains("all class weights are 0", check (crossEntropy [| 0.0 |] 0.0) (ReadOnce MaxOverTime) 1)
    Assert.Contains("Population is 2; it must be 1", check (crossEntropy null 0.0) (ReadOnce NegatedSpikeTime) 2)
    Assert.Contains("Population is 0", check (crossEntropy null 0.0) (ReadOnce MaxOverTime) 0)

    let squared targets = Criterion.SquaredError { Targets = targets; ClassWeights = null }

    Assert.Contains(
        "correct is 1.5; it must be in [0, 1]",
        check (squared (SquaredError.Rates(1.5, 0.0))) (ReadOnce SumOverTime) 1
    )

    Assert.Contains(
        "tolerance is -1",
        check (squared (SquaredError.SpikeTimes(0.0, 1.0, -1.0))) (ReadOnce NegatedSpikeTime) 1
    )
