using System.Numerics;
using System.Numerics.Tensors;

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
/// <remarks>
/// <code>y = γ · (x − mean) / √(variance + ε) + β</code>
/// with mean and (biased) variance over the shape, in which the scale γ and the offset β are, too.
/// </remarks>
public sealed unsafe class LayerNorm : Layer, IEachStep
{
    private readonly nint[] _row;
    private readonly int _width;

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
        Require.Float32Positive(nameof(LayerNorm), "epsilon", options.Epsilon);
        (_row, _width) = (Shapes.Native(shape), (int)Shapes.Count(shape));
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

    /// <summary>
    /// The parts of the rows whose gradients of scale and offset are added by the tree that adds neighbours: what computes them elsewhere in this
    /// order has the same bits.
    /// </summary>
    /// <param name="rows">How many rows are normalised.</param>
    public static int PartialSumsOver(long rows) => RowNormalization.PartialSums(rows);

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
        return input.AsSpan().EndsWith(Options.Shape) ? input : throw new ArgumentException($"takes […, {string.Join(", ", Options.Shape)}]");
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({string.Join(" × ", Options.Shape)})";

    /// <summary>The layer as a function of its weights, in their precision: every row of the input, normalised.</summary>
    /// <param name="weight">γ, in the shape; null for 1.</param>
    /// <param name="bias">β, in the shape; null for 0.</param>
    /// <param name="input">x, […, shape].</param>
    /// <param name="output">A buffer for y, in the shape of x.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T>? weight, Tensor<T>? bias, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(LayerNorm));
        var rows = operands.Rows("input", input, _row);
        var x = operands.Read("input", input);
        var w = operands.ReadOrNull("weight", weight, _row);
        var b = operands.ReadOrNull("bias", bias, _row);
        RowNormalization.Forward(x, w, b, operands.Write("output", output, input.Lengths), rows, _width, Options.Epsilon);
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="weight">γ, in the shape; null for 1.</param>
    /// <param name="input">x, […, shape].</param>
    /// <param name="outputGradient">dy, in the shape of x.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of γ.</param>
    /// <param name="biasGradient">A buffer in the shape of β.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T>? weight, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(LayerNorm));
        var rows = operands.Rows("input", input, _row);
        var x = operands.Read("input", input);
        var w = operands.ReadOrNull("weight", weight, _row);
        var dy = operands.Read("outputGradient", outputGradient, input.Lengths);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, input.Lengths);
        var dw = operands.WriteOrNull("weightGradient", weightGradient, _row);
        var db = operands.WriteOrNull("biasGradient", biasGradient, _row);
        RowNormalization.Gradient(x, w, dy, dx, dw, db, rows, _width, Options.Epsilon);
    }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = pass.Take(this, "output", x.Lengths);
        Forward(Weight?.Value, Bias?.Value, x, output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            if (Weight is null && inputGradient is null) return;
            var (weightGradient, biasGradient) = Weight is null ? (null, null) : (gradients[0], gradients[1]);
            Backward(Weight?.Value, x, outputGradient, inputGradient, weightGradient, biasGradient);
        });
    }
}
