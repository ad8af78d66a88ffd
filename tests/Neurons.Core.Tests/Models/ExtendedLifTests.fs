/// The five modes of the extended neuron, and its second input.
module Neurons.Tests.Models.ExtendedLifTests

open System
open System.Collections.Generic
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

let private entry = Models.find "ExtendedLif"
let private mode name = entry.Create(name, Dictionary<string, string>())

let private withoutAdaptation =
    parameters entry [ "SpikeIncrease", 0.0; "DepressionRate", 0.0; "Neuromodulation", 0.0 ]

let private gaps trace = spikeSteps trace |> Array.pairwise |> Array.map (fun (a, b) -> float (b - a))

let private modulated transform m =
    let neuron =
        ExtendedLif.create<float> { ExtendedLif.options with Stochastic = false; Modulation = transform }

    let start = neuron.Initial(ExtendedLif.parameters, [| 1 |])
    let signal = EachStep(tensor [ 1000; 1 ] (Array.create 1000 m))
    let current = EachStep(tensor [ 1000; 1 ] (Array.create 1000 1.2))
    neuron.PullbackWith ExtendedLif.parameters start [ current; signal ]

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.ExtendedLifTests" [
        testCase "The deterministic mode fires regularly above the threshold and not at all below" (fun () ->
            let gaps = gaps (constant (mode "deterministic") withoutAdaptation 1000 1.5)
            Expect.isTrue (gaps.Length > 10) "the intervals are many"
            (Expect.single (Array.distinct gaps) "the interval between spikes") |> ignore

            Expect.equal
                (spikes (constant (mode "deterministic") withoutAdaptation 1000 0.99))
                0.0
                "spikes below the threshold")

        testCase "The stochastic mode fires irregularly, more often the higher the potential" (fun () ->
            let trace x = constant (mode "stochastic") withoutAdaptation 5000 x
            Expect.isTrue ((trace 1.5 |> gaps |> Array.distinct).Length > 5) "the intervals differ"

            Expect.isTrue
                (spikes (trace 0.5) < spikes (trace 1.5) && spikes (trace 1.5) < spikes (trace 3.0))
                "the spikes become more as the potential rises")

        testCase "The rate of the adaptive mode falls as the threshold rises" (fun () ->
            let adaptive = constant (mode "adaptive_threshold") withoutAdaptation 400 20.5
            // at first it fires in every step, as it does with a fixed threshold
            Expect.equal
                (spikes (constant (mode "deterministic") withoutAdaptation 400 20.5))
                400.0
                "spikes without adaptation"

            Expect.equal (Array.head adaptive.Output[0]) 1.0 "the first output"
            Expect.floatClose (Expect.within 1e-15) (state adaptive "VTh" 0 0) 1.1 "the threshold after a spike"
            Expect.isTrue (spikes adaptive < 300.0) "spikes with adaptation")

        testCase "Dynamic probability flattens the probability after a burst" (fun () ->
            let trace = constant (mode "dynamic_probability") withoutAdaptation 400 8.0
            let dynamic = trace.States["DynamicAdaptation"] |> Array.map Array.head
            Expect.equal (dynamic[0]) 0.0 "the probability in the first step"
            Expect.isTrue (dynamic[100] > 1.0) "the probability of the burst"
            // bounded: D e^{−1/τ} + 1 has a fixed point
            for d in dynamic do
                Expect.isInRange d (0.0, 1.0 / (1.0 - exp (-1.0 / 20.0))) "the probability")

        testCase "A modulating signal raises and lowers the rate" (fun () ->
            let rate m = Array.sum (flat (modulated Transform.Tanh m).Output)
            Expect.isTrue (rate -1.0 < rate 0.0 && rate 0.0 < rate 1.0) "the rates in their order")

        testCase "A modulating signal that is transformed acts like the constant of its transformed value" (fun () ->
            let m = 0.7
            let p = 1.0 / (1.0 + exp -m)

            let constant =
                constant
                    (dynamics entry [ "Stochastic", "false" ])
                    (parameters entry [ "Neuromodulation", p ])
                    1000
                    1.2

            Expect.equal
                (flat (modulated Transform.Sigmoid m).Output)
                (Array.concat constant.Output)
                "the output under a sigmoid"

            let own = Transform.Custom("half", fun m -> 0.5 * m)

            Expect.equal
                (flat (modulated own (2.0 * p)).Output)
                (Array.concat constant.Output)
                "the output under a transform of one's own")

        testCase "A modulating signal has a gradient through its transform" (fun () ->
            let neuron =
                ExtendedLif.create<float> { ExtendedLif.options with Stochastic = false; Modulation = Transform.Tanh }

            let start = neuron.Initial(ExtendedLif.parameters, [| 1 |])
            let one value = tensor [ 1; 1 ] [| value |]
            let run = neuron.PullbackWith ExtendedLif.parameters start [ EachStep(one 1.2); EachStep(one 0.3) ]

            let zero = tensor [ 1 ] [| 0.0 |]

            let dFinal: ExtendedLif.State<_> = {
                V = tensor [ 1 ] [| 1.0 |]
                VTh = zero
                Adaptation = zero
                Efficacy = zero
                DynamicAdaptation = zero
                Z = zero
            }

            let gradients = run.Gradients(None, Some dFinal, [ Input ])
            // the potential moves by dt/τ·tanh m
            Expect.floatClose
                (Expect.within 1e-15)
                ((flat gradients.Inputs[1])[0])
                ((1.0 - Math.Tanh 0.3 ** 2.0) / 20.0)
                "the gradient of the modulating signal")

        testCase "Learnable thresholds, time constants and rates of adaptation have gradients" (fun () ->
            let options = {
                ExtendedLif.options with
                    Stochastic = false
                    Surrogate = Surrogate.fastSigmoid 1.0
            }

            let neuron = ExtendedLif.create<float> options
            let start = neuron.Initial(ExtendedLif.parameters, [| 1 |])
            let run = neuron.Pullback ExtendedLif.parameters start (tensor [ 200; 1 ] (Array.create 200 1.2))
            let wanted = [ "BaselineThreshold"; "Tau"; "Eta" ]

            let g =
                run.Gradients(Some(tensor [ 200; 1 ] (Array.create 200 1.0)), None, wanted |> List.map Parameter)

            for name in wanted do
                match g.Parameters[name] with
                | Shared value -> Expect.isTrue (Double.IsFinite value && value <> 0.0) name
                | PerNeuron _ -> failtest name)
    ]
