namespace Neurons.Networks;

/// <summary>What layers without weights do, by the numbers of their input and output: what their formula has for each.</summary>
internal static class ElementRules
{
    /// <summary>The operations; null of a layer that is not known.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The numbers of its first input, over all steps.</param>
    /// <param name="outputs">The numbers of its output.</param>
    public static LayerOperations? Of(Layer layer, long inputs, long outputs) => layer switch
    {
        VolumePool pool => Each(outputs, accumulates: pool.Window - 1, comparisons: 1, inputs),
        // a sum over time for each number, and the largest of a window
        SpikingMaxPool pool => Each(inputs, accumulates: 1, comparisons: 0, inputs) + Each(outputs, pool.Window, 0, outputs),
        GlobalPool or SumChannels or OverTime => Each(inputs, accumulates: 1, comparisons: 0, outputs),
        // one weight for each neuron
        Feedback => Each(outputs, accumulates: 1, comparisons: 0, outputs),
        Activation => Each(outputs, accumulates: 0, comparisons: 1, inputs),
        // x · L/λ + ½, down to a whole number, between 0 and L, times λ/L
        Qcfs => Each(outputs, accumulates: 1, comparisons: 3, inputs, multiplies: 1),
        QcfsEncoder => Each(outputs, accumulates: 2, comparisons: 1, inputs),
        LayerNorm => Each(outputs, accumulates: 2, comparisons: 0, inputs, multiplies: 2),
        TemporalBatchNorm => Each(outputs, accumulates: 1, comparisons: 0, inputs, multiplies: 1),
        StepScale or Multiply => Each(outputs, accumulates: 0, comparisons: 0, inputs, multiplies: 1),
        Upsample { Options.Mode: UpsampleMode.Nearest } => Each(outputs, 0, 0, inputs),
        // a line along each dimension: two products for a number
        Upsample => Each(outputs, accumulates: 0, comparisons: 0, inputs, multiplies: 4),
        // two neighbours in time, by the fraction of the delay
        ChannelDelay => Each(outputs, accumulates: 0, comparisons: 0, inputs, multiplies: 2),
        SynapseFilter => Each(outputs, accumulates: 1, comparisons: 0, inputs, multiplies: 1),
        AttentionProduct product => Each(outputs, accumulates: 0, comparisons: 0, inputs, multiplies: product.Products),
        // besides what its neurons do: a state as a whole number of levels, and back
        QuantizedStates quantized => Each(
            outputs * quantized.Options.Neurons.Model.StateNames.Length, accumulates: 2, comparisons: 3, 0, multiplies: 2),
        _ => null,
    };

    /// <summary>For each of so many numbers.</summary>
    private static LayerOperations Each(long numbers, long accumulates, long comparisons, long others, long multiplies = 0) => new()
    {
        MultiplyAccumulates = numbers * multiplies,
        Accumulates = numbers * accumulates,
        FloatingPointOperations = numbers * ((2 * multiplies) + accumulates + comparisons),
        MemoryBytes = sizeof(float) * (numbers + others),
    };
}
