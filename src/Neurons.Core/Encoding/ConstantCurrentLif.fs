namespace Neurons.Encoders

open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Run

/// Values as constant currents into leaky integrate-and-fire neurons (`CubaLifEncoder`), whose spikes are the code: the larger x,
/// the earlier and the more often. Source: Norse, `constant_current_lif_encode` and `spike_latency_lif_encode`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConstantCurrentLif =
    /// All spikes, [steps; shape of x], of neurons at rest in the first step.
    let encode
        (options: CubaLifEncoder.Options)
        (parameters: CubaLifEncoder.Parameters<ParameterValue>)
        (steps: int)
        (x: Tensor<'T>)
        : Tensor<'T> =
        Require.atLeast "ConstantCurrentLif" "steps" 0 steps
        Numbers.numbers "ConstantCurrentLif" "x" x |> ignore
        let neuron = CubaLifEncoder.create<'T> options
        let start = neuron.Initial(parameters, Shape.ofTensor x |> Array.map int)
        let struct (spikes, _) = neuron.IntegralOf parameters start (Unchanged(steps, x))
        spikes

    /// The first spike of each neuron only.
    let encodeFirst options parameters steps (x: Tensor<'T>) : Tensor<'T> =
        SpikeLatency.encode (encode options parameters steps x)
