namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron whose output counts spikes, for training that is faster than with single ones:
///
///     h  = (1 − 1/τ) v + x
///     z  = round (h/v_th), between 0 and max_count; half a spike is the even number
///     v' = h − z v_th
///
/// The gradient of z is that of h/v_th where 0 ≤ h/v_th ≤ max_count, else 0. The first spike comes at half the threshold.
/// Source: SpikingJelly `ILIFNode`; Luo et al. 2024.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module IntegerLif =
    type Parameters<'a> = { Tau: 'a; VTh: 'a; MaxCount: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        /// Whether the gradient of the reset ignores the count.
        DetachReset: bool
    }

    /// The gradient of the reset included.
    let options = { DetachReset = false }

    /// The count of spikes: a whole number, with the gradient of what it was rounded from.
    let private count (most: Expr) (u: Expr) =
        let inRange = Expr.IsLessOrEqual(Constant 0.0, u) * Expr.IsLessOrEqual(u, most)
        let limited = Expr.Min(Expr.Max(detach u, Constant 0.0), detach most)
        let slope = where inRange u (Constant 0.0)
        Expr.Round limited + (slope - detach slope)

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let h = (1.0 - 1.0 / p.Tau) * s.V + x
        let z = count p.MaxCount (h / p.VTh)
        struct (z, { V = h - detachIf o.DetachReset z * p.VTh })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Charging.timeConstant (4.0 / 3.0)
        VTh = Quantity.create 1.0 "" Interval.positive "threshold, of which a spike is one"
        MaxCount = Quantity.create 4.0 "" (Interval.between 1.0 1048576.0) "greatest count of a step"
    }

    let model = {
        Name = "IntegerLif"
        Summary = "leaky integrate-and-fire neuron that counts its spikes"
        Source = "SpikingJelly, ILIFNode; Luo et al. 2024"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant 0.0 }
        Constraints = fun _ p -> [ Charging.stable p.Tau ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
