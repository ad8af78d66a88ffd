namespace Neurons.Networks;

/// <summary>What stands for all positions of a channel.</summary>
public enum PoolOver
{
    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The sum: of spikes, how many there are.</summary>
    Sum,
}

/// <summary>The options of a <see cref="GlobalPool"/>.</summary>
/// <param name="Of">What stands for the positions.</param>
public sealed record GlobalPoolOptions(PoolOver Of = PoolOver.Mean);

/// <summary>One number for each channel, of all its positions, whatever their number: [channels, …] → [channels].</summary>
public sealed class GlobalPool : Layer, IEachStep
{
    private int _size = 1;

    /// <summary>Pools all positions.</summary>
    /// <param name="of">What stands for the positions.</param>
    public GlobalPool(PoolOver of = PoolOver.Mean) =>
        Options = new(Require.Defined(nameof(GlobalPool), nameof(of), of));

    /// <summary>A layer of these options.</summary>
    public GlobalPool(GlobalPoolOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Of)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public GlobalPoolOptions Options { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Length > 0 ? [input[0]] : throw new ArgumentException("takes [channels, …]");
    }

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        _ = OutputShape(input);
        _size = (int)(Shapes.Count(input) / input[0]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"GlobalPool({Options.Of})";

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var output = pass.Take(this, "output", x.Lengths[..(input.IsConstant ? 2 : 3)]);
        var all = x.ReadOnlySpan();
        var sums = output.Span();
        for (var c = 0; c < sums.Length; c++)
        {
            var sum = FixedSum.Of(all.Slice(c * _size, _size));
            sums[c] = Options.Of == PoolOver.Mean ? sum / _size : sum;
        }
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            var from = outputGradient.ReadOnlySpan();
            var into = inputGradient.Span();
            for (var c = 0; c < from.Length; c++) into.Slice(c * _size, _size).Fill(Options.Of == PoolOver.Mean ? from[c] / _size : from[c]);
        });
    }
}
