using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>How a delay d = n + f is read: (1 − f) of n steps before and f of the step before that.</summary>
internal static class DelayTaps
{
    /// <summary>The steps that are held for delays up to a longest one.</summary>
    public static int Held(string owner, double max) =>
        (int)Math.Ceiling(Require.That(max is > 0 and <= 1 << 24, owner, "max", max, "> 0 and at most 2²⁴ steps"));

    /// <summary>The parameter of delays.</summary>
    /// <param name="owner">The layer, for messages.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="max">The longest delay.</param>
    /// <param name="delays">The first numbers, or one for all; null where they are drawn.</param>
    /// <param name="initial">How they are drawn; null for uniform in [0, max].</param>
    /// <param name="learnable">Whether they are learnt.</param>
    public static Parameter Parameter(string owner, int[] shape, double max, double[]? delays, Initializer? initial, bool learnable)
    {
        if (delays is not null)
        {
            if (initial is not null)
                throw new ArgumentException($"{owner}: delays are given and initial says how to draw them; one of the two is possible.",
                    nameof(delays));
            if (delays.Length != 1 && delays.Length != Shapes.Count(shape))
                throw new ArgumentException(
                    $"{owner}: {delays.Length} delays were given for the shape {Shapes.Text(shape)}; there must be one for each, or one for all.",
                    nameof(delays));
            foreach (var delay in delays)
                Require.That(delay >= 0 && delay <= max, owner, "delays", delay, $"in [0, {max.ToString(CultureInfo.InvariantCulture)}]");
        }
        Initializer first = delays is not null ? new GivenDelays(delays) : new DrawnDelays(initial ?? Initializer.Uniform(0, max), (float)max);
        return new("delay", shape, first, learnable)
        {
            Least = 0,
            Most = (float)max,
            Rule = value =>
            {
                foreach (var delay in value.Span())
                {
                    if (delay < 0 || delay > (float)max) return "a delay outside of [0, max]";
                }
                return null;
            },
        };
    }

    /// <summary>The whole steps n, and the parts of the steps n and n + 1.</summary>
    /// <param name="delay">The delay.</param>
    /// <param name="max">The longest one.</param>
    /// <param name="held">The steps that are held: n + 1 is no more.</param>
    /// <param name="rounded">Whether it is rounded to whole steps.</param>
    public static (int Steps, T Near, T Far) Of<T>(T delay, double max, int held, bool rounded)
        where T : IBinaryFloatingPointIeee754<T>
    {
        delay = T.Clamp(delay, T.Zero, T.CreateTruncating(max));
        if (rounded) delay = T.Min(T.Round(delay), T.CreateTruncating(held));
        var steps = Math.Clamp(int.CreateSaturating(T.Floor(delay)), 0, held - 1);
        var far = delay - T.CreateTruncating(steps);
        return (steps, T.One - far, far);
    }

    /// <summary>The first delays as they are drawn, within their bounds.</summary>
    private sealed record DrawnDelays(Initializer Initial, float Max) : Initializer
    {
        public override void Fill(RandomStream random, Tensor<float> weight)
        {
            Initial.Fill(random, weight);
            TensorPrimitives.Clamp(weight.Span(), 0, Max, weight.Span());
        }
    }

    /// <summary>The first delays as they are given.</summary>
    private sealed record GivenDelays(double[] Delays) : Initializer
    {
        public override void Fill(RandomStream random, Tensor<float> weight)
        {
            var values = weight.Span();
            for (var i = 0; i < values.Length; i++) values[i] = (float)Delays[Delays.Length == 1 ? 0 : i];
        }
    }
}

/// <summary>Delays of the channels of rows [batch, channels, …] that lie one after the other.</summary>
/// <param name="steps">n of each channel.</param>
/// <param name="near">1 − f of each channel.</param>
/// <param name="far">f of each channel.</param>
/// <param name="channels">The channels.</param>
/// <param name="batch">The samples of a row.</param>
/// <param name="width">The numbers of a row.</param>
internal readonly unsafe struct DelayTaps<T>(int* steps, T* near, T* far, int channels, int batch, int width)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _channels = channels, _width = width, _plane = batch == 0 ? 0 : width / (batch * channels), _planes = batch * channels;

    public readonly int* Steps = steps;

    public readonly T* Near = near, Far = far;

    /// <summary>A row of the output, of the row of the same step of the input and those before it.</summary>
    public void Forward(T* x, T* y)
    {
        for (int k = 0, c = 0, i = 0; k < _planes; k++, c = c + 1 == _channels ? 0 : c + 1)
        {
            var at = x - (nint)Steps[c] * _width;
            var (a, b) = (Near[c], Far[c]);
            var before = at - _width;
            if (b == T.Zero)
            {
                for (var until = i + _plane; i < until; i++) y[i] = at[i];
                continue;
            }
            for (var until = i + _plane; i < until; i++) y[i] = (a * at[i]) + (b * before[i]);
        }
    }

    /// <summary>A row of the input's gradient, of the row of the same step of the output's and those after it.</summary>
    public void Backward(T* dy, T* dx)
    {
        for (int k = 0, c = 0, i = 0; k < _planes; k++, c = c + 1 == _channels ? 0 : c + 1)
        {
            var at = dy + (nint)Steps[c] * _width;
            var (a, b) = (Near[c], Far[c]);
            var after = at + _width;
            if (b == T.Zero)
            {
                for (var until = i + _plane; i < until; i++) dx[i] = at[i];
                continue;
            }
            for (var until = i + _plane; i < until; i++) dx[i] = (a * at[i]) + (b * after[i]);
        }
    }

    /// <summary>Adds a row's part of the gradients of the delays.</summary>
    public void AddSlopes(T* x, T* dy, Span<double> sums)
    {
        for (int k = 0, c = 0, i = 0; k < _planes; k++, c = c + 1 == _channels ? 0 : c + 1)
        {
            var at = x - (nint)Steps[c] * _width;
            var before = at - _width;
            for (var until = i + _plane; i < until; i++)
                sums[c] += double.CreateTruncating(dy[i]) * double.CreateTruncating(before[i] - at[i]);
        }
    }
}
