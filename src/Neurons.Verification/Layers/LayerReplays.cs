namespace Neurons.Verification;

/// <summary>The recorded models that are layers, a family a file.</summary>
internal static class LayerReplays
{
    /// <summary>
    /// By the recorded model, and <c>.recurrent</c> or <c>.weighted</c> after it where only the case with weights is a layer, and that without
    /// them a neuron.
    /// </summary>
    private static readonly Dictionary<string, ILayerReplay> All = new()
    {
        ["SpikingJelly.PSN"] = new ParallelNeuronReplay(),
        ["SpikingJelly.MaskedPSN"] = new ParallelNeuronReplay(),
        ["SpikingJelly.SlidingPSN"] = new ParallelNeuronReplay(),
        ["SpikingJelly.DSRIF"] = new DsrReplay(),
        ["SpikingJelly.DSRLIF"] = new DsrReplay(),
        ["SpikingJelly.FewSpike"] = new FewSpikeReplay(),
        ["SpikingJelly.HG"] = new FewSpikeReplay(),
        ["SpikingJelly.OutlierAwareThreshold"] = new FewSpikeReplay(),
        ["SpikingJelly.MPBNLIF"] = new MpbnReplay(),
        ["SpikingJelly.ILCIF"] = new IntraLayerReplay(),
        ["SpikingJelly.ILCLIF"] = new IntraLayerReplay(),
        ["SpikingJelly.ILCCUBALIF"] = new IntraLayerReplay(),
        ["SpikingJelly.NonSpikingIF"] = new ReadoutReplay(),
        ["SpikingJelly.NonSpikingLIF"] = new ReadoutReplay(),
        ["LeakyParallel"] = new LeakyParallelReplay(),
        ["LinearLeaky"] = new ReadoutReplay(),
        ["LeakyRateReadout"] = new ReadoutReplay(),
        ["RLeaky"] = RecordedCells.Leaky,
        ["RSynaptic"] = RecordedCells.Synaptic,
        ["SLSTM"] = RecordedCells.Lstm,
        ["SConv2dLSTM"] = RecordedCells.ConvLstm,
        ["CobaLif.recurrent"] = RecordedCells.CobaLif,
        ["LeakyIntegrator.weighted"] = RecordedCells.Weighted,
        ["LeakyIntegratorBox.weighted"] = RecordedCells.Weighted,
        ["LifMultiCompartment"] = RecordedCells.Compartments,
        ["LifMultiCompartmentRefractory"] = RecordedCells.RefractoryCompartments,
        ["CorrelationSensor"] = RecordedCells.CorrelationSensor,
        ["CubaLifCorrelation"] = RecordedCells.CorrelatedLif,
        ["StdpSensor"] = RecordedCells.StdpSensor,
        ["Stdp"] = RecordedCells.Stdp,
    };

    /// <summary>What replays a model with the recorded options; null where it is not known as a layer.</summary>
    public static ILayerReplay? Find(string model, JsonRecord options) =>
        All.GetValueOrDefault(model)
        ?? (options.Flag("recurrent") ? All.GetValueOrDefault($"{model}.recurrent") : null)
        ?? (options.Flag("weighted") ? All.GetValueOrDefault($"{model}.weighted") : null);
}
