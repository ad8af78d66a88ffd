/// The five modes of the extended neuron, and its second input.
module Neurons.Tests.Models.ExtendedLifTests

open System
open System.Collections.Generic
open Xunit
open Neurons
open Neurons.Tests.Models.Traces

let private entry = Models.find "ExtendedLif"
let private mode name = entry.Create(name, Dictionary<string, string>())

let private withoutAdaptation =
    parameters entry [ "SpikeIncrease", 0.0; "DepressionRate", 0.0; "Neuromodulation", 0.0 ]

let private gaps trace = spikeSteps trace |> Array.pairwise |> Array.map (fun (a, b) -> float (b - a))

[<Fact>]
let ``The deterministic mode fires regularly above the threshold and not at all below`` () =
    let gaps = gaps (constant (mode "deterministic") withoutAdaptation 1000 1.5)
    Assert.True(gaps.Length > 10)
    Assert.Single(Array.distinct gaps) |> ignore
    Assert.Equal(0.0, spikes (constant (mode "deterministic") withoutAdaptation 1000 0.99))

[<Fact>]
let ``The stochastic mode fires irregularly, more often the higher the potential`` () =
    let trace x = constant (mode "stochastic") withoutAdaptation 5000 x
    Assert.True((trace 1.5 |> gaps |> Array.distinct).Length > 5)
    Assert.True(spikes (trace 0.5) < spikes (trace 1.5) && spikes (trace 1.5) < spikes (trace 3.0))

[<Fact>]
let ``The rate of the adaptive mode falls as the threshold rises`` () =
    let adaptive = constant (mode "adaptive_threshold") withoutAdaptation 400 20.5
    // at first it fires in every step, as it does with a fixed threshold
    Assert.Equal(400.0, spikes (constant (mode "deterministic") withoutAdaptation 400 20.5))
    Assert.Equal(1.0, Array.head adaptive.Output[0])
    Assert.Equal(1.1, state adaptive "VTh" 0 0, 1e-15)
    Assert.True(spikes adaptive < 300.0)

[<Fact>]
let ``Dynamic probability flattens the probability after a burst`` () =
    let trace = constant (mode "dynamic_probability") withoutAdaptation 400 8.0
    let dynamic = trace.States["DynamicAdaptation"] |> Array.map Array.head
    Assert.Equal(0.0, dynamic[0])
    Assert.True(dynamic[100] > 1.0)
    // bounded: D e^{−1/τ} + 1 has a fixed point
    Assert.All(dynamic, fun d -> Assert.InRange(d, 0.0, 1.0 / (1.0 - exp (-1.0 / 20.0))))

let private modulated transform m =
    let neuron =
        ExtendedLif.create<float> { ExtendedLif.options with Stochastic = false; Modulation = transform }

    let start = neuron.Initial(ExtendedLif.parameters, [| 1 |])
    let signal = EachStep(tensor [ 1000; 1 ] (Array.create 1000 m))
    let current = EachStep(tensor [ 1000; 1 ] (Array.create 1000 1.2))
    neuron.PullbackWith ExtendedLif.parameters start [ current; signal ]

[<Fact>]
let ``A modulating signal raises and lowers the rate`` () =
    let rate m = Array.sum (flat (modulated Transform.Tanh m).Output)
    Assert.True(rate -1.0 < rate 0.0 && rate 0.0 < rate 1.0)

[<Fact>]
let ``A modulating signal that is transformed acts like the constant of its transformed value`` () =
    let m = 0.7
    let p = 1.0 / (1.0 + exp -m)

    let constant =
        constant (dynamics entry [ "Stochastic", "false" ]) (parameters entry [ "Neuromodulation", p ]) 1000 1.2

    Assert.Equal<float[]>(Array.concat constant.Output, flat (modulated Transform.Sigmoid m).Output)

    let own = Transform.Custom("half", fun m -> 0.5 * m)
    Assert.Equal<float[]>(Array.concat constant.Output, flat (modulated own (2.0 * p)).Output)

[<Fact>]
let ``A modulating signal has a gradient through its transform`` () =
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
    Assert.Equal((1.0 - Math.Tanh 0.3 ** 2.0) / 20.0, (flat gradients.Inputs[1])[0], 1e-15)

[<Fact>]
let ``Learnable thresholds, time constants and rates of adaptation have gradients`` () =
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
        | Shared value -> Assert.True(Double.IsFinite value && value <> 0.0, name)
        | PerNeuron _ -> Assert.Fail name
