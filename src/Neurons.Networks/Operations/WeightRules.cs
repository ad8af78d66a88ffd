namespace Neurons.Networks;

/// <summary>The weights of layers other than linear ones and plain convolutions; borders count as if they were inside.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Bias">The bias; null without.</param>
/// <param name="Before">The weights of an output; 0 where those of an input are counted.</param>
/// <param name="Behind">The weights of an input.</param>
internal sealed record WeightRules(Parameter Weight, Parameter? Bias, long Before, long Behind)
{
    /// <summary>Those of a layer; null where it has none.</summary>
    public static WeightRules? Of(Layer layer) => layer switch
    {
        Conv3d volumes => new(
            volumes.Weight, volumes.Bias, Of(volumes.Weight) / volumes.Options.Outputs, Of(volumes.Weight) / volumes.Options.Inputs),
        TransposedConvolution transposed => new(transposed.Weight, transposed.Bias, 0, Of(transposed.Weight) / transposed.Inputs),
        DelayedLinear delayed => new(delayed.Weight, delayed.Bias, delayed.Options.Inputs, delayed.Options.Outputs),
        _ => null,
    };

    /// <summary>How many products there are where all inputs are multiplied.</summary>
    public long Products(long inputs, long outputs) => Before > 0 ? outputs * Before : inputs * Behind;

    private static long Of(Parameter weight) => weight.Value.FlattenedLength;
}
