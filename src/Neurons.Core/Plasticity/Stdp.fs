namespace Neurons.Plasticity

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons.Encoders
open Neurons.Learning
open Neurons.Primitives
open Neurons.Run

/// How much a weight w still changes, by where it is between its bounds: A₊(w) and A₋(w).
type WeightDependence =
    /// η₊ and η₋ everywhere.
    | Additive
    /// η₊[w < w_max] and η₋[w > w_min].
    | AdditiveStep
    /// η₊(w_max − w)^μ and η₋(w − w_min)^μ, μ ≥ 0.
    | MultiplicativePower of mu: float
    /// η₊·max(0, w_max − w) and η₋·max(0, w − w_min).
    | MultiplicativeRelu

/// The traces of spikes, [B; …]: how recently, and how often, each neuron has fired.
type Traces<'T> = { Pre: Tensor<'T>; Post: Tensor<'T> }

/// Spike-timing-dependent plasticity by traces:
///
///     t_pre' = t_pre + dt·τ_pre_inv·(−t_pre + a_pre z_pre)          t_post' likewise
///     Δw = A₊(w) z_post ⊗ t_pre' − A₋(w) t_post' ⊗ z_pre            summed over the batch
///     w' = w + Δw, within [w_min, w_max]
///
/// A weight grows when its neuron fires after the synapse's spike, and shrinks when before. Source: Norse, `stdp_step_linear` and
/// `stdp_step_conv2d`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Stdp =
    type Parameters = {
        /// Inverse time constants of the traces, in 1/s.
        TauPreInv: float
        TauPostInv: float
        /// What a spike adds to its trace, before dt·τ_inv.
        APre: float
        APost: float
        /// Rates of growth and of decline, ≥ 0.
        EtaPlus: float
        EtaMinus: float
        WMin: float
        WMax: float
        Dependence: WeightDependence
        /// Time step in s.
        Dt: float
    }

    /// Time constants of 50 ms, additive, η 0.001 both ways, weights in [0, 1], dt 1 ms.
    let parameters = {
        TauPreInv = 20.0
        TauPostInv = 20.0
        APre = 1.0
        APost = 1.0
        EtaPlus = 0.001
        EtaMinus = 0.001
        WMin = 0.0
        WMax = 1.0
        Dependence = Additive
        Dt = 0.001
    }

    let check (p: Parameters) =
        let require name value allowed holds = Require.that "Stdp" name value allowed holds
        let notNegative name value = require name value "finite and ≥ 0" (Double.IsFinite value && value >= 0.0)
        Require.positive "Stdp" "Dt" p.Dt

        for name, inverse in [ "TauPreInv", p.TauPreInv; "TauPostInv", p.TauPostInv ] do
            Require.positive "Stdp" name inverse
            require name inverse $"≤ 1/dt = %s{string (1.0 / p.Dt)}, or the trace overshoots" (p.Dt * inverse <= 1.0)

        Require.finite "Stdp" "APre" p.APre
        Require.finite "Stdp" "APost" p.APost
        notNegative "EtaPlus" p.EtaPlus
        notNegative "EtaMinus" p.EtaMinus
        Require.finite "Stdp" "WMin" p.WMin
        require "WMax" p.WMax $"finite and ≥ WMin = %s{string p.WMin}" (Double.IsFinite p.WMax && p.WMax >= p.WMin)

        match p.Dependence with
        | MultiplicativePower mu -> notNegative "mu" mu
        | Additive
        | AdditiveStep
        | MultiplicativeRelu -> ()

    /// Traces without a spike so far; the shapes are those of the spikes of a step, [B; …].
    let initial<'T> (pre: int[]) (post: int[]) : Traces<'T> = {
        Pre = Shape.zeros<'T> (Array.map nativeint pre)
        Post = Shape.zeros<'T> (Array.map nativeint post)
    }

    let private sameShape name (spikes: Tensor<'T>) (trace: Tensor<'T>) =
        if not (spikes.Lengths.SequenceEqual trace.Lengths) then
            raise (
                ArgumentException
                    $"Stdp: the %s{name} spikes have the shape %s{Shape.text (Shape.ofTensor spikes)}, their trace has %s{Shape.text (Shape.ofTensor trace)}; both must have one."
            )

    let private decayed<'T when 'T: unmanaged and 'T :> INumber<'T>>
        name
        (rate: float)
        (a: float)
        (spikes: Tensor<'T>)
        (trace: Tensor<'T>)
        =
        sameShape name spikes trace
        let next = Shape.create<'T> (Shape.ofTensor trace)
        let target = Sequence.span next
        let old = Sequence.readOnly trace
        TensorPrimitives.Multiply<'T>(Sequence.readOnly spikes, 'T.CreateTruncating(a), target)
        TensorPrimitives.Subtract<'T>(Span.op_Implicit target, old, target)
        TensorPrimitives.Multiply<'T>(Span.op_Implicit target, 'T.CreateTruncating(rate), target)
        TensorPrimitives.Add<'T>(Span.op_Implicit target, old, target)
        next

    /// The traces after a step in which these spikes arrived and were fired.
    let traces<'T when 'T: unmanaged and 'T :> INumber<'T>>
        (p: Parameters)
        (s: Traces<'T>)
        (pre: Tensor<'T>)
        (post: Tensor<'T>)
        : Traces<'T> =
        {
            Pre = decayed "presynaptic" (p.Dt * p.TauPreInv) p.APre pre s.Pre
            Post = decayed "postsynaptic" (p.Dt * p.TauPostInv) p.APost post s.Post
        }

    /// A₊ and A₋ at a weight; one outside its bounds counts as at the bound.
    let private strengths (p: Parameters) : struct ((float -> float) * (float -> float)) =
        let above w = max 0.0 (p.WMax - w)
        let below w = max 0.0 (w - p.WMin)

        match p.Dependence with
        | Additive -> struct ((fun _ -> p.EtaPlus), (fun _ -> p.EtaMinus))
        | AdditiveStep ->
            struct ((fun w -> if w < p.WMax then p.EtaPlus else 0.0), (fun w -> if w > p.WMin then p.EtaMinus else 0.0))
        | MultiplicativePower mu ->
            struct ((fun w -> p.EtaPlus * Math.Pow(above w, mu)), (fun w -> p.EtaMinus * Math.Pow(below w, mu)))
        | MultiplicativeRelu -> struct ((fun w -> p.EtaPlus * above w), (fun w -> p.EtaMinus * below w))

    /// The weights after a change by growth and decline, of their shape.
    let internal changed<'T when 'T: unmanaged and 'T :> INumber<'T>>
        (p: Parameters)
        (weights: Tensor<'T>)
        (growth: 'T[])
        (decline: 'T[])
        : Tensor<'T> =
        let struct (plus, minus) = strengths p
        let old = Sequence.readOnly weights
        let next = Shape.create<'T> (Shape.ofTensor weights)
        let target = Sequence.span next

        for i in 0 .. old.Length - 1 do
            let w = Double.CreateTruncating<'T> old[i]
            let up = plus w * Double.CreateTruncating<'T> growth[i]
            let down = minus w * Double.CreateTruncating<'T> decline[i]
            target[i] <- 'T.CreateTruncating(Math.Clamp(w + up - down, p.WMin, p.WMax))

        next

    let private row (sequence: Tensor<'T>) t =
        let shape = (Shape.ofTensor sequence)[1..]
        let row = Shape.create<'T> shape
        let count = Shape.count shape
        (Sequence.readOnly sequence).Slice(t * count, count).CopyTo(Sequence.span row)
        row

    /// The weights and traces after all steps of spikes, [T; …].
    let internal overTime step (s: Traces<'T>) (weights: Tensor<'T>) (pre: Tensor<'T>) (post: Tensor<'T>) =
        let steps (spikes: Tensor<'T>) = if spikes.Rank = 0 then -1 else int spikes.Lengths[0]

        if steps pre < 0 || steps pre <> steps post then
            raise (
                ArgumentException
                    $"Stdp: presynaptic spikes %s{Shape.text (Shape.ofTensor pre)}, postsynaptic spikes %s{Shape.text (Shape.ofTensor post)}; both must be [T, B, …] with the same T."
            )

        let mutable weights = weights
        let mutable s = s

        for t in 0 .. steps pre - 1 do
            let struct (nextWeights, next) = step s weights (row pre t) (row post t)
            weights <- nextWeights
            s <- next

        struct (weights, s)

    /// One step of dense weights, [post; pre]: pre [B; pre] arrived, post [B; post] were fired. The new weights and traces.
    let step (p: Parameters) (s: Traces<'T>) (weights: Tensor<'T>) (pre: Tensor<'T>) (post: Tensor<'T>) =
        check p

        match Shape.ofTensor weights, Shape.ofTensor pre, Shape.ofTensor post with
        | [| rows; columns |], [| batch; n |], [| other; m |] when n = columns && m = rows && other = batch -> ()
        | w, a, b ->
            raise (
                ArgumentException
                    $"Stdp: weights %s{Shape.text w}, presynaptic spikes %s{Shape.text a}, postsynaptic spikes %s{Shape.text b}; they must be [post, pre], [B, pre] and [B, post]."
            )

        let next = traces p s pre post
        let rows, columns, batch = int weights.Lengths[0], int weights.Lengths[1], int pre.Lengths[0]

        let product (left: Tensor<'T>) (right: Tensor<'T>) =
            let sum = Array.zeroCreate<'T> (rows * columns)

            MatrixProduct.Multiply<'T>(
                Sequence.readOnly left,
                true,
                Sequence.readOnly right,
                false,
                sum.AsSpan(),
                rows,
                columns,
                batch,
                false,
                Workers.Shared
            )

            sum

        struct (changed p weights (product post next.Pre) (product next.Post pre), next)

    /// All steps of pre, [T; B; pre], and post, [T; B; post]: the last weights and traces.
    let integral (p: Parameters) (s: Traces<'T>) (weights: Tensor<'T>) (pre: Tensor<'T>) (post: Tensor<'T>) =
        overTime (step p) s weights pre post
