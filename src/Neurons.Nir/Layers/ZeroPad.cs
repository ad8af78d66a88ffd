using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>The options of a <see cref="ZeroPad"/>.</summary>
/// <param name="After">The zeros behind the end of each axis but that of the channels: one number of lines, two of images; each at least 0.</param>
public sealed record ZeroPadOptions(int[] After);

/// <summary>
/// Appends zeros to lines, [channels, length], or images, [channels, height, width]: what a convolution with an even kernel and the padding
/// <c>same</c> has besides those that it has on both sides, in PyTorch and so in NIR.
/// </summary>
public sealed class ZeroPad : Layer, IEachStep
{
    private readonly int[] _after;

    /// <summary>A layer of these options.</summary>
    /// <exception cref="ArgumentException">There are neither one number nor two, or one is below 0.</exception>
    public ZeroPad(ZeroPadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _after = (int[])(options.After ?? throw new ArgumentNullException(nameof(options), "ZeroPad: After is null.")).Clone();
        if (_after.Length is not (1 or 2))
            throw new ArgumentException($"ZeroPad: After has {_after.Length} numbers; it must have 1, of lines, or 2, of images.", nameof(options));
        foreach (var zeros in _after) Require.AtLeast(0, nameof(ZeroPad), "After", zeros);
    }

    /// <summary>What makes the same layer again.</summary>
    public ZeroPadOptions Options => new((int[])_after.Clone());

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != _after.Length + 1) throw new ArgumentException($"takes channels and {_after.Length} axes, not {Shapes.Text(input)}");
        return Shapes.Checked(nameof(ZeroPad), [input[0], .. input[1..].Zip(_after, (length, zeros) => checked(length + zeros))]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ZeroPad({string.Join(", ", _after)})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var lengths = x.Lengths.ToArray();
        for (var axis = 1; axis <= _after.Length; axis++) lengths[^axis] += _after[^axis];
        var output = pass.Take(this, "output", lengths);
        output.Span().Clear();
        var images = new Images((int)x.Lengths[^1], _after.Length == 1 ? 1 : (int)x.Lengths[^2], _after);
        images.Copy(x.ReadOnlySpan(), output.Span(), isBack: false);
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) images.Copy(outputGradient.ReadOnlySpan(), inputGradient.Span(), isBack: true);
        });
    }

    /// <summary>Images that lie one behind the other; lines are images of one row.</summary>
    private readonly struct Images(int width, int height, int[] after)
    {
        private readonly int _wide = width + after[^1], _high = height + (after.Length == 1 ? 0 : after[0]);

        /// <summary>Copies the rows of images to larger ones, or back.</summary>
        public void Copy(ReadOnlySpan<float> from, Span<float> to, bool isBack)
        {
            var count = isBack ? to.Length : from.Length;
            for (var row = 0; row * width < count; row++)
            {
                var (small, large) = (row * width, ((row / height * _high) + (row % height)) * _wide);
                from.Slice(isBack ? large : small, width).CopyTo(to[(isBack ? small : large)..]);
            }
        }
    }
}
