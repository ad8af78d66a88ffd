using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="LayerNorm"/>.</summary>
/// <param name="Shape">The last dimensions of the features, over which mean and variance are taken; each at least 1.</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
/// <param name="Affine">Whether each number of the shape has a learnable scale and offset.</param>
public sealed record LayerNormOptions(int[] Shape, double Epsilon = 1e-5, bool Affine = true);

/// <summary>
/// Layer normalisation of the last dimensions of the features, at every step of every sample, as in PyTorch (Ba, Kiros and Hinton
/// 2016). An input that stays the same over time is normalised once.
/// </summary>
public sealed class LayerNorm : Layer, IEachStep
{
    private readonly LayerNormModule.Options _options;

    /// <summary>A layer with a scale and an offset for each number of the shape.</summary>
    /// <param name="shape">The last dimensions of the features, over which mean and variance are taken; each at least 1.</param>
    public LayerNorm(params int[] shape)
        : this(new LayerNormOptions(shape))
    {
    }

    /// <summary>A layer with or without scale and offset.</summary>
    /// <param name="shape">The last dimensions of the features, over which mean and variance are taken; each at least 1.</param>
    /// <param name="epsilon">What is added to a variance, &gt; 0.</param>
    /// <param name="affine">Whether each number of the shape has a learnable scale and offset.</param>
    public LayerNorm(int[] shape, double epsilon, bool affine = true)
        : this(new LayerNormOptions(shape, epsilon, affine))
    {
    }

    /// <summary>A layer of these options.</summary>
    public LayerNorm(LayerNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var shape = Shapes.Checked("LayerNorm", options.Shape);
        if (shape.Length == 0) throw new ArgumentException("LayerNorm: the shape is empty; at least one length is needed.", nameof(options));
        _options = new(shape, Require.Float32Positive(nameof(LayerNorm), "epsilon", options.Epsilon));
        Options = options with { Shape = shape };
        if (options.Affine)
        {
            Weight = new("weight", shape, Initializer.Constant(1));
            Bias = new("bias", shape);
            StoredParameters = [Weight, Bias];
        }
    }

    /// <summary>What makes the same layer again.</summary>
    public LayerNormOptions Options { get; }

    /// <summary>The scale, in the shape; null without.</summary>
    public Parameter? Weight { get; }

    /// <summary>The offset, in the shape; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; } = [];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.AsSpan().EndsWith(_options.Shape) ? input : throw new ArgumentException($"takes […, {string.Join(", ", _options.Shape)}]");
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({string.Join(" × ", _options.Shape)})";

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var weights = new NormWeights<float>(Weight?.Value, Bias?.Value);
        var output = LayerNormModule.forward(_options, weights, input.Sequenced, pass.Take(this, "output", x.Lengths));
        if (!pass.WithGradient) return new(Signal.Of(output));
        return new(Signal.Of(output), (outputGradient, gradients, inputGradient) =>
        {
            if (Weight is null && inputGradient is null) return;
            var into = Weight is null ? new NormWeights<float>(null, null) : new(gradients[0], gradients[1]);
            LayerNormModule.gradients(_options, weights, x, outputGradient, inputGradient is not null, new(inputGradient, into));
        });
    }
}
