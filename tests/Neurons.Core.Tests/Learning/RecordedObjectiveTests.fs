/// Losses and metrics against what snnTorch 0.9.4 and PyTorch 2.13 computed.
module Neurons.Tests.Learning.RecordedObjectiveTests

open System.Numerics.Tensors
open System.Text.Json
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private outputOf (case: JsonElement) =
    let inputs = case.GetProperty "inputs"
    [ "spikes"; "membrane"; "logits" ] |> List.find (fun name -> fst (inputs.TryGetProperty name))

let private objective (case: JsonElement) =
    let option name otherwise = Recorded.option name otherwise case

    let crossEntropy average reading =
        Objective.crossEntropy reading {
            ClassWeights =
                match case.GetProperty("options").TryGetProperty "class_weight" with
                | true, weights -> [| for weight in weights.EnumerateArray() -> weight.GetDouble() |]
                | _ -> null
            Average = average
            LabelSmoothing = option "label_smoothing" 0.0
        }

    // snnTorch's targets are one-hot · on_target, raised to off_target where that is the smaller: then one below 0, such as
    // mse_temporal's −1, comes to 0. Here −1 is the last step, as snnTorch's documentation has it.
    let raised on off =
        let on, off = option "on_target" on, option "off_target" off
        on, (if on > off then max 0.0 off else off)

    let squaredError targets = Objective.squaredError { Targets = targets; ClassWeights = null }

    match Recorded.name case with
    | "loss.ce_rate" -> crossEntropy CrossEntropy.OverSamples (ReadEachStep MeanOfSteps)
    | "loss.ce_count" -> crossEntropy CrossEntropy.OverSamples (ReadOnce SumOverTime)
    | "loss.ce_max_membrane" -> crossEntropy CrossEntropy.OverSamples (ReadOnce MaxOverTime)
    | "loss.cross_entropy" -> crossEntropy CrossEntropy.OverWeights (ReadOnce MeanOverTime)
    | "loss.ce_temporal" ->
        match case.GetProperty("options").GetProperty("inverse").GetString() with
        | "negate" -> crossEntropy CrossEntropy.OverWeights (ReadOnce NegatedSpikeTime)
        | _ -> crossEntropy CrossEntropy.OverWeights (ReadOnce ReciprocalSpikeTime)
    | "loss.mse_count" -> squaredError (SquaredError.Rates(option "correct_rate" 1.0, option "incorrect_rate" 0.0))
    | "loss.mse_membrane" -> squaredError (SquaredError.Potentials(raised 1.0 0.0))
    | "loss.mse_temporal" ->
        let correct, incorrect = raised 0.0 -1.0
        squaredError (SquaredError.SpikeTimes(correct, incorrect, option "tolerance" 0.0))
    | other -> failwith $"{other} is not known"

/// The number of outputs of each class.
let private population case =
    match Recorded.option "population_classes" 0.0 case with
    | 0.0 -> 1
    | classes -> int (Recorded.tensor "inputs" (outputOf case) case).Lengths[2] / int classes

let private sequence (tensor: Tensor<'T>) = if tensor.Rank = 2 then Unchanged(1, tensor) else EachStep tensor

let private agree precision tolerance (expected: float[]) (actual: float[]) =
    let scale = expected |> Array.map abs |> Array.max
    let worst = Array.map2 (fun e a -> abs (e - a)) expected actual |> Array.max
    Assert.True(worst <= tolerance * scale, $"{precision}: {worst} off, of {scale}")

[<Fact>]
let ``Every recorded loss has its value and its gradient, in both precisions`` () =
    let cases =
        Recorded.group "loss." |> Array.filter (fun case -> Recorded.name case <> "loss.l1_rate_sparsity")

    Assert.Equal(17, cases.Length)

    for case in cases do
        let o = { objective case with Population = population case }
        let x = Recorded.tensor "inputs" (outputOf case) case

        let compare tolerance value gradient =
            let name = Recorded.name case
            agree name tolerance (Recorded.values "outputs" "output" case) [| value |]

            if Recorded.has "gradients" case then
                let upstream = (Recorded.values "upstream" "output" case)[0]

                agree
                    name
                    tolerance
                    (Recorded.values "gradients" (outputOf case) case)
                    (Array.map ((*) upstream) gradient)

        let wide = Objective.evaluate o (sequence x) (Recorded.labels case) null
        compare (case.GetProperty("tolerance").GetDouble()) wide.Value (values wide.Gradient)
        let narrow = Objective.evaluate o (sequence (singles x)) (Recorded.labels case) null
        compare 2e-4 narrow.Value (Array.map float (values narrow.Gradient))

[<Fact>]
let ``The cost of spikes and its gradient are those that were recorded`` () =
    let case = Recorded.case "loss.l1_rate_sparsity"
    let x = Recorded.tensor "inputs" "spikes" case
    let gradient = tensor [ 12; 5; 4 ] (Array.zeroCreate 240)
    let value = RateSparsity.evaluate (Recorded.option "lambda_" 0.0 case) x gradient
    let upstream = (Recorded.values "upstream" "output" case)[0]
    close 1e-12 (Recorded.values "outputs" "output" case) [| value |]
    close 1e-12 (Recorded.values "gradients" "spikes" case) (values gradient |> Array.map ((*) upstream))

[<Fact>]
let ``Accuracies are those that were recorded`` () =
    let accuracy name compute =
        let case = Recorded.case name
        let spikes = EachStep(Recorded.tensor "inputs" "spikes" case)
        close 0.0 (Recorded.values "outputs" "output" case) [| compute spikes (Recorded.labels case) |]

    accuracy "metric.accuracy_rate" (Accuracy.rate 1)
    accuracy "metric.accuracy_temporal" Accuracy.temporal

[<Fact>]
let ``Accuracy reads counts, populations and times`` () =
    // sample 0: output 1 fires most, output 2 first; sample 1: only output 3 fires
    let spikes =
        tensor [ 3; 2; 4 ] [|
            0.0
            0.0
            1.0
            0.0
            0.0
            0.0
            0.0
            0.0
            1.0
            1.0
            0.0
            0.0
            0.0
            0.0
            0.0
            1.0
            0.0
            1.0
            0.0
            0.0
            0.0
            0.0
            0.0
            0.0
        |]

    let x = EachStep spikes
    Assert.Equal(1.0, Accuracy.rate 1 x [| 1; 3 |])
    Assert.Equal(0.5, Accuracy.rate 1 x [| 2; 3 |])
    Assert.Equal(1.0, Accuracy.rate 2 x [| 0; 1 |])
    Assert.Equal(1.0, Accuracy.temporal x [| 2; 3 |])
