namespace Neurons.Networks;

/// <summary>
/// What residual blocks of images have in common: two convolutions of 3 × 3 without biases, a batch normalisation behind each, and a shortcut, which
/// has a convolution of 1 × 1 and a normalisation where the shape changes.
/// </summary>
public abstract class ResidualBlock : GraphLayer
{
    private protected const string Second = "norm2", Down = "down", DownNorm = "down_norm";

    private readonly int _channels, _stride;
    private readonly NeuronLayer _neurons;
    private readonly bool _zeroLast;

    private protected ResidualBlock(int channels, int stride, NeuronLayer neurons, bool zeroLast)
    {
        var kind = GetType().Name;
        (_channels, _stride) = (Require.AtLeast(1, kind, nameof(channels), channels), Require.AtLeast(1, kind, nameof(stride), stride));
        (_neurons, _zeroLast) = (neurons, zeroLast);
    }

    /// <summary>Whether the shortcut is the input itself.</summary>
    private protected bool IsPlain { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({_channels}{(_stride == 1 ? "" : $", stride {_stride}")})";

    /// <summary>Neurons of the block.</summary>
    private protected Layer Neurons() => _neurons.Again();

    /// <summary>A convolution and its normalisation.</summary>
    private protected Node[] Convolution(string number, int inputs, bool isFirst, string from) =>
    [
        new($"conv{number}", new Conv2d(inputs, _channels, 3, isFirst ? _stride : 1, 1, bias: false), from),
        new($"norm{number}", new BatchNorm(new BatchNormOptions(_channels, Scale: _zeroLast && !isFirst ? 0 : 1)), $"conv{number}"),
    ];

    /// <summary>The shortcut where the shape changes; else nothing.</summary>
    private protected Node[] Shortcut(int[] input)
    {
        IsPlain = _stride == 1 && BlockNeurons.OfImage(input) == _channels;
        return IsPlain ? [] :
        [
            new(Down, new Conv2d(input[0], _channels, 1, _stride, bias: false), Source),
            new(DownNorm, new BatchNorm(_channels), Down),
        ];
    }
}
