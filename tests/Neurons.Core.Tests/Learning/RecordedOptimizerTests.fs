/// Optimizers, schedules and gradient clipping against what PyTorch 2.13 computed.
module Neurons.Tests.Learning.RecordedOptimizerTests

open System.Numerics.Tensors
open System.Text.Json
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

/// The parameter after each update; `step` changes it in place.
let private follow (case: JsonElement) (step: int64 -> Tensor<float> -> Tensor<float> -> unit) =
    let parameter = Recorded.tensor "inputs" "parameters" case

    let updates =
        Recorded.values "inputs" "gradients" case
        |> Array.chunkBySize 5
        |> Array.mapi (fun i gradient ->
            step (int64 i + 1L) (tensor [ 5 ] gradient) parameter
            values parameter)

    close 1e-12 (Recorded.values "outputs" "output" case) (Array.concat updates)

[<Fact>]
let ``Every recorded sequence of updates is followed`` () =
    let cases = Recorded.group "optimizer."
    Assert.Equal(6, cases.Length)

    for case in cases do
        let option name otherwise = Recorded.option name otherwise case
        let first = Recorded.tensor "inputs" "parameters" case

        match Recorded.name case with
        | "optimizer.sgd" ->
            let o: Sgd.Options = {
                LearningRate = option "lr" 0.0
                Momentum = option "momentum" 0.0
                Dampening = option "dampening" 0.0
                Nesterov = (option "nesterov" 0.0 <> 0.0)
                WeightDecay = L2(option "weight_decay" 0.0)
            }

            let velocity = Sgd.initial o first
            follow case (fun number gradient -> Sgd.updateInPlace o number gradient velocity)
        | name ->
            let decay = if name = "optimizer.adamw" then Decoupled else L2

            let o: Adam.Options = {
                LearningRate = option "lr" 0.0
                Beta1 = option "beta1" 0.0
                Beta2 = option "beta2" 0.0
                Epsilon = option "eps" 0.0
                WeightDecay = decay (option "weight_decay" 0.0)
            }

            let moments = Adam.initial first
            follow case (fun number gradient -> Adam.updateInPlace o number gradient moments)

[<Fact>]
let ``Every recorded schedule is followed`` () =
    let cases = Recorded.group "schedule."
    Assert.Equal(4, cases.Length)

    for case in cases do
        let option name = Recorded.option name nan case

        let schedule =
            match Recorded.name case with
            | "schedule.step" -> Schedule.Step(int64 (option "step_size"), option "gamma")
            | "schedule.cosine" -> Schedule.Cosine(int64 (option "t_max"), option "eta_min")
            | "schedule.exponential" -> Schedule.Exponential(option "gamma")
            | _ -> Schedule.Warmup(int64 (option "total_iters"), option "start_factor")

        let expected = Recorded.values "outputs" "learning_rate" case
        close 1e-14 expected (Array.init expected.Length (fun n -> Schedule.rate schedule (option "lr") (int64 n)))

[<Fact>]
let ``Clipping by the norm is what was recorded`` () =
    let case = Recorded.case "gradient_clipping.norm"
    let a, b = Recorded.tensor "inputs" "a" case, Recorded.tensor "inputs" "b" case
    let norm = GradientClipping.byNorm (Recorded.option "max_norm" 0.0 case) [ a; b ]
    close 1e-14 (Recorded.values "outputs" "total_norm" case) [| norm |]
    close 1e-14 (Recorded.values "outputs" "a" case) (values a)
    close 1e-14 (Recorded.values "outputs" "b" case) (values b)
