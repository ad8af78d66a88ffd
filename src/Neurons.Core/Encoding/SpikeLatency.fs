namespace Neurons.Encoders

open System.Numerics
open System.Numerics.Tensors
open Neurons.Run

/// The first spike of each train, and no other. Source: Norse, `spike_latency_encode`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module SpikeLatency =
    /// The trains, [T; …], with all but the first spike (the first element that is not 0) of each set to 0.
    let encode (spikes: Tensor<'T>) : Tensor<'T> =
        let width = Shape.count (Numbers.step "SpikeLatency" "spikes" spikes)
        let all = Numbers.numbers "SpikeLatency" "spikes" spikes
        let fired = Array.zeroCreate<bool> width
        let first = Array.zeroCreate all.Length

        for i in 0 .. all.Length - 1 do
            let n = i % width

            if all[i] <> 0.0 && not fired[n] then
                fired[n] <- true
                first[i] <- all[i]

        Numbers.tensor (Shape.ofTensor spikes) first
