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

/// <summary>The targets of a data set for an output.</summary>
/// <param name="Output">The name of the output; empty for the one that has some.</param>
/// <param name="Stored">The targets.</param>
/// <param name="Places">Where those of each sample are.</param>
internal sealed record OutputTargets(string Output, StoredTargets Stored, int[] Places)
{
    /// <summary>The targets of some samples.</summary>
    public SequenceTargets Gather(ReadOnlySpan<int> samples, Workspace workspace)
    {
        var places = new int[samples.Length];
        for (var i = 0; i < places.Length; i++) places[i] = Places[samples[i]];
        return Stored.Gather(places, workspace);
    }
}

/// <summary>The targets of a data set, as they lie in memory: [samples, steps, outputs].</summary>
internal sealed record StoredTargets(float[] Values, int Steps, nint[] Shape, int[]? Lengths)
{
    private int Width { get; } = Shapes.Elements(Shape);

    /// <summary>Those of tensors and lengths that are checked.</summary>
    /// <param name="targets">[samples, T, outputs…], or [samples, 1, outputs…].</param>
    /// <param name="samples">The samples of the data.</param>
    /// <param name="steps">The steps of a sample; null where it stays the same for any number of them.</param>
    /// <param name="lengths">The steps of each sample that count; null where all do.</param>
    /// <exception cref="ArgumentException">They do not fit, or a target is infinite.</exception>
    public static StoredTargets Of(Tensor<float> targets, int samples, int? steps, int[]? lengths)
    {
        if (targets.Rank < 3 || targets.Lengths[0] != samples || (targets.Lengths[1] != (steps ?? targets.Lengths[1]) && targets.Lengths[1] != 1))
        {
            var many = steps is { } known ? $"{known}" : "T";
            throw new ArgumentException(
                $"The targets have the shape {Shapes.Text(targets.Lengths)}; for {samples} samples they must be [{samples}, {many}, outputs…], or "
                + $"[{samples}, 1, outputs…].", nameof(targets));
        }
        var values = targets.IsDense ? targets.ReadOnlySpan() : targets.ToDenseTensor().ReadOnlySpan();
        if (values.ContainsAnyInRange(float.PositiveInfinity, float.PositiveInfinity)
            || values.ContainsAnyInRange(float.NegativeInfinity, float.NegativeInfinity))
            throw new ArgumentException("A target is infinite; targets are finite, or NaN where there is none.", nameof(targets));
        if (lengths is not null)
        {
            if (lengths.Length != samples)
                throw new ArgumentException($"There are {lengths.Length} lengths for {samples} samples; one for each is needed.", nameof(lengths));
            if (Array.FindIndex(lengths, length => length < 1 || length > (steps ?? int.MaxValue)) is >= 0 and var bad)
                throw new ArgumentException(
                    $"Length {bad} is {lengths[bad]}; it must be {(steps is { } most ? $"in 1 .. {most}" : "at least 1")}.", nameof(lengths));
        }
        return new(values.ToArray(), (int)targets.Lengths[1], targets.Lengths[2..].ToArray(), (int[]?)lengths?.Clone());
    }

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
