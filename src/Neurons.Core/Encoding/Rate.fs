namespace Neurons.Encoders

open System
open Neurons

/// Spikes with the probability x in each step: z_t = [U < x_t], with x clamped to [0, 1]. Source: snnTorch, `spikegen.rate`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Rate =
    /// The spikes of a sequence, [T; …]; an unchanged one is drawn anew in each step.
    let encode (key: RandomKey) (xs: InputSequence<'T>) =
        RandomKey.spikes "Rate" key (fun x -> Math.Clamp(x, 0.0, 1.0)) (fun _ -> 1.0) xs
