namespace Neurons

open System.Numerics.Tensors

/// The current that a synaptic conductance g lets through where the membrane has the potential V, which follows from the inputs of the step
/// alone; V is an input of its own where it is chosen, else a parameter, as under a voltage clamp:
///
///     I = g (E − V)
///     I = g (E − V) / (1 + c_Mg/β · e^{α (V_offset − V)}) where magnesium blocks the channel, as that of an NMDA receptor
///     output I
///
/// Source: brainpy.state `COBA` and `MgBlock`; Jahr & Stevens 1990.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module SynapticCurrent =
    type Parameters<'a> = { E: 'a; V: 'a; CcMg: 'a; Alpha: 'a; Beta: 'a; VOffset: 'a }

    type State<'a> = { I: 'a }

    type Options = {
        /// Whether there is a second input, `potential`, beside the conductance; without it V is a parameter.
        Potential: bool
        /// Whether magnesium blocks the channel; without it, only the reversal potential matters.
        MagnesiumBlock: bool
    }

    /// The conductance alone, without the block.
    let options = { Potential = false; MagnesiumBlock = false }

    /// brainpy.state's, which has both inputs.
    let private brainpy = { options with Potential = true }

    let equations (o: Options) (p: Parameters<Expr>) (_: State<Expr>) (inputs: Expr list) =
        let v = if o.Potential then inputs[1] else p.V
        let current = inputs[0] * (p.E - v)

        let i =
            if o.MagnesiumBlock then
                current / (1.0 + p.CcMg / p.Beta * Expr.Exp(p.Alpha * (p.VOffset - v)))
            else
                current

        struct (i, { I = i })

    /// In mV, and mM of magnesium.
    let quantities: Parameters<Quantity> = {
        E = Voltage.potential 0.0 "reversal potential of the synapse"
        V = Voltage.potential -65.0 "potential of the membrane where it is no input"
        CcMg = Quantity.create 1.2 "mM" Interval.notNegative "concentration of magnesium outside"
        Alpha = Quantity.create 0.062 "1/mV" Interval.all "how steeply the block falls with the potential"
        Beta = Quantity.create 3.57 "mM" Interval.positive "concentration that blocks half of the channels at V_offset"
        VOffset = Voltage.potential 0.0 "shift of the potential at which magnesium blocks"
    }

    let model = {
        Name = "SynapticCurrent"
        Summary = "current through a synaptic conductance, blocked by magnesium or not"
        Source = "brainpy.state, COBA and MgBlock; Jahr and Stevens 1990"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Quantity.state "µA" "current of the step" ]
        Presets = [
            {
                Name = "coba_output"
                Source = "brainpy.state 0.1.0, COBA"
                Options = brainpy
                Parameters = quantities
            }
            {
                Name = "mg_block"
                Source = "brainpy.state 0.1.0, MgBlock"
                Options = { brainpy with MagnesiumBlock = true }
                Parameters = quantities
            }
        ]
        Inputs = fun o -> if o.Potential then [ "conductance"; "potential" ] else [ "conductance" ]
        Spikes = false
        Step = equations
        Initial = fun _ _ -> { I = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with their options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
