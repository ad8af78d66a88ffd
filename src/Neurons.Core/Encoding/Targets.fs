namespace Neurons.Encoders

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons.Run

/// What a network's output should be for a label, in the code that it is read in. Source: snnTorch, `spikegen.targets_rate` and
/// `targets_latency`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Targets =
    /// Full rate for the right class, none for the others: one-hot, [B; classes].
    let rate<'T when 'T :> INumberBase<'T>> (classes: int) (labels: int[]) : Tensor<'T> =
        Require.atLeast "Targets" "classes" 1 classes
        let shape = [| nativeint labels.Length; nativeint classes |]
        let values = Array.zeroCreate (Shape.count shape)

        for i in 0 .. labels.Length - 1 do
            if labels[i] < 0 || labels[i] >= classes then
                raise (
                    ArgumentOutOfRangeException(
                        "labels",
                        labels[i],
                        $"Targets: label %d{i} is %d{labels[i]}; it must be in 0 .. %d{classes - 1}."
                    )
                )

            values[i * classes + labels[i]] <- 1.0

        Numbers.tensor shape values

    /// An early spike for the right class, late ones for the others (none with Clip): the latency code of one-hot, [T; B; classes].
    let latency<'T when 'T :> INumberBase<'T>> (options: Latency.Options) (classes: int) (labels: int[]) : Tensor<'T> =
        Latency.encode options (rate<'T> classes labels)
