namespace Neurons.Networks;

/// <summary>
/// The numbers of a layer that multiplies by weights and adds a bias, in float64: a linear layer, a convolution, or a batch normalisation by its
/// running statistics, which is a factor and an offset for each channel.
/// </summary>
internal sealed class Affine
{
    private readonly Layer _layer;

    /// <summary>The inputs of a group of outputs, and the numbers of each.</summary>
    private readonly int _inner, _taps, _groups;

    /// <summary>[outputs, inputs of a group, taps].</summary>
    private readonly double[] _weight;

    private double[]? _bias;

    private Affine(Layer layer, int outputs, int inner, int taps, int groups, double[] weight, double[]? bias) =>
        (_layer, Outputs, _inner, _taps, _groups, _weight, _bias) = (layer, outputs, inner, taps, groups, weight, bias);

    /// <summary>The channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>The numbers of a layer; null of one of another kind.</summary>
    public static Affine? Of(Layer layer) => layer switch
    {
        Linear linear => new(linear, linear.Outputs, linear.Inputs, 1, 1, Numbers(linear.Weight)!, Numbers(linear.Bias)),
        Convolution conv => new(
            conv, conv.Outputs, conv.Inputs / conv.Groups, Taps(conv), conv.Groups, Numbers(conv.Weight)!, Numbers(conv.Bias)),
        BatchNorm norm => OfNorm(norm),
        _ => null,
    };

    /// <summary>A diagonal matrix.</summary>
    public static Affine Diagonal(double[] numbers)
    {
        var n = numbers.Length;
        var weight = new double[n * n];
        for (var i = 0; i < n; i++) weight[i * n + i] = numbers[i];
        return new(new Linear(n, n, bias: false), n, n, 1, 1, weight, null);
    }

    /// <summary>Takes in a normalisation that follows: W ← q W, b ← q b + offset.</summary>
    public void Fold(Affine norm)
    {
        MultiplyOutputs(norm._weight);
        _bias ??= new double[Outputs];
        for (var o = 0; o < Outputs; o++) _bias[o] += norm._bias![o];
    }

    /// <summary>Multiplies what the layer gives, a factor for each channel.</summary>
    public void MultiplyOutputs(double[] factors)
    {
        var row = _inner * _taps;
        for (var o = 0; o < Outputs; o++)
        {
            for (var i = 0; i < row; i++) _weight[o * row + i] *= Units.At(factors, o);
            if (_bias is not null) _bias[o] *= Units.At(factors, o);
        }
    }

    /// <summary>Takes inputs of which each channel is to be multiplied by a factor.</summary>
    public void MultiplyInputs(double[] factors)
    {
        for (var o = 0; o < Outputs; o++)
        {
            var first = o / (Outputs / _groups) * _inner;
            for (var i = 0; i < _inner; i++)
            {
                for (var k = 0; k < _taps; k++) _weight[(o * _inner + i) * _taps + k] *= Units.At(factors, first + i);
            }
        }
    }

    /// <summary>A layer of these sizes, whose numbers <see cref="Fill"/> writes.</summary>
    public Layer Make() => _layer switch
    {
        Linear linear => new Linear(linear.Options with { Bias = _bias is not null, Weights = null }),
        Conv1d conv => new Conv1d(conv.Options with { Bias = _bias is not null, Weights = null }),
        Conv2d conv => new Conv2d(conv.Options with { Bias = _bias is not null, Weights = null }),
        BatchNorm norm => new BatchNorm(norm.Options with { Gain = 1, Affine = true }),
        _ => throw new NotSupportedException($"{_layer} has no weights that can be scaled."),
    };

    /// <summary>Writes the numbers, rounded once, to a layer that <see cref="Make"/> made.</summary>
    public void Fill(Layer layer)
    {
        if (layer is BatchNorm norm)
        {
            var root = Math.Sqrt(1 + norm.Options.Epsilon);
            Write(norm.Weight!, [.. _weight.Select(factor => factor * root)]);
            Write(norm.Bias!, _bias!);
            norm.RunningMean.Value.Span().Clear();
            norm.RunningVariance.Value.Span().Fill(1);
            return;
        }
        Write(layer.StoredParameters[0], _weight);
        if (_bias is not null) Write(layer.StoredParameters[1], _bias);
    }

    private static Affine OfNorm(BatchNorm norm)
    {
        var (mean, variance) = (Numbers(norm.RunningMean)!, Numbers(norm.RunningVariance)!);
        var (weight, bias) = (Numbers(norm.Weight), Numbers(norm.Bias));
        var factors = new double[norm.Channels];
        var offsets = new double[norm.Channels];
        for (var c = 0; c < factors.Length; c++)
        {
            factors[c] = norm.Gain * (weight?[c] ?? 1) / Math.Sqrt(variance[c] + norm.Options.Epsilon);
            offsets[c] = (bias?[c] ?? 0) - mean[c] * factors[c];
        }
        return new(norm, norm.Channels, 1, 1, norm.Channels, factors, offsets);
    }

    private static int Taps(Convolution conv) => (int)(conv.Weight.Value.FlattenedLength / (conv.Outputs * (nint)(conv.Inputs / conv.Groups)));

    private static double[]? Numbers(Parameter? parameter) =>
        parameter is null ? null : Array.ConvertAll(parameter.Value.ReadOnlySpan().ToArray(), value => (double)value);

    private static void Write(Parameter parameter, double[] numbers)
    {
        var values = parameter.Value.Span();
        for (var i = 0; i < values.Length; i++) values[i] = (float)numbers[i];
        parameter.Changed();
    }
}
