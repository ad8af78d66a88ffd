using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// Layer normalisation of the last dimensions of the features, at every step of every sample, as in PyTorch (Ba, Kiros and Hinton
/// 2016). An input that stays the same over time is normalised once.
/// </summary>
public sealed class LayerNorm : Layer
{
    private readonly LayerNormModule.Options _options;
    private readonly NormWeights<float> _weights;

    /// <summary>A layer with a scale and an offset for each number of the shape.</summary>
    /// <param name="shape">The last dimensions of the features, over which mean and variance are taken; each at least 1.</param>
    public LayerNorm(params int[] shape)
        : this(shape, 1e-5)
    {
    }

    /// <summary>A layer with or without scale and offset.</summary>
    /// <param name="shape">The last dimensions of the features, over which mean and variance are taken; each at least 1.</param>
    /// <param name="epsilon">What is added to a variance, &gt; 0.</param>
    /// <param name="affine">Whether each number of the shape has a learnable scale and offset.</param>
    public LayerNorm(int[] shape, double epsilon, bool affine = true)
    {
        shape = Shapes.Checked("LayerNorm", shape);
        if (shape.Length == 0) throw new ArgumentException("LayerNorm: the shape is empty; at least one length is needed.", nameof(shape));
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"LayerNorm: epsilon is {NumberText.Of(epsilon)}; it must be > 0 and finite.");
        Float32.RequirePositive("LayerNorm", nameof(epsilon), epsilon);

        _options = new(shape, epsilon);
        if (affine)
        {
            Weight = new("weight", Shapes.Zeros("LayerNorm", shape));
            Weight.Value.Fill(1);
            Bias = new("bias", Shapes.Zeros("LayerNorm", shape));
        }
        Stored = affine ? [Weight!, Bias!] : [];
        _weights = new(Weight?.Value, Bias?.Value);
    }

    /// <summary>The scale, in the shape; null without.</summary>
    public Parameter? Weight { get; }

    /// <summary>The offset, in the shape; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => null;

    internal override Parameter[] Stored { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.AsSpan().EndsWith(_options.Shape) ? input : throw new ArgumentException($"takes […, {string.Join(", ", _options.Shape)}]");
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({string.Join(" × ", _options.Shape)})";

    internal static LayerNorm Read(LayerDescription description)
    {
        var (shape, affine) = (description.Shape("shape"), description.Bool("affine", true));
        if (affine) description.Require("weight", Array.ConvertAll(shape, length => (long)length));
        return new(shape, description.Number("epsilon", 1e-5), affine);
    }

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = LayerNormModule.forward(_options, _weights, input.Sequenced, pass.Workspace.Take(this, "output", x.Lengths));
        return new(Signal.Of(output), (outputGradient, gradients, inputGradient) =>
        {
            if (Weight is null && inputGradient is null) return;
            var weights = Weight is null ? new NormWeights<float>(null, null) : new(gradients[0], gradients[1]);
            LayerNormModule.gradients(_options, _weights, x, outputGradient, inputGradient is not null, new(inputGradient, weights));
        });
    }

    internal override JsonObject Describe() => new()
    {
        ["type"] = "LayerNorm",
        ["shape"] = Json.Array(Shapes.Native(_options.Shape)),
        ["epsilon"] = _options.Epsilon,
        ["affine"] = Weight is not null,
    };
}
