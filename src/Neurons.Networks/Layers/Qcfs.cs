using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Qcfs"/>.</summary>
/// <param name="Levels">L, the steps between 0 and the ceiling, at least 1.</param>
/// <param name="Ceiling">What the learnt ceiling λ begins with, &gt; 0.</param>
/// <param name="Shape">The shape of the features, needed where the layer is the first; null where any is taken.</param>
public sealed record QcfsOptions(int Levels = 8, double Ceiling = 8, int[]? Shape = null);

/// <summary>
/// Quantisation–clip–floor–shift: the activation of an analogue network that is to become a spiking one, with the ceiling λ learnt
/// (Bu et al., "Optimal ANN-SNN conversion for high-accuracy and ultra-low-latency spiking neural networks", ICLR 2022). It is what a neuron
/// without a leak, with threshold λ and a potential that begins at λ/2, gives on average over L steps; <c>AnnToSnn</c> makes that of it.
/// </summary>
/// <remarks>
/// <code>y = λ · clip(⌊L x/λ + ½⌋ / L, 0, 1)</code>
/// The floor counts as the identity in the gradient: where y is clipped, dy/dx is 0 and dy/dλ is 0 below and 1 above; elsewhere dy/dx is 1
/// and dy/dλ is (y − x)/λ.
/// </remarks>
public sealed class Qcfs : Layer, IEachStep
{
    /// <summary>The least ceiling, below which training does not bring it.</summary>
    public const float LeastCeiling = 1e-4f;

    private readonly int[]? _shape;

    /// <summary>A layer for features of any shape, or of one.</summary>
    /// <param name="levels">L, the steps between 0 and the ceiling, at least 1.</param>
    /// <param name="ceiling">What the learnt ceiling λ begins with, at least <see cref="LeastCeiling"/>.</param>
    /// <param name="shape">The shape of the features, needed where the layer is the first; without it, any is taken.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public Qcfs(int levels = 8, double ceiling = 8, params int[] shape)
        : this(new QcfsOptions(levels, ceiling, shape is { Length: 0 } ? null : shape))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Qcfs(QcfsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(Qcfs), "levels", options.Levels);
        Require.That(
            options.Ceiling >= LeastCeiling && float.IsFinite((float)options.Ceiling), nameof(Qcfs), "ceiling", options.Ceiling,
            $"at least {LeastCeiling} and finite in float32");
        Options = options;
        _shape = options.Shape is null ? null : Shapes.Checked(nameof(Qcfs), options.Shape);
        Ceiling = new("ceiling", [1], Initializer.Constant(options.Ceiling)) { Least = LeastCeiling };
        StoredParameters = [Ceiling];
    }

    /// <summary>What makes the same layer again.</summary>
    public QcfsOptions Options { get; }

    /// <summary>L, the steps between 0 and the ceiling.</summary>
    public int Levels => Options.Levels;

    /// <summary>λ, [1].</summary>
    public Parameter Ceiling { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => (int[]?)_shape?.Clone();

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"Qcfs({Levels} levels{(_shape is null ? "" : $", {string.Join(" × ", _shape)}")})";

    /// <summary>The layer as a function, in the precision of its input.</summary>
    /// <param name="ceiling">λ, [1], &gt; 0.</param>
    /// <param name="input">x, of any shape.</param>
    /// <param name="output">A buffer for y, in the shape of x.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> ceiling, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Qcfs));
        var top = operands.ReadSpan("ceiling", ceiling, [1])[0];
        var x = operands.ReadSpan("input", input, Given(input).Lengths);
        var y = operands.WriteSpan("output", output, input.Lengths);
        var levels = T.CreateTruncating(Levels);
        var (half, scale) = (T.CreateTruncating(0.5), levels / top);
        for (var i = 0; i < x.Length; i++)
            y[i] = top * (T.Clamp(T.Floor(x[i] * scale + half), T.Zero, levels) / levels);
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="ceiling">λ, [1].</param>
    /// <param name="input">x, of any shape.</param>
    /// <param name="outputGradient">dy, in the shape of x.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="ceilingGradient">A buffer in the shape of λ.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(Tensor<T> ceiling, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? ceilingGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Qcfs));
        var top = operands.ReadSpan("ceiling", ceiling, [1])[0];
        var x = operands.ReadSpan("input", input, Given(input).Lengths);
        var dy = operands.ReadSpan("outputGradient", outputGradient, input.Lengths);
        var dx = inputGradient is null ? [] : operands.WriteSpan("inputGradient", inputGradient, input.Lengths);
        var levels = T.CreateTruncating(Levels);
        var (half, scale) = (T.CreateTruncating(0.5), levels / top);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var level = T.Floor(x[i] * scale + half);
            var isInside = level >= T.Zero && level < levels;
            if (!dx.IsEmpty) dx[i] = isInside ? dy[i] : T.Zero;
            if (isInside) sum += double.CreateTruncating(dy[i] * (level / levels - x[i] / top));
            else if (level >= levels) sum += double.CreateTruncating(dy[i]);
        }
        if (ceilingGradient is not null) operands.WriteSpan("ceilingGradient", ceilingGradient, [1])[0] = T.CreateTruncating(sum);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = pass.Take(this, "output", x.Lengths);
        Forward(Ceiling.Value, x, output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
            Backward(Ceiling.Value, x, outputGradient, inputGradient, gradients[0]));
    }

    private static Tensor<T> Given<T>(Tensor<T> input) => input ?? throw new ArgumentNullException(nameof(input), "Qcfs: input is null.");
}
