namespace Neurons

open System.Numerics.Tensors

/// The cell of a long short-term memory whose hidden state is a membrane potential that fires and is reset:
///
///     syn' = σ(f)·syn + σ(i)·tanh g
///     mem' = reset (σ(o)·tanh syn')
///     z    = fire (mem' − threshold)
///
/// The inputs i, f, g and o are sums of weighted inputs and of weighted potentials, which a layer makes. The reset is delayed, by the spike of
/// the stored membrane: the threshold is subtracted, the potential is 0, or nothing (the default).
///
/// Source: snnTorch `SLSTM`, `SConv2dLSTM`; Hochreiter & Schmidhuber 1997.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LstmMembrane =
    type Parameters<'a> = { Threshold: 'a }

    type State<'a> = { Syn: 'a; Mem: 'a }

    type Options = MembraneOptions

    /// snnTorch's: no reset.
    let options: Options = { Membrane.options with Reset = MembraneReset.None }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (i: Expr) (f: Expr) (g: Expr) (out: Expr) =
        let syn = Expr.Logistic f * s.Syn + Expr.Logistic i * Expr.Tanh g
        let mem = Membrane.delayed o p.Threshold s.Mem (Expr.Logistic out * Expr.Tanh syn)
        let z = Membrane.fire o p.Threshold mem
        struct (z, { Syn = syn; Mem = Membrane.immediate o z p.Threshold mem })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = { Threshold = Membrane.threshold }

    let model = {
        Name = "LstmMembrane"
        Summary = "cell of a long short-term memory whose hidden state fires"
        Source = "snnTorch, SLSTM and SConv2dLSTM; Hochreiter & Schmidhuber 1997"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Quantity.state "" "cell state"; Membrane.state ]
        Presets = Membrane.snntorch options quantities
        Inputs = fun _ -> [ "i"; "f"; "g"; "o" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x[0] x[1] x[2] x[3]
        Initial = fun _ _ -> { Syn = Constant 0.0; Mem = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput; IgnoresSpikes "Syn" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (inputs: Tensor<'T> list) = (create<'T> options).StepWith p s inputs

    /// All steps of the inputs, with the default options: all spikes and the last state.
    let integral p s (inputs: InputSequence<'T> list) = (create<'T> options).IntegralWith p s inputs
