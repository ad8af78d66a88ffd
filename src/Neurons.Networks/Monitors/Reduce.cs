using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What of a quantity is recorded in a pass: all of it, or one number over all steps, samples and neurons; or, for some, one for each neuron
/// (<see cref="PerNeuron"/>). A quantity is [T, batch, features…]; a neuron is one of the features.
/// </summary>
public sealed record Reduce
{
    private enum Kind
    {
        Whole,
        Mean,
        Max,
        Min,
        Norm,
        Rate,
        Silent,
        Saturated,
        Histogram,
    }

    private Reduce(Kind kind, Gathering? by) => (Which, By) = (kind, by);

    /// <summary>All numbers, [T, batch, features…]; of what stays the same over time, [1, batch, features…].</summary>
    public static Reduce Whole { get; } = new(Kind.Whole, null);

    /// <summary>The mean.</summary>
    public static Reduce Mean { get; } = new(Kind.Mean, Gathering.Sum);

    /// <summary>The largest.</summary>
    public static Reduce Max { get; } = new(Kind.Max, Gathering.Largest);

    /// <summary>The smallest.</summary>
    public static Reduce Min { get; } = new(Kind.Min, Gathering.Smallest);

    /// <summary>The root of the sum of the squares.</summary>
    public static Reduce Norm { get; } = new(Kind.Norm, Gathering.Squares);

    /// <summary>The share of the numbers that are not 0: of spikes, how many there are for a neuron and a step.</summary>
    public static Reduce Rate { get; } = new(Kind.Rate, Gathering.NonZero);

    /// <summary>The share of the neurons that are 0 at all steps of all samples.</summary>
    public static Reduce Silent { get; } = new(Kind.Silent, Gathering.NonZero);

    /// <summary>The name, such as <c>mean</c>, as in the names of arrays in a file.</summary>
    public string Name => Which switch
    {
        Kind.Saturated => $"saturated({Low:R})",
        Kind.Histogram => $"histogram({Bins}, {Low:R}, {High:R})",
        _ => Which.ToString().ToLowerInvariant(),
    } + (IsPerNeuron ? " per neuron" : "");

    /// <summary>The same for each neuron, [features…]: of the mean, the largest, the smallest, the norm and the rate.</summary>
    /// <exception cref="InvalidOperationException">It is none of these.</exception>
    public Reduce PerNeuron => Which is Kind.Mean or Kind.Max or Kind.Min or Kind.Norm or Kind.Rate
        ? this with { IsPerNeuron = true }
        : throw new InvalidOperationException($"{Name} is no number of a neuron; mean, max, min, norm and rate are.");

    /// <summary>What neurons gather for it; null where it needs all steps.</summary>
    internal Gathering? By { get; }

    /// <summary>Whether it is one number.</summary>
    internal bool IsOneNumber => !IsPerNeuron && Which is not (Kind.Whole or Kind.Histogram);

    /// <summary>Whether it follows from a sum over all numbers, or is the largest or smallest of them.</summary>
    internal bool IsTotal => !IsPerNeuron && Which is (Kind.Mean or Kind.Max or Kind.Min or Kind.Norm or Kind.Rate);

    private Kind Which { get; }

    private bool IsPerNeuron { get; init; }

    private double Low { get; init; }

    private double High { get; init; }

    private int Bins { get; init; }

    /// <summary>The share of the neurons that are not 0 at nearly all steps of all samples.</summary>
    /// <param name="share">The share of the steps from which on a neuron counts, above 0 and at most 1.</param>
    public static Reduce Saturated(double share = 0.95) => share is > 0 and <= 1
        ? new(Kind.Saturated, Gathering.NonZero) { Low = share }
        : throw Require.Wrong(nameof(Reduce), nameof(share), share, "above 0 and at most 1");

    /// <summary>How many numbers are in each of some intervals of one length, [bins]; the last has its upper end, too.</summary>
    /// <param name="bins">How many intervals, at least 1.</param>
    /// <param name="low">The lower end of the first, finite.</param>
    /// <param name="high">The upper end of the last, finite and above the lower end.</param>
    public static Reduce Histogram(int bins, double low, double high)
    {
        Require.AtLeast(1, nameof(Reduce), nameof(bins), bins);
        if (!double.IsFinite(low)) throw Require.Wrong(nameof(Reduce), nameof(low), low, "finite");
        if (!double.IsFinite(high) || high <= low) throw Require.Wrong(nameof(Reduce), nameof(high), high, "finite and above low");
        return new(Kind.Histogram, null) { Bins = bins, Low = low, High = high };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What is recorded of what each neuron of each sample has gathered, where it does not follow from a total.</summary>
    /// <param name="gathered">[batch, features…], as a row for each sample.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="features">The shape of the features.</param>
    internal Tensor<float> Of(ReadOnlySpan<float> gathered, int batch, int steps, ReadOnlySpan<nint> features)
    {
        var width = batch == 0 ? 0 : gathered.Length / batch;
        var neurons = new float[width];
        if (batch > 0) gathered[..width].CopyTo(neurons);
        for (var sample = 1; sample < batch; sample++)
        {
            var row = gathered.Slice(sample * width, width);
            if (By == Gathering.Largest) TensorPrimitives.Max(neurons, row, neurons);
            else if (By == Gathering.Smallest) TensorPrimitives.Min(neurons, row, neurons);
            else TensorPrimitives.Add(neurons, row, neurons);
        }
        var each = (double)steps * batch;
        if (IsPerNeuron)
        {
            for (var n = 0; n < width; n++)
                neurons[n] = Which switch
                {
                    Kind.Mean or Kind.Rate => (float)(neurons[n] / each),
                    Kind.Norm => MathF.Sqrt(neurons[n]),
                    _ => neurons[n],
                };
            return Tensor.Create(neurons, features);
        }
        var value = Which switch
        {
            Kind.Silent => neurons.Count(count => count == 0) / (double)width,
            _ => neurons.Count(count => count >= Low * each) / (double)width,
        };
        return Tensor.Create([(float)value], [1]);
    }

    /// <summary>What is recorded of a total of so many numbers.</summary>
    internal Tensor<float> OfTotal(double total, long count) => Tensor.Create(
        [(float)(Which switch { Kind.Norm => Math.Sqrt(total), Kind.Max or Kind.Min => total, _ => total / count })], [1]);

    /// <summary>What is recorded of all steps.</summary>
    /// <param name="all">[T, batch, features…].</param>
    /// <param name="shape">The shape of all.</param>
    internal Tensor<float> OfAll(ReadOnlySpan<float> all, ReadOnlySpan<nint> shape)
    {
        if (Which == Kind.Whole) return Tensor.Create(all.ToArray(), shape);
        var counts = new long[Bins];
        var scale = Bins / (High - Low);
        foreach (var number in all)
        {
            if (!(number >= Low && number <= High)) continue;
            counts[Math.Min(Bins - 1, (int)((number - Low) * scale))]++;
        }
        return Tensor.Create(Array.ConvertAll(counts, count => (float)count), [Bins]);
    }
}
