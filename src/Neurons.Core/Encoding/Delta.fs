namespace Neurons.Encoders

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

    let internal check (o: Options) = Require.positive "Delta" "Threshold" o.Threshold

    /// The spike of a value after another.
    let internal spike (o: Options) (before: float) (x: float) =
        let change = x - before

        if change >= o.Threshold then 1.0
        elif o.OffSpikes && change <= -o.Threshold then -1.0
        else 0.0

    /// The spikes of xs, [T; …], in its shape.
    let encode (o: Options) (xs: Tensor<'T>) : Tensor<'T> =
        check o
        let width = Shape.count (Numbers.step "Delta" "xs" xs)
        let x = Numbers.floats xs

        let before i =
            if i >= width then x[i - width]
            elif o.Padding then x[i]
            else 0.0

        Numbers.tensor (Shape.ofTensor xs) (Array.init x.Length (fun i -> spike o (before i) x[i]))
