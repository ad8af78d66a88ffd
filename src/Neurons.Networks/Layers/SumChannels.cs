using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="SumChannels"/>.</summary>
/// <param name="Groups">How many sums there are; it divides the channels.</param>
public sealed record SumChannelsOptions(int Groups = 1);

/// <summary>
/// The sums over groups of consecutive channels, [channels, …] → [groups, …]: of spikes, how many fire at a position. Of attention, a group is
/// a head.
/// </summary>
public sealed class SumChannels : Layer, IEachStep
{
    private int _channels = 1, _size = 1;

    /// <summary>Sums over groups of channels.</summary>
    /// <param name="groups">How many sums there are; it divides the channels.</param>
    public SumChannels(int groups = 1)
        : this(new SumChannelsOptions(groups))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SumChannels(SumChannelsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(SumChannels), "groups", options.Groups);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public SumChannelsOptions Options { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length == 0 || input[0] % Options.Groups != 0)
            throw new ArgumentException($"takes [channels, …], the channels a multiple of {Options.Groups}");
        return [Options.Groups, .. input[1..]];
    }

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        _ = OutputShape(input);
        (_channels, _size) = (input[0], (int)(Shapes.Count(input) / input[0]));
    }

    /// <inheritdoc/>
    public override string ToString() => $"SumChannels({Options.Groups})";

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var shape = x.Lengths.ToArray();
        shape[input.IsConstant ? 1 : 2] = Options.Groups;
        var output = pass.Take(this, "output", shape);
        var all = x.ReadOnlySpan();
        var sums = output.Span();
        var each = _channels / Options.Groups * _size;
        for (int at = 0, to = 0; at < all.Length; at += each, to += _size)
        {
            var sum = sums.Slice(to, _size);
            all.Slice(at, _size).CopyTo(sum);
            for (var c = _size; c < each; c += _size) TensorPrimitives.Add(sum, all.Slice(at + c, _size), sum);
        }
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            var from = outputGradient.ReadOnlySpan();
            var into = inputGradient.Span();
            for (int at = 0, of = 0; at < into.Length; at += each, of += _size)
            {
                for (var c = 0; c < each; c += _size) from.Slice(of, _size).CopyTo(into.Slice(at + c, _size));
            }
        });
    }
}
