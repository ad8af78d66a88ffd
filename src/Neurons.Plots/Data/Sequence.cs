namespace Neurons.Plots;

/// <summary>One sample of values over time: [T], [T, N], or [T, batch, N…], of which a sample is chosen.</summary>
internal sealed class Sequence
{
    private readonly double[] _numbers;
    private readonly int _start;
    private readonly int _stride;

    public Sequence(string owner, Values values, int sample)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Rank == 0) throw new ArgumentException($"{owner}: the values are a single number; they must be [T], [T, N] or [T, batch, N…].");
        var shape = values.Shape;
        var batch = values.Rank >= 3 ? shape[1] : 1;
        if (sample < 0 || sample >= Math.Max(batch, 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(sample), $"{owner}: sample is {sample}; the values are {values.ShapeText}, "
                + $"and it must be from 0 to {Math.Max(batch, 1) - 1}.");
        }

        (_numbers, Steps) = (values.Array, shape[0]);
        _stride = Steps == 0 ? 0 : values.Count / Steps;
        Neurons = batch == 0 ? 0 : _stride / batch;
        _start = sample * Neurons;
    }

    public int Steps { get; }

    public int Neurons { get; }

    public double this[int step, int neuron] => _numbers[(long)step * _stride + _start + neuron];

    public ReadOnlySpan<double> Row(int step) => _numbers.AsSpan(step * _stride + _start, Neurons);

    /// <summary>The course of one neuron.</summary>
    public double[] Neuron(int neuron)
    {
        var course = new double[Steps];
        for (var t = 0; t < Steps; t++) course[t] = this[t, neuron];
        return course;
    }

    /// <summary>Whether all values are 0 or 1, and some 1 or all 0: what spikes are.</summary>
    public bool IsSpikes()
    {
        for (var t = 0; t < Steps; t++)
        {
            if (Row(t).ContainsAnyExcept(0.0, 1.0)) return false;
        }

        return true;
    }

    /// <summary>When each neuron has a value that is not 0.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public double[][] SpikeTimes(string owner, TimeStep time)
    {
        var times = new List<double>[Neurons];
        for (var n = 0; n < Neurons; n++) times[n] = [];
        for (var t = 0; t < Steps; t++)
        {
            var row = Row(t);
            for (var n = 0; n < row.Length; n++)
            {
                if (row[n] == 0) continue;
                times[n].Add(double.IsFinite(row[n])
                    ? time.At(t)
                    : throw new ArgumentException(
                        $"{owner}: the value of neuron {n} at step {t} is {row[n]}; spikes must be finite, and 0 where there is none."));
            }
        }

        return [.. times.Select(train => train.ToArray())];
    }
}
