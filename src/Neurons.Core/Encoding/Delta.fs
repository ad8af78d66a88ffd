namespace Neurons.Encoders

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons.Run

/// Changes in time: z_t = [x_t − x_{t−1} ≥ θ], minus [x_t − x_{t−1} ≤ −θ] where falls count. Source: snnTorch, `spikegen.delta`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Delta =
    type Options = {
        /// θ.
        Threshold: float
        /// Whether the value before the first step is that of the first step; else 0.
        Padding: bool
        /// Whether a fall by θ is a spike of −1.
        OffSpikes: bool
    }

    /// θ 0.1, from 0, rises only.
    let options = { Threshold = 0.1; Padding = false; OffSpikes = false }

    /// The options as they are for values of a type: θ is rounded as these are.
    let prepared<'T when 'T :> INumberBase<'T>> (o: Options) : Options =
        let threshold = Numbers.rounded<'T> o.Threshold
        let holds = Double.IsFinite threshold && threshold > 0.0
        Require.that "Delta" "Threshold" o.Threshold $"> 0 and finite, also as a %s{typeof<'T>.Name}" holds
        { o with Threshold = threshold }

    /// The spike of a change, for options that are prepared.
    let spike (o: Options) (change: float) =
        if change >= o.Threshold then 1.0
        elif o.OffSpikes && change <= -o.Threshold then -1.0
        else 0.0

    /// The spikes of xs, [T; …], in its shape.
    let encode (o: Options) (xs: Tensor<'T>) : Tensor<'T> =
        let o = prepared<'T> o
        let width = Shape.count (Numbers.step "Delta" "xs" xs)
        let x = Numbers.finite "Delta" "xs" xs

        let before i =
            if i >= width then x[i - width]
            elif o.Padding then x[i]
            else 0.0

        // The change is one of the elements' type, too.
        let change i = Numbers.rounded<'T> (x[i] - before i)
        Numbers.tensor (Shape.ofTensor xs) (Array.init x.Length (change >> spike o))
