using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Repeat"/>.</summary>
/// <param name="Count">How many times, at least 1.</param>
/// <param name="EachNumber">Whether each number is repeated, [features, count]; else all of them are, [count, features].</param>
public sealed record RepeatOptions(int Count, bool EachNumber = false);

/// <summary>
/// The features again and again: [features] → [count, features], or [features, count]. What is fed with both meets each with each, as the neurons
/// before and behind synapses do.
/// </summary>
public sealed class Repeat : Layer, IEachStep
{
    /// <summary>Repeats the features.</summary>
    /// <param name="count">How many times, at least 1.</param>
    /// <param name="eachNumber">Whether each number is repeated, [features, count]; else all of them are, [count, features].</param>
    public Repeat(int count, bool eachNumber = false)
        : this(new RepeatOptions(count, eachNumber))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Repeat(RepeatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(Repeat), "count", options.Count);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public RepeatOptions Options { get; }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input is not [var features] || (long)features * Options.Count > Array.MaxLength)
            throw new ArgumentException($"takes [features], which are not too many for {Options.Count} times");
        return Options.EachNumber ? [features, Options.Count] : [Options.Count, features];
    }

    /// <inheritdoc/>
    public override string ToString() => $"Repeat({Options.Count}{(Options.EachNumber ? ", each number" : "")})";

    /// <summary>Writes the repeated features of each row.</summary>
    /// <param name="input">Rows of features.</param>
    /// <param name="features">How many there are.</param>
    /// <param name="output">Rows of features · count.</param>
    public void Forward<T>(ReadOnlySpan<T> input, int features, Span<T> output)
    {
        for (int from = 0, to = 0; from < input.Length; from += features)
        {
            for (var n = 0; n < (Options.EachNumber ? features : Options.Count); n++)
            {
                var width = Options.EachNumber ? Options.Count : features;
                if (Options.EachNumber) output.Slice(to, width).Fill(input[from + n]);
                else input.Slice(from, features).CopyTo(output.Slice(to, width));
                to += width;
            }
        }
    }

    /// <summary>Writes the gradient of the input: of each number, the sum over its repetitions.</summary>
    /// <param name="outputGradient">Rows of features · count.</param>
    /// <param name="features">How many there are.</param>
    /// <param name="inputGradient">Rows of features.</param>
    public void Backward<T>(ReadOnlySpan<T> outputGradient, int features, Span<T> inputGradient)
        where T : INumberBase<T>
    {
        inputGradient.Clear();
        for (int to = 0, from = 0; to < inputGradient.Length; to += features)
        {
            for (var n = 0; n < features * Options.Count; n++, from++)
                inputGradient[to + (Options.EachNumber ? n / Options.Count : n % features)] += outputGradient[from];
        }
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var features = (int)x.Lengths[^1];
        var output = pass.Take(this, "output", [.. x.Lengths[..^1], .. Shapes.Native(OutputShape([features]))]);
        Forward(x.ReadOnlySpan(), features, output.Span());
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(outputGradient.ReadOnlySpan(), features, inputGradient.Span());
        });
    }
}
