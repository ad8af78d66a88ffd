using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What the outputs of some samples are to be over time. A number that is NaN is no target: it counts for nothing, so that a mask is NaN where
/// nothing is asked for.
/// </summary>
/// <param name="Values">[T, batch, outputs], or [1, batch, outputs]: one for all steps, or for what is read of them.</param>
/// <param name="Lengths">The steps of each sample, those behind are padding that counts for nothing; null where all have T.</param>
public sealed record SequenceTargets(Tensor<float> Values, int[]? Lengths = null)
{
    /// <summary>The steps of a sample.</summary>
    /// <param name="sample">Which.</param>
    /// <param name="steps">Those of the output.</param>
    internal int Length(int sample, int steps) => Lengths is null ? steps : Math.Clamp(Lengths[sample], 0, steps);

    /// <summary>Those of some of the steps.</summary>
    internal SequenceTargets Piece(int first, int count) => new(
        Values.Lengths[0] == 1 ? Values : Signal.Rows(Values, first, count),
        Lengths is null ? null : Array.ConvertAll(Lengths, length => Math.Clamp(length - first, 0, count)));
}

/// <summary>The targets of a data set, as they lie in memory: [samples, steps, outputs].</summary>
internal sealed record StoredTargets(float[] Values, int Steps, nint[] Shape, int[]? Lengths)
{
    private int Width { get; } = Shapes.Elements(Shape);

    /// <summary>The targets at these places.</summary>
    /// <param name="places">The places of the samples of a batch.</param>
    /// <param name="workspace">Memory for them.</param>
    public SequenceTargets Gather(ReadOnlySpan<int> places, Workspace workspace)
    {
        var values = workspace.Take(this, "targets", [Steps, places.Length, .. Shape]);
        var to = values.Span();
        for (var i = 0; i < places.Length; i++)
        {
            for (var t = 0; t < Steps; t++)
                Values.AsSpan(((places[i] * Steps) + t) * Width, Width).CopyTo(to[(((t * places.Length) + i) * Width)..]);
        }
        if (Lengths is null) return new(values);
        var lengths = new int[places.Length];
        for (var i = 0; i < places.Length; i++) lengths[i] = Lengths[places[i]];
        return new(values, lengths);
    }

    /// <inheritdoc/>
    public override string ToString() => "targets";
}
