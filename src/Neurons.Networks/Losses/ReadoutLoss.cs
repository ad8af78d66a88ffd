using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The losses here: a criterion of one value for each sample and class, which is read of an output over time, or of the values of each
/// step. Values and sums are float64, whatever the output is.
/// </summary>
public abstract class ReadoutLoss : Loss
{
    private readonly Readout _readout;
    private readonly OverSteps? _steps;
    private readonly double[]? _classWeights;

    /// <summary>A loss of what is read once.</summary>
    private protected ReadoutLoss(string what, Readout readout, IReadOnlyList<double>? classWeights, int population)
    {
        if (population < 1)
            throw Require.Wrong("Loss", "Population", population, "at least 1");
        RequireWeights(what, classWeights);
        (_readout, _classWeights, Population) = (readout, classWeights is null ? null : [.. classWeights], population);
    }

    /// <summary>A loss of each step; classes are those of the sum over time.</summary>
    private protected ReadoutLoss(string what, OverSteps steps, IReadOnlyList<double>? classWeights, int population)
        : this(what, Readout.SumOverTime, classWeights, population) => _steps = steps;

    /// <inheritdoc/>
    public sealed override int Population { get; }

    /// <summary>The weight of the samples of each class; null for 1 each.</summary>
    private protected ReadOnlySpan<double> ClassWeights => _classWeights;

    /// <inheritdoc/>
    public sealed override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null) =>
        Evaluate<float>(output, labels, gradient, divisor);

    /// <summary>
    /// As <see cref="Loss.Evaluate(Tensor{float}, int[], Tensor{float}, double?)"/>, of outputs of any type of floating-point numbers.
    /// </summary>
    /// <inheritdoc cref="Loss.Evaluate(Tensor{float}, int[], Tensor{float}, double?)" path="/param"/>
    public double Evaluate<T>(Tensor<T> output, int[] labels, Tensor<T> gradient, double? divisor = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Evaluate(output, labels, gradient, divisor, classes: null);

    /// <summary>Where the loss is of what the classes are read from, the output is read once for both.</summary>
    internal sealed override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor, out int[] classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (_steps is not null) return base.Evaluate(output, labels, gradient, divisor, out classes);
        return Evaluate(output, labels, gradient, divisor, classes = new int[labels.Length]);
    }

    private double Evaluate<T>(Tensor<T> output, int[] labels, Tensor<T> gradient, double? divisor, int[]? classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(gradient);
        var sizes = Sizes(output);
        RequireLabels(sizes, labels);
        var source = output.ReadOnlySpan();
        var target = Buffers.Like("gradient", output, gradient).Span();
        using var buffer = ReadoutRows.Rent(sizes);
        var rows = new ReadoutRows(sizes, buffer);
        var scratch = rows.Scratch[..sizes.Count];
        var factor = Factor(labels, divisor);
        if (_steps is not { } steps)
        {
            Readouts.Read(_readout, sizes, source, rows);
            if (classes is not null) Readouts.Classes(sizes, Readouts.Likelihoods(_readout, rows), classes);
            var loss = Apply(sizes, factor, labels, rows.Values[..sizes.Count], scratch);
            Readouts.Pullback(_readout, sizes, rows, target);
            return loss;
        }

        // multiplied first, as a checkpoint of an earlier version goes on with the same bits
        factor = steps == OverSteps.Sum ? factor * sizes.Steps / sizes.Steps : factor / sizes.Steps;
        var value = 0.0;
        for (var t = 0; t < sizes.Steps; t++)
        {
            var row = rows.Step[..sizes.Count];
            sizes.Read(source, t, row);
            value += Apply(sizes, factor, labels, row, scratch);
            sizes.Write(row, t, target);
        }
        return value;
    }

    /// <inheritdoc/>
    public sealed override int[] Classes(Tensor<float> output)
    {
        _ = Sizes(output);
        return Readouts.Classes(_readout, Population, output);
    }

    /// <summary>Σ over the samples of factor · loss; the values are replaced by the gradient of this.</summary>
    /// <param name="sizes">The sizes of the output.</param>
    /// <param name="factor">What the loss of each sample is multiplied by.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="values">[batch, classes]</param>
    /// <param name="scratch">Room for the values.</param>
    private protected abstract double Apply(OutputSizes sizes, double factor, ReadOnlySpan<int> labels, Span<double> values, Span<double> scratch);

    /// <summary>What the loss of each sample of a batch is multiplied by.</summary>
    private protected abstract double Factor(ReadOnlySpan<int> labels, double? divisor);

    private OutputSizes Sizes<T>(Tensor<T> output)
    {
        var sizes = OutputSizes.Of("Loss", Population, output);
        if (_classWeights is { } weights && weights.Length != sizes.Classes)
            throw new ArgumentException($"Loss: there are {weights.Length} class weights for {sizes.Classes} classes.");
        return sizes;
    }

    private static void RequireLabels(OutputSizes sizes, int[] labels)
    {
        if (labels.Length != sizes.Batch)
            throw new ArgumentException($"Loss: there are {labels.Length} labels for a batch of {sizes.Batch}.", nameof(labels));
        for (var sample = 0; sample < labels.Length; sample++)
        {
            if (labels[sample] < 0 || labels[sample] >= sizes.Classes)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[sample],
                    $"Loss: label {sample} is {labels[sample]}; it must be in 0 .. {sizes.Classes - 1}.");
        }
    }

    private static void RequireWeights(string what, IReadOnlyList<double>? weights)
    {
        if (weights is null) return;
        for (var c = 0; c < weights.Count; c++)
        {
            if (!(double.IsFinite(weights[c]) && weights[c] >= 0))
                throw new ArgumentException($"{what}: the weight of class {c} is {weights[c]}; it must be ≥ 0 and finite.");
        }
        if (weights.All(weight => weight == 0)) throw new ArgumentException($"{what}: all class weights are 0; one at least must be > 0.");
    }
}

/// <summary>What becomes of the losses of the steps.</summary>
public enum OverSteps
{
    /// <summary>They are added.</summary>
    Sum,

    /// <summary>Their mean is taken.</summary>
    Mean,
}
