namespace Neurons.Networks;

/// <summary>The options of <see cref="DirectEncoding"/>.</summary>
public sealed record DirectEncodingOptions();

/// <summary>The values themselves as currents, at each step.</summary>
public sealed class DirectEncoding : InputEncoding, IBatchEncoding
{
    /// <summary>The encoding with these options.</summary>
    /// <param name="options">The options.</param>
    public DirectEncoding(DirectEncodingOptions options) => Options = options;

    /// <summary>The options.</summary>
    public DirectEncodingOptions Options { get; }

    /// <inheritdoc/>
    public override void Encode(in SampleSequence sample)
    {
        for (var t = 0; t < sample.TimeSteps; t++) sample.ValuesAt(t).CopyTo(sample.At(t));
    }

    void IBatchEncoding.Fill(Batch batch, EncodingKey key)
    {
        if (batch.Data.IsBinary)
        {
            batch.GatherBits();
            return;
        }

        var isConstant = batch.Data.TimeSteps is null;
        batch.Gather(isConstant ? 1 : batch.TimeSteps);
        batch.SetValues(isConstant);
    }
}

public partial class InputEncoding
{
    /// <inheritdoc cref="DirectEncoding" path="/summary"/>
    public static InputEncoding Direct { get; } = new DirectEncoding(new());
}
