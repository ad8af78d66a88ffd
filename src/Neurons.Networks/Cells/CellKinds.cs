namespace Neurons.Networks;

/// <summary>The cells that files can name.</summary>
internal static class CellKinds
{
    public static void Register(Registry<Layer> kinds)
    {
        kinds.Register<SpikingLstm, SpikingLstmOptions>("spiking_lstm", o => new(o), layer => layer.Options);
        kinds.Register<SpikingConvLstm, SpikingConvLstmOptions>("spiking_conv_lstm", o => new(o), layer => layer.Options);
        kinds.Register<RecurrentCobaLif, RecurrentCobaLifOptions>("recurrent_coba_lif", o => new(o), layer => layer.Options);
        kinds.Register<MultiCompartment, MultiCompartmentOptions>("multi_compartment", o => new(o), layer => layer.Options);
        kinds.Register<CorrelatedLif, CorrelatedLifOptions>("correlated_lif", o => new(o), layer => layer.Options);
        kinds.Register<Pairwise, PairwiseOptions>("pairwise", o => new(o), layer => layer.Options);
        kinds.Register<StdpTraces, StdpTracesOptions>("stdp_traces", o => new(o), layer => layer.Options);
        kinds.Register<PlasticSynapses, PlasticSynapsesOptions>("plastic_synapses", o => new(o), layer => layer.Options);
    }
}
