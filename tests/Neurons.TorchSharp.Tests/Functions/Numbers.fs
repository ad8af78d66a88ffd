/// The numbers of what a function of a neuron returns.
module Neurons.Tests.Functions.Numbers

open System
open System.Numerics.Tensors
open global.TorchSharp
open Neurons
open Neurons.Tests

let private flat (tensor: obj) : float[] =
    match tensor with
    | :? Tensor<float32> as own ->
        let values = Array.zeroCreate<float32> (int own.FlattenedLength)
        own.FlattenTo(Span values)
        Array.map float values
    | :? torch.Tensor as torch -> Torch.numbers torch
    | other -> invalidArg (nameof tensor) $"A {other.GetType().Name} is no tensor."

/// Those of the output, then those of each state.
let numbers (struct (output: 'T, state: Snapshot<'State>)) : float[][] =
    Array.append [| output |] (Records.values<'State, 'T> state.Variables) |> Array.map (box >> flat)
