// Generated from the models; tools/Neurons.Generate writes it anew.
module Neurons.Tests.Functions.OnTensors

open Neurons
open Neurons.Tests.Functions.Numbers

type Values = System.Numerics.Tensors.Tensor<float32>

let private sequence = InputSequence.EachStep

let private half (x: Values) : Values =
    let numbers = x.AsReadOnlyTensorSpan()
    System.Numerics.Tensors.Tensor.Multiply(&numbers, 0.5f)

/// Of every model, what its functions compute of one step x and of a sequence xs.
let all: (string * (int[] -> Values -> Values -> float[][] list)) list = [
    "If",
    fun shape (x: Values) (xs: Values) ->
        let p = If.parameters
        let neuron = If.create If.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ If.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ If.integral p s0 xs; neuron.Integral p s0 xs ])

    "Lif",
    fun shape (x: Values) (xs: Values) ->
        let p = Lif.parameters
        let neuron = Lif.create Lif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Lif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Lif.integral p s0 xs; neuron.Integral p s0 xs ])

    "LifRef",
    fun shape (x: Values) (xs: Values) ->
        let p = LifRef.parameters
        let neuron = LifRef.create LifRef.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ LifRef.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ LifRef.integral p s0 xs; neuron.Integral p s0 xs ])

    "Alif",
    fun shape (x: Values) (xs: Values) ->
        let p = Alif.parameters
        let neuron = Alif.create Alif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Alif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Alif.integral p s0 xs; neuron.Integral p s0 xs ])

    "ExpIf",
    fun shape (x: Values) (xs: Values) ->
        let p = ExpIf.parameters
        let neuron = ExpIf.create ExpIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ExpIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ExpIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "ExpIfRef",
    fun shape (x: Values) (xs: Values) ->
        let p = ExpIfRef.parameters
        let neuron = ExpIfRef.create ExpIfRef.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ExpIfRef.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ExpIfRef.integral p s0 xs; neuron.Integral p s0 xs ])

    "AdExIf",
    fun shape (x: Values) (xs: Values) ->
        let p = AdExIf.parameters
        let neuron = AdExIf.create AdExIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AdExIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AdExIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "AdExIfRef",
    fun shape (x: Values) (xs: Values) ->
        let p = AdExIfRef.parameters
        let neuron = AdExIfRef.create AdExIfRef.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AdExIfRef.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AdExIfRef.integral p s0 xs; neuron.Integral p s0 xs ])

    "QuaIf",
    fun shape (x: Values) (xs: Values) ->
        let p = QuaIf.parameters
        let neuron = QuaIf.create QuaIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ QuaIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ QuaIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "AdQuaIf",
    fun shape (x: Values) (xs: Values) ->
        let p = AdQuaIf.parameters
        let neuron = AdQuaIf.create AdQuaIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AdQuaIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AdQuaIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "AdQuaIfRef",
    fun shape (x: Values) (xs: Values) ->
        let p = AdQuaIfRef.parameters
        let neuron = AdQuaIfRef.create AdQuaIfRef.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AdQuaIfRef.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AdQuaIfRef.integral p s0 xs; neuron.Integral p s0 xs ])

    "Gif",
    fun shape (x: Values) (xs: Values) ->
        let p = Gif.parameters
        let neuron = Gif.create Gif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Gif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Gif.integral p s0 xs; neuron.Integral p s0 xs ])

    "GifRef",
    fun shape (x: Values) (xs: Values) ->
        let p = GifRef.parameters
        let neuron = GifRef.create GifRef.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ GifRef.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ GifRef.integral p s0 xs; neuron.Integral p s0 xs ])

    "HodgkinHuxley",
    fun shape (x: Values) (xs: Values) ->
        let p = HodgkinHuxley.parameters
        let neuron = HodgkinHuxley.create HodgkinHuxley.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ HodgkinHuxley.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ HodgkinHuxley.integral p s0 xs; neuron.Integral p s0 xs ])

    "WangBuzsaki",
    fun shape (x: Values) (xs: Values) ->
        let p = WangBuzsaki.parameters
        let neuron = WangBuzsaki.create WangBuzsaki.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ WangBuzsaki.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ WangBuzsaki.integral p s0 xs; neuron.Integral p s0 xs ])

    "MorrisLecar",
    fun shape (x: Values) (xs: Values) ->
        let p = MorrisLecar.parameters
        let neuron = MorrisLecar.create MorrisLecar.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ MorrisLecar.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ MorrisLecar.integral p s0 xs; neuron.Integral p s0 xs ])

    "FitzHughNagumo",
    fun shape (x: Values) (xs: Values) ->
        let p = FitzHughNagumo.parameters
        let neuron = FitzHughNagumo.create FitzHughNagumo.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ FitzHughNagumo.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ FitzHughNagumo.integral p s0 xs; neuron.Integral p s0 xs ])

    "HindmarshRose",
    fun shape (x: Values) (xs: Values) ->
        let p = HindmarshRose.parameters
        let neuron = HindmarshRose.create HindmarshRose.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ HindmarshRose.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ HindmarshRose.integral p s0 xs; neuron.Integral p s0 xs ])

    "Izhikevich2003",
    fun shape (x: Values) (xs: Values) ->
        let p = Izhikevich2003.parameters
        let neuron = Izhikevich2003.create Izhikevich2003.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Izhikevich2003.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Izhikevich2003.integral p s0 xs; neuron.Integral p s0 xs ])

    "Izhikevich2003Ref",
    fun shape (x: Values) (xs: Values) ->
        let p = Izhikevich2003Ref.parameters
        let neuron = Izhikevich2003Ref.create Izhikevich2003Ref.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Izhikevich2003Ref.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Izhikevich2003Ref.integral p s0 xs; neuron.Integral p s0 xs ])

    "CurrentLif",
    fun shape (x: Values) (xs: Values) ->
        let p = CurrentLif.parameters
        let neuron = CurrentLif.create CurrentLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CurrentLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CurrentLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "ConductanceLif",
    fun shape (x: Values) (xs: Values) ->
        let p = ConductanceLif.parameters
        let neuron = ConductanceLif.create ConductanceLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ConductanceLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ConductanceLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "PscExpLif",
    fun shape (x: Values) (xs: Values) ->
        let p = PscExpLif.parameters
        let neuron = PscExpLif.create PscExpLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ PscExpLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ PscExpLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "CondExpLif",
    fun shape (x: Values) (xs: Values) ->
        let p = CondExpLif.parameters
        let neuron = CondExpLif.create CondExpLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CondExpLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CondExpLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "PscDeltaLif",
    fun shape (x: Values) (xs: Values) ->
        let p = PscDeltaLif.parameters
        let neuron = PscDeltaLif.create PscDeltaLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ PscDeltaLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ PscDeltaLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaLif",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaLif.parameters
        let neuron = CubaLif.create CubaLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaLifEncoder",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaLifEncoder.parameters
        let neuron = CubaLifEncoder.create CubaLifEncoder.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaLifEncoder.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaLifEncoder.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaLifRefractory",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaLifRefractory.parameters
        let neuron = CubaLifRefractory.create CubaLifRefractory.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaLifRefractory.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaLifRefractory.integral p s0 xs; neuron.Integral p s0 xs ])

    "CompartmentLif",
    fun shape (x: Values) (xs: Values) ->
        let p = CompartmentLif.parameters
        let neuron = CompartmentLif.create CompartmentLif.options
        let s0 = neuron.Initial(p, shape)
        let inputs x = half x :: List.replicate 1 x
        let x, xs = inputs x, List.map sequence (inputs xs)
        let steps = [ CompartmentLif.step p s0 x; neuron.StepWith p s0 x ]
        List.map numbers (steps @ [ CompartmentLif.integral p s0 xs; neuron.IntegralWith p s0 xs ])

    "CompartmentLifRefractory",
    fun shape (x: Values) (xs: Values) ->
        let p = CompartmentLifRefractory.parameters
        let neuron = CompartmentLifRefractory.create CompartmentLifRefractory.options
        let s0 = neuron.Initial(p, shape)
        let inputs x = half x :: List.replicate 1 x
        let x, xs = inputs x, List.map sequence (inputs xs)
        let steps = [ CompartmentLifRefractory.step p s0 x; neuron.StepWith p s0 x ]
        List.map numbers (steps @ [ CompartmentLifRefractory.integral p s0 xs; neuron.IntegralWith p s0 xs ])

    "CubaExpIf",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaExpIf.parameters
        let neuron = CubaExpIf.create CubaExpIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaExpIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaExpIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaAdEx",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaAdEx.parameters
        let neuron = CubaAdEx.create CubaAdEx.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaAdEx.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaAdEx.integral p s0 xs; neuron.Integral p s0 xs ])

    "Lsnn",
    fun shape (x: Values) (xs: Values) ->
        let p = Lsnn.parameters
        let neuron = Lsnn.create Lsnn.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Lsnn.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Lsnn.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaExpIfEncoder",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaExpIfEncoder.parameters
        let neuron = CubaExpIfEncoder.create CubaExpIfEncoder.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaExpIfEncoder.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaExpIfEncoder.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaAdExEncoder",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaAdExEncoder.parameters
        let neuron = CubaAdExEncoder.create CubaAdExEncoder.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaAdExEncoder.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaAdExEncoder.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaAdExRefractory",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaAdExRefractory.parameters
        let neuron = CubaAdExRefractory.create CubaAdExRefractory.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaAdExRefractory.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaAdExRefractory.integral p s0 xs; neuron.Integral p s0 xs ])

    "AdaLif",
    fun shape (x: Values) (xs: Values) ->
        let p = AdaLif.parameters
        let neuron = AdaLif.create AdaLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AdaLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AdaLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "LifBox",
    fun shape (x: Values) (xs: Values) ->
        let p = LifBox.parameters
        let neuron = LifBox.create LifBox.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ LifBox.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ LifBox.integral p s0 xs; neuron.Integral p s0 xs ])

    "Iaf",
    fun shape (x: Values) (xs: Values) ->
        let p = Iaf.parameters
        let neuron = Iaf.create Iaf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Iaf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Iaf.integral p s0 xs; neuron.Integral p s0 xs ])

    "CobaLif",
    fun shape (x: Values) (xs: Values) ->
        let p = CobaLif.parameters
        let neuron = CobaLif.create CobaLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CobaLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CobaLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "Izhikevich",
    fun shape (x: Values) (xs: Values) ->
        let p = Izhikevich.parameters
        let neuron = Izhikevich.create Izhikevich.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Izhikevich.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Izhikevich.integral p s0 xs; neuron.Integral p s0 xs ])

    "LeakyIntegrator",
    fun shape (x: Values) (xs: Values) ->
        let p = LeakyIntegrator.parameters
        let neuron = LeakyIntegrator.create LeakyIntegrator.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ LeakyIntegrator.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ LeakyIntegrator.integral p s0 xs; neuron.Integral p s0 xs ])

    "LeakyIntegratorBox",
    fun shape (x: Values) (xs: Values) ->
        let p = LeakyIntegratorBox.parameters
        let neuron = LeakyIntegratorBox.create LeakyIntegratorBox.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ LeakyIntegratorBox.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ LeakyIntegratorBox.integral p s0 xs; neuron.Integral p s0 xs ])

    "Leaky",
    fun shape (x: Values) (xs: Values) ->
        let p = Leaky.parameters
        let neuron = Leaky.create Leaky.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Leaky.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Leaky.integral p s0 xs; neuron.Integral p s0 xs ])

    "RLeaky",
    fun shape (x: Values) (xs: Values) ->
        let p = RLeaky.parameters
        let neuron = RLeaky.create RLeaky.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ RLeaky.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ RLeaky.integral p s0 xs; neuron.Integral p s0 xs ])

    "Lapicque",
    fun shape (x: Values) (xs: Values) ->
        let p = Lapicque.parameters
        let neuron = Lapicque.create Lapicque.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Lapicque.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Lapicque.integral p s0 xs; neuron.Integral p s0 xs ])

    "Synaptic",
    fun shape (x: Values) (xs: Values) ->
        let p = Synaptic.parameters
        let neuron = Synaptic.create Synaptic.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Synaptic.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Synaptic.integral p s0 xs; neuron.Integral p s0 xs ])

    "Alpha",
    fun shape (x: Values) (xs: Values) ->
        let p = Alpha.parameters
        let neuron = Alpha.create Alpha.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Alpha.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Alpha.integral p s0 xs; neuron.Integral p s0 xs ])

    "StateLeaky",
    fun shape (x: Values) (xs: Values) ->
        let p = StateLeaky.parameters
        let neuron = StateLeaky.create StateLeaky.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ StateLeaky.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ StateLeaky.integral p s0 xs; neuron.Integral p s0 xs ])

    "DeltaLeaky",
    fun shape (x: Values) (xs: Values) ->
        let p = DeltaLeaky.parameters
        let neuron = DeltaLeaky.create DeltaLeaky.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ DeltaLeaky.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ DeltaLeaky.integral p s0 xs; neuron.Integral p s0 xs ])

    "LstmMembrane",
    fun shape (x: Values) (xs: Values) ->
        let p = LstmMembrane.parameters
        let neuron = LstmMembrane.create LstmMembrane.options
        let s0 = neuron.Initial(p, shape)
        let inputs x = half x :: List.replicate 3 x
        let x, xs = inputs x, List.map sequence (inputs xs)
        let steps = [ LstmMembrane.step p s0 x; neuron.StepWith p s0 x ]
        List.map numbers (steps @ [ LstmMembrane.integral p s0 xs; neuron.IntegralWith p s0 xs ])

    "ParametricLif",
    fun shape (x: Values) (xs: Values) ->
        let p = ParametricLif.parameters
        let neuron = ParametricLif.create ParametricLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ParametricLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ParametricLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "QuadraticIf",
    fun shape (x: Values) (xs: Values) ->
        let p = QuadraticIf.parameters
        let neuron = QuadraticIf.create QuadraticIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ QuadraticIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ QuadraticIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "ExponentialIf",
    fun shape (x: Values) (xs: Values) ->
        let p = ExponentialIf.parameters
        let neuron = ExponentialIf.create ExponentialIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ExponentialIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ExponentialIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "AdaptiveQuadraticIf",
    fun shape (x: Values) (xs: Values) ->
        let p = AdaptiveQuadraticIf.parameters
        let neuron = AdaptiveQuadraticIf.create AdaptiveQuadraticIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AdaptiveQuadraticIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AdaptiveQuadraticIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "KLif",
    fun shape (x: Values) (xs: Values) ->
        let p = KLif.parameters
        let neuron = KLif.create KLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ KLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ KLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "ComplementaryLif",
    fun shape (x: Values) (xs: Values) ->
        let p = ComplementaryLif.parameters
        let neuron = ComplementaryLif.create ComplementaryLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ComplementaryLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ComplementaryLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "CubaLeaky",
    fun shape (x: Values) (xs: Values) ->
        let p = CubaLeaky.parameters
        let neuron = CubaLeaky.create CubaLeaky.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ CubaLeaky.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ CubaLeaky.integral p s0 xs; neuron.Integral p s0 xs ])

    "Liaf",
    fun shape (x: Values) (xs: Values) ->
        let p = Liaf.parameters
        let neuron = Liaf.create Liaf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Liaf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Liaf.integral p s0 xs; neuron.Integral p s0 xs ])

    "TernaryLif",
    fun shape (x: Values) (xs: Values) ->
        let p = TernaryLif.parameters
        let neuron = TernaryLif.create TernaryLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ TernaryLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ TernaryLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "IntegerLif",
    fun shape (x: Values) (xs: Values) ->
        let p = IntegerLif.parameters
        let neuron = IntegerLif.create IntegerLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ IntegerLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ IntegerLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "ResonateAndFire",
    fun shape (x: Values) (xs: Values) ->
        let p = ResonateAndFire.parameters
        let neuron = ResonateAndFire.create ResonateAndFire.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ResonateAndFire.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ResonateAndFire.integral p s0 xs; neuron.Integral p s0 xs ])

    "ActivationAwareIf",
    fun shape (x: Values) (xs: Values) ->
        let p = ActivationAwareIf.parameters
        let neuron = ActivationAwareIf.create ActivationAwareIf.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ActivationAwareIf.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ActivationAwareIf.integral p s0 xs; neuron.Integral p s0 xs ])

    "OnlineLif",
    fun shape (x: Values) (xs: Values) ->
        let p = OnlineLif.parameters
        let neuron = OnlineLif.create OnlineLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ OnlineLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ OnlineLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "GatedLif",
    fun shape (x: Values) (xs: Values) ->
        let p = GatedLif.parameters
        let neuron = GatedLif.create GatedLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ GatedLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ GatedLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "ExtendedLif",
    fun shape (x: Values) (xs: Values) ->
        let p = ExtendedLif.parameters
        let neuron = ExtendedLif.create ExtendedLif.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ExtendedLif.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ExtendedLif.integral p s0 xs; neuron.Integral p s0 xs ])

    "Bernoulli",
    fun shape (x: Values) (xs: Values) ->
        let p = Bernoulli.parameters
        let neuron = Bernoulli.create Bernoulli.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ Bernoulli.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ Bernoulli.integral p s0 xs; neuron.Integral p s0 xs ])

    "TsodyksMarkram",
    fun shape (x: Values) (xs: Values) ->
        let p = TsodyksMarkram.parameters
        let neuron = TsodyksMarkram.create TsodyksMarkram.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ TsodyksMarkram.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ TsodyksMarkram.integral p s0 xs; neuron.Integral p s0 xs ])

    "ExponentialSynapse",
    fun shape (x: Values) (xs: Values) ->
        let p = ExponentialSynapse.parameters
        let neuron = ExponentialSynapse.create ExponentialSynapse.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ExponentialSynapse.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ExponentialSynapse.integral p s0 xs; neuron.Integral p s0 xs ])

    "DualExponentialSynapse",
    fun shape (x: Values) (xs: Values) ->
        let p = DualExponentialSynapse.parameters
        let neuron = DualExponentialSynapse.create DualExponentialSynapse.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ DualExponentialSynapse.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ DualExponentialSynapse.integral p s0 xs; neuron.Integral p s0 xs ])

    "AlphaSynapse",
    fun shape (x: Values) (xs: Values) ->
        let p = AlphaSynapse.parameters
        let neuron = AlphaSynapse.create AlphaSynapse.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ AlphaSynapse.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ AlphaSynapse.integral p s0 xs; neuron.Integral p s0 xs ])

    "ReceptorSynapse",
    fun shape (x: Values) (xs: Values) ->
        let p = ReceptorSynapse.parameters
        let neuron = ReceptorSynapse.create ReceptorSynapse.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ReceptorSynapse.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ReceptorSynapse.integral p s0 xs; neuron.Integral p s0 xs ])

    "NmdaSynapse",
    fun shape (x: Values) (xs: Values) ->
        let p = NmdaSynapse.parameters
        let neuron = NmdaSynapse.create NmdaSynapse.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ NmdaSynapse.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ NmdaSynapse.integral p s0 xs; neuron.Integral p s0 xs ])

    "ShortTermPlasticity",
    fun shape (x: Values) (xs: Values) ->
        let p = ShortTermPlasticity.parameters
        let neuron = ShortTermPlasticity.create ShortTermPlasticity.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ShortTermPlasticity.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ShortTermPlasticity.integral p s0 xs; neuron.Integral p s0 xs ])

    "ShortTermDepression",
    fun shape (x: Values) (xs: Values) ->
        let p = ShortTermDepression.parameters
        let neuron = ShortTermDepression.create ShortTermDepression.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ ShortTermDepression.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ ShortTermDepression.integral p s0 xs; neuron.Integral p s0 xs ])

    "SynapticCurrent",
    fun shape (x: Values) (xs: Values) ->
        let p = SynapticCurrent.parameters
        let neuron = SynapticCurrent.create SynapticCurrent.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ SynapticCurrent.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ SynapticCurrent.integral p s0 xs; neuron.Integral p s0 xs ])

    "DecayingTrace",
    fun shape (x: Values) (xs: Values) ->
        let p = DecayingTrace.parameters
        let neuron = DecayingTrace.create DecayingTrace.options
        let s0 = neuron.Initial(p, shape)
        let steps = [ DecayingTrace.step p s0 x; neuron.Step p s0 x ]
        List.map numbers (steps @ [ DecayingTrace.integral p s0 xs; neuron.Integral p s0 xs ])

    "PlasticSynapse",
    fun shape (x: Values) (xs: Values) ->
        let p = PlasticSynapse.parameters
        let neuron = PlasticSynapse.create PlasticSynapse.options
        let s0 = neuron.Initial(p, shape)
        let inputs x = half x :: List.replicate 3 x
        let x, xs = inputs x, List.map sequence (inputs xs)
        let steps = [ PlasticSynapse.step p s0 x; neuron.StepWith p s0 x ]
        List.map numbers (steps @ [ PlasticSynapse.integral p s0 xs; neuron.IntegralWith p s0 xs ])

    "CorrelationSensor",
    fun shape (x: Values) (xs: Values) ->
        let p = CorrelationSensor.parameters
        let neuron = CorrelationSensor.create CorrelationSensor.options
        let s0 = neuron.Initial(p, shape)
        let inputs x = half x :: List.replicate 1 x
        let x, xs = inputs x, List.map sequence (inputs xs)
        let steps = [ CorrelationSensor.step p s0 x; neuron.StepWith p s0 x ]
        List.map numbers (steps @ [ CorrelationSensor.integral p s0 xs; neuron.IntegralWith p s0 xs ])
]
