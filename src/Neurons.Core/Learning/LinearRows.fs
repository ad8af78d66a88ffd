namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives
open Neurons.Run

/// The gradient of a linear layer's input, dy W, computed for some features and steps at a time: with few outputs, a number of it takes
/// less time to compute than to write and to read. `dy` is [T; B; outputs].
[<Sealed>]
type internal LinearRows(weights: LinearWeights<float32>, dy: Tensor<float32>) =
    let lease = new Lease()
    let w = lease.Read weights.Weight
    let outer = lease.Read dy
    let outputs, features = int weights.Weight.Lengths[0], int weights.Weight.Lengths[1]
    let batch = int dy.Lengths[1]
    let size = nativeint sizeof<float32>

    /// The most outputs for which the whole gradient is not worth its memory.
    static member MostOutputs = 32

    interface IComputedRows with
        member _.Fill(start, count, first, until, target, stride) =
            let mutable neuron = start

            // the features of one sample after the other
            while neuron < start + count do
                let sample, feature = neuron / features, neuron % features
                let columns = min (features - feature) (start + count - neuron)

                NarrowProduct.Multiply<float32>(
                    Memory.pointer (outer + nativeint ((first * batch + sample) * outputs) * size),
                    batch * outputs,
                    Memory.pointer (w + nativeint feature * size),
                    features,
                    Memory.pointer (target + nativeint (neuron - start) * size),
                    int (stride / size),
                    until - first,
                    columns,
                    outputs
                )

                neuron <- neuron + columns

    interface IDisposable with
        member _.Dispose() = (lease :> IDisposable).Dispose()
