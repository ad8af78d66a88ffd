// Generated from the models; tools/Neurons.Generate writes it anew.
module Neurons.Tests.Functions.OnTorch

open Neurons
open Neurons.Torch
open Neurons.Tests.Functions.Numbers

type Values = global.TorchSharp.torch.Tensor

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
]
