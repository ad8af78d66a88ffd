namespace Neurons.Plasticity

open System
open System.Numerics
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open Microsoft.FSharp.NativeInterop
open Neurons.Encoders
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

    /// Refuses what is null, by name.
    let internal given (s: Traces<'T>) (weights: Tensor<'T>) (pre: Tensor<'T>) (post: Tensor<'T>) =
        for name, tensor in [ "weights", weights; "pre", pre; "post", post; "Pre", s.Pre; "Post", s.Post ] do
            Require.given "Stdp" name tensor

    let private sameShape name (spikes: Tensor<'T>) (trace: Tensor<'T>) =
        if not (spikes.Lengths.SequenceEqual trace.Lengths) then
            raise (
                ArgumentException
                    $"Stdp: the %s{name} spikes have the shape %s{Shape.text (Shape.ofTensor spikes)}, \
                      their trace has %s{Shape.text (Shape.ofTensor trace)}; both must have one."
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
        let target = Shape.span next
        let old = Shape.readOnly trace
        TensorPrimitives.Multiply<'T>(Shape.readOnly spikes, 'T.CreateTruncating(a), target)
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
        Numbers.requireFinite "Stdp" "pre" pre
        Numbers.requireFinite "Stdp" "post" post
        Numbers.requireFinite "Stdp" "Pre" s.Pre
        Numbers.requireFinite "Stdp" "Post" s.Post

        {
            Pre = decayed "presynaptic" (p.Dt * p.TauPreInv) p.APre pre s.Pre
            Post = decayed "postsynaptic" (p.Dt * p.TauPostInv) p.APost post s.Post
        }

    /// A₊ and A₋ at a weight; one outside its bounds counts as at the bound.
    [<Struct>]
    type private Strengths = {
        P: Parameters
    } with

        member s.Plus(w: float) =
            match s.P.Dependence with
            | Additive -> s.P.EtaPlus
            | AdditiveStep -> if w < s.P.WMax then s.P.EtaPlus else 0.0
            | MultiplicativePower mu -> s.P.EtaPlus * Math.Pow(max 0.0 (s.P.WMax - w), mu)
            | MultiplicativeRelu -> s.P.EtaPlus * max 0.0 (s.P.WMax - w)

        member s.Minus(w: float) =
            match s.P.Dependence with
            | Additive -> s.P.EtaMinus
            | AdditiveStep -> if w > s.P.WMin then s.P.EtaMinus else 0.0
            | MultiplicativePower mu -> s.P.EtaMinus * Math.Pow(max 0.0 (w - s.P.WMin), mu)
            | MultiplicativeRelu -> s.P.EtaMinus * max 0.0 (w - s.P.WMin)

        /// A weight after growth and decline, which are mostly 0.
        member s.Changed(w: float, growth: float, decline: float) =
            let up = if growth = 0.0 then 0.0 else s.Plus w * growth
            let down = if decline = 0.0 then 0.0 else s.Minus w * decline
            Math.Clamp(w + up - down, s.P.WMin, s.P.WMax)

    /// The neurons of [B; neurons] that fired in any sample, ascending.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private fired<'T when 'T :> INumber<'T>> (spikes: Tensor<'T>) : int[] =
        let neurons = int spikes.Lengths[1]
        let values = Shape.readOnly spikes
        let has = Array.zeroCreate<bool> neurons

        for sample in 0 .. int spikes.Lengths[0] - 1 do
            let own = values.Slice(sample * neurons, neurons)

            for n in 0 .. neurons - 1 do
                if not ('T.IsZero own[n]) then
                    has[n] <- true

        [|
            for n in 0 .. neurons - 1 do
                if has[n] then
                    n
        |]

    /// The columns of [B; neurons] that belong to these neurons.
    let private gathered (values: Tensor<'T>) (neurons: int[]) : Tensor<'T> =
        let width = int values.Lengths[1]
        let all = Shape.readOnly values
        let some = Shape.create<'T> [| values.Lengths[0]; nativeint neurons.Length |]
        let target = Shape.span some

        for i in 0 .. target.Length - 1 do
            target[i] <- all[i / neurons.Length * width + neurons[i % neurons.Length]]

        some

    /// Σ over the batch of a ⊗ b, of a [B; m] and b [B; n], in the managed product: there, a sum does not depend on which others there are.
    let private product (a: Tensor<'T>) (b: Tensor<'T>) : 'T[] =
        let batch, m, n = int a.Lengths[0], int a.Lengths[1], int b.Lengths[1]
        let sum = Array.zeroCreate<'T> (m * n)

        if batch > 0 && sum.Length > 0 then
            use left = fixed &MemoryMarshal.GetReference(Shape.readOnly a)
            use right = fixed &MemoryMarshal.GetReference(Shape.readOnly b)
            use target = fixed sum
            ManagedProduct.Multiply<'T>(left, true, right, false, target, m, n, batch, false, Workers.Shared)

        sum

    /// Brings weights into their bounds, a part that stays in the first cache at a time.
    let private bring<'T when 'T: unmanaged and 'T :> INumber<'T>>
        (p: Parameters)
        (weights: ReadOnlySpan<'T>)
        (target: Span<'T>)
        =
        let least, most = 'T.CreateTruncating p.WMin, 'T.CreateTruncating p.WMax
        let mutable first = 0

        while first < weights.Length do
            let count = min 2048 (weights.Length - first)
            let part = target.Slice(first, count)
            // As adding a change of 0 would, this makes a −0 a 0.
            TensorPrimitives.Add<'T>(weights.Slice(first, count), 'T.Zero, part)
            TensorPrimitives.Clamp<'T>(Span.op_Implicit part, least, most, part)
            first <- first + count

    /// The bytes of numbers, which are held.
    let private bytes<'T when 'T: unmanaged> (numbers: nativeptr<'T>) count =
        ReadOnlySpan<byte>(NativePtr.toVoidPtr numbers, count * sizeof<'T>)

    /// Whether weights are in their bounds, so that a step without a spike leaves every bit as it is.
    let private isWithin<'T when 'T: unmanaged and 'T :> INumber<'T>> (p: Parameters) (weights: ReadOnlySpan<'T>) =
        let room = min 2048 weights.Length
        let brought = Array.zeroCreate<'T> room
        use own = fixed &MemoryMarshal.GetReference weights
        use other = fixed brought
        let mutable first = 0
        let mutable within = true

        while within && first < weights.Length do
            let count = min room (weights.Length - first)
            bring p (weights.Slice(first, count)) (brought.AsSpan(0, count))
            within <- (bytes (NativePtr.add own first) count).SequenceEqual(bytes other count)
            first <- first + count

        within

    /// The weights, as [post; pre], after some rows have grown, by [rows; pre], and some columns have declined, by [post; columns]. All
    /// others only come into their bounds.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let internal changed<'T when 'T: unmanaged and 'T :> INumber<'T>>
        (p: Parameters)
        (weights: Tensor<'T>)
        (rows: int[])
        (growth: 'T[])
        (columns: int[])
        (decline: 'T[])
        : Tensor<'T> =
        let p = { p with WMin = Numbers.rounded<'T> p.WMin; WMax = Numbers.rounded<'T> p.WMax }
        let strengths = { P = p }

        let old = Shape.readOnly weights

        if rows.Length = 0 && columns.Length = 0 && isWithin p old then
            weights
        else

            let next = Shape.create<'T> (Shape.ofTensor weights)
            let target = Shape.span next
            bring p old target
            let post = int weights.Lengths[0]
            let pre = if post = 0 then 0 else old.Length / post

            let number (x: 'T) = Double.CreateTruncating<'T> x
            let place = Array.create pre -1
            columns |> Array.iteri (fun k column -> place[column] <- k)
            let mutable r = 0

            for row in 0 .. post - 1 do
                if r < rows.Length && rows[r] = row then
                    for column in 0 .. pre - 1 do
                        let i, k = row * pre + column, place[column]
                        let declined = if k < 0 then 0.0 else number decline[row * columns.Length + k]
                        let w = strengths.Changed(number old[i], number growth[r * pre + column], declined)
                        target[i] <- 'T.CreateTruncating w

                    r <- r + 1
                else
                    for k in 0 .. columns.Length - 1 do
                        let i = row * pre + columns[k]
                        let w = strengths.Changed(number old[i], 0.0, number decline[row * columns.Length + k])
                        target[i] <- 'T.CreateTruncating w

            next

    let private row (sequence: Tensor<'T>) t =
        let shape = (Shape.ofTensor sequence)[1..]
        let row = Shape.create<'T> shape
        let count = Shape.count shape
        (Shape.readOnly sequence).Slice(t * count, count).CopyTo(Shape.span row)
        row

    /// The weights and traces after all steps of spikes, [T; …].
    let internal overTime step (s: Traces<'T>) (weights: Tensor<'T>) (pre: Tensor<'T>) (post: Tensor<'T>) =
        given s weights pre post
        let steps (spikes: Tensor<'T>) = if spikes.Rank = 0 then -1 else int spikes.Lengths[0]

        if steps pre < 0 || steps pre <> steps post then
            raise (
                ArgumentException
                    $"Stdp: presynaptic spikes %s{Shape.text (Shape.ofTensor pre)}, \
                      postsynaptic spikes %s{Shape.text (Shape.ofTensor post)}; both must be [T, B, …] with the same T."
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
        given s weights pre post

        match Shape.ofTensor weights, Shape.ofTensor pre, Shape.ofTensor post with
        | [| rows; columns |], [| batch; n |], [| other; m |] when n = columns && m = rows && other = batch -> ()
        | w, a, b ->
            raise (
                ArgumentException
                    $"Stdp: weights %s{Shape.text w}, presynaptic spikes %s{Shape.text a}, postsynaptic spikes %s{Shape.text b}; \
                      they must be [post, pre], [B, pre] and [B, post]."
            )

        let next = traces p s pre post
        // Only rows and columns with a spike change by more than 0.
        let rows, columns = fired post, fired pre

        let growth = product (gathered post rows) next.Pre
        let decline = product next.Post (gathered pre columns)
        struct (changed p weights rows growth columns decline, next)

    /// All steps of pre, [T; B; pre], and post, [T; B; post]: the last weights and traces.
    let integral (p: Parameters) (s: Traces<'T>) (weights: Tensor<'T>) (pre: Tensor<'T>) (post: Tensor<'T>) =
        overTime (step p) s weights pre post
