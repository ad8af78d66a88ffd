namespace Neurons

open System.Numerics.Tensors

/// The spike response model with an alpha-shaped kernel, SRM0:
///
///     e = α syn_exc + x,  i = β syn_inh − x,  m = τ_α (e + i),  τ_α = ln α/(ln β − ln α) + 1
///     syn_exc' = e − r·threshold,  syn_inh' = (1−r) i,  mem' = m + r·syn_inh     (subtract)
///     all three times 1−r                                                        (zero)
///     syn_exc' = e,  syn_inh' = i,  mem' = m                                     (none)
///     z = fire (mem' − threshold)
///
/// where r is the spike of the stored membrane (delayed reset), without gradient, or the reset is applied to mem' after firing
/// (immediate). As the membrane follows from the currents alone, an immediate reset does not last.
///
/// Source: snnTorch `Alpha`; Gerstner et al. 2014; Eshraghian et al. 2023.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Alpha =
    type Parameters<'a> = { Alpha: 'a; Beta: 'a; Threshold: 'a }

    type State<'a> = { SynExc: 'a; SynInh: 'a; Mem: 'a }

    type Options = MembraneOptions

    /// snnTorch's: the threshold is subtracted in the next step.
    let options: Options = Membrane.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let zero = Constant 0.0
        let exc = p.Alpha * s.SynExc + x
        let inh = p.Beta * s.SynInh - x
        let logAlpha = Expr.Log p.Alpha
        let tau = logAlpha / (Expr.Log p.Beta - logAlpha) + 1.0
        let mem = tau * (exc + inh)
        let r = Membrane.fire o p.Threshold s.Mem
        let r = detachIf o.DetachReset r

        let struct (exc, inh, mem) =
            match o.Timing, o.Reset with
            | ResetTiming.Immediate, _
            | _, MembraneReset.None -> struct (exc, inh, mem)
            | _, MembraneReset.Subtract -> struct (exc - r * p.Threshold, blend r inh zero, mem + r * s.SynInh)
            | _, MembraneReset.Zero -> struct (blend r exc zero, blend r inh zero, blend r mem zero)

        let z = Membrane.fire o p.Threshold mem
        struct (z, { SynExc = exc; SynInh = inh; Mem = Membrane.immediate o z p.Threshold mem })

    /// A decay without its bounds: the logarithms of 0 and 1 leave no kernel.
    let private decay value meaning =
        Quantity.create value "" { Interval.between 0.0 1.0 with LeastAllowed = false; MostAllowed = false } meaning

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Alpha = decay 0.9 "decay of the excitatory current in a step"
        Beta = decay 0.8 "decay of the inhibitory current in a step"
        Threshold = Membrane.threshold
    }

    let model = {
        Name = "Alpha"
        Summary = "spike response model with an alpha-shaped kernel"
        Source = "snnTorch, Alpha; Gerstner et al. 2014; Eshraghian et al. 2023"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Quantity.state "" "excitatory current"; Quantity.state "" "inhibitory current"; Membrane.state ]
        Presets = Membrane.snntorch options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { SynExc = Constant 0.0; SynInh = Constant 0.0; Mem = Constant 0.0 }
        Constraints = fun _ p -> [ Rule.above "Alpha" p.Alpha "Beta" p.Beta "else the kernel changes its sign" ]
        Invariants = [ RestsWithoutInput; Membrane.zeroReset ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
