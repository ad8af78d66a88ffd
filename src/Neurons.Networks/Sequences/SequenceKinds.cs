namespace Neurons.Networks;

/// <summary>The layers of whole sequences that files can name.</summary>
internal static class SequenceKinds
{
    public static void Register(Registry<Layer> kinds)
    {
        kinds.Register<Psn, PsnOptions>("psn", o => new(o), layer => layer.Options);
        kinds.Register<MaskedPsn, MaskedPsnOptions>("masked_psn", o => new(o), layer => layer.Options);
        kinds.Register<SlidingPsn, SlidingPsnOptions>("sliding_psn", o => new(o), layer => layer.Options);
        kinds.Register<LeakySum, LeakySumOptions>("leaky_sum", o => new(o), layer => layer.Options);
        kinds.Register<LeakyParallel, LeakyParallelOptions>("leaky_parallel", o => new(o), layer => layer.Options);
        kinds.Register<DsrIf, DsrIfOptions>("dsr_if", o => new(o), layer => layer.Options);
        kinds.Register<DsrLif, DsrLifOptions>("dsr_lif", o => new(o), layer => layer.Options);
        kinds.Register<FewSpike, FewSpikeOptions>("few_spike", o => new(o), layer => layer.Options);
        kinds.Register<GatedFewSpike, GatedFewSpikeOptions>("gated_few_spike", o => new(o), layer => layer.Options);
        kinds.Register<OutlierFewSpike, OutlierFewSpikeOptions>("outlier_few_spike", o => new(o), layer => layer.Options);
        kinds.Register<MpbnLif, MpbnLifOptions>("mpbn_lif", o => new(o), layer => layer.Options);
        kinds.Register<GroupedLinear, GroupedLinearOptions>("grouped_linear", o => new(o), layer => layer.Options);
        kinds.Register<IntraLayerConnections, IntraLayerConnectionsOptions>("intra_layer_connections", o => new(o), layer => layer.Options);
    }
}
