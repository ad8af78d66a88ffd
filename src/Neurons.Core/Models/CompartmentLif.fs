namespace Neurons

open System.Numerics.Tensors

/// CubaLif as a compartment of a cell: what the other compartments' potentials drive through it comes as a second input, the coupling g, the sum
/// of G v over them,
///
///     v0 = v + dt·g
///     z, v', i' = CubaLif (v0, i, x)
///
/// Source: Norse, `lif_mc_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CompartmentLif =
    type Parameters<'a> = CubaLif.Parameters<'a>

    type State<'a> = CubaLif.State<'a>

    type Options = CubaLif.Options

    /// dt 1 ms, jump before integration, superspike with α = 100, a spike above the threshold.
    let options: Options = { CubaLif.options with Jump = BeforeIntegration }

    let internal inputs = [ "x"; "coupling" ]

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) (coupling: Expr) =
        CubaLif.equations o p { s with V = s.V + o.Dt * coupling } x

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = CubaLif.quantities

    let model = {
        Name = "CompartmentLif"
        Summary = "leaky integrate-and-fire compartment, coupled to others"
        Source = "Norse, lif_mc_feed_forward_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = CubaLif.model.States
        Presets = [
            Preset.norse007 { options with Jump = AfterIntegration } quantities
            Preset.norse1 options quantities
        ]
        Inputs = fun _ -> inputs
        Spikes = true
        Step = fun o p s x -> equations o p s x[0] x[1]
        Initial = CubaLif.model.Initial
        Constraints = CubaLif.model.Constraints
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (inputs: Tensor<'T> list) = (create<'T> options).StepWith p s inputs

    /// All steps of the inputs, with the default options: all spikes and the last state.
    let integral p s (inputs: InputSequence<'T> list) = (create<'T> options).IntegralWith p s inputs
