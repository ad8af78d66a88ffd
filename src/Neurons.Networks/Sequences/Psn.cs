using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Psn"/>.</summary>
/// <param name="Steps">T, the steps of a sequence, at least 1.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for atan with α = 2.</param>
/// <param name="Weights">How the first weights are drawn; null for uniform on ±1/√T.</param>
public sealed record PsnOptions(int Steps, Surrogate? Surrogate = null, Initializer? Weights = null);

/// <summary>
/// Parallel spiking neurons: the potential at a step is a learnt sum over all steps of the sequence, past and future, without a reset, so that all
/// steps are one product (Fang et al., "Parallel spiking neurons with high efficiency and ability to learn long-term dependencies", NeurIPS 2023;
/// SpikingJelly's PSN). Features of any shape share the weights.
/// </summary>
/// <remarks>
/// <code>h = W x + b, with x [T, batch · features];  z = 1 where h ≥ 0, else 0</code>
/// W is [T, T], b [T], and begins at −1. A sequence has T steps and comes whole. The order of all sums follows from the shapes: the number of threads
/// changes no bit.
/// </remarks>
public sealed unsafe class Psn : SequenceLayer, ICountsOperations
{
    /// <summary>Neurons for sequences of so many steps.</summary>
    /// <param name="steps">T, the steps of a sequence, at least 1.</param>
    /// <param name="surrogate">The derivative that stands for that of a spike; null for atan with α = 2.</param>
    /// <param name="weights">How the first weights are drawn; null for uniform on ±1/√T.</param>
    public Psn(int steps, Surrogate? surrogate = null, Initializer? weights = null)
        : this(new PsnOptions(steps, surrogate, weights))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Psn(PsnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var steps = Require.AtLeast(1, nameof(Psn), "steps", options.Steps);
        Shapes.RequirePossible(nameof(Psn), [steps, steps]);
        Options = options;
        Derivative = options.Surrogate ?? Surrogate.Atan(2);
        Firing = new(Comparison.GreaterOrEqual, Derivative);
        Weight = new("weight", [steps, steps], options.Weights ?? Initializer.Standard);
        Bias = new("bias", [steps], Initializer.Constant(-1));
        StoredParameters = [Weight, Bias];
    }

    /// <summary>What makes the same layer again.</summary>
    public PsnOptions Options { get; }

    /// <summary>The derivative that stands for that of a spike.</summary>
    public Surrogate Derivative { get; }

    /// <summary>W, [T, T], from the step of a column to that of a row.</summary>
    public Parameter Weight { get; }

    /// <summary>b, [T].</summary>
    public Parameter Bias { get; }

    internal FiringUnit Firing { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"Psn({Options.Steps} steps)";

    /// <summary>The layer as a function of its parameters, in their precision; more generally, of weights between any numbers of steps.</summary>
    /// <param name="weight">W, [T, S].</param>
    /// <param name="bias">b, [T].</param>
    /// <param name="input">x, [S, …].</param>
    /// <param name="potential">A buffer for h, [T, …], which the gradient needs; null for none.</param>
    /// <param name="output">A buffer for z, [T, …].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T> bias, Tensor<T> input, Tensor<T>? potential, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Psn));
        var (rows, depth, shape) = Sizes(operands, weight, input);
        var w = operands.Read("weight", weight, [rows, depth]);
        var b = operands.Read("bias", bias, [rows]);
        var x = operands.Read("input", input);
        var h = operands.WriteOrNull("potential", potential, shape);
        var z = operands.Write("output", output, shape);
        TimeProduct.Forward(Firing.Of<T>(), w, b, x, h, z, rows, depth, (int)TensorPrimitives.Product<nint>(shape.AsSpan(1)));
    }

    /// <summary>The gradients of Σ dz·z; null where nobody asks for one.</summary>
    /// <param name="weight">W, [T, S].</param>
    /// <param name="input">x, [S, …].</param>
    /// <param name="potential">h, [T, …].</param>
    /// <param name="outputGradient">dz, [T, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T> input, Tensor<T> potential, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Psn));
        var (rows, depth, shape) = Sizes(operands, weight, input);
        var w = operands.Read("weight", weight, [rows, depth]);
        var x = operands.Read("input", input);
        var h = operands.Read("potential", potential, shape);
        var dz = operands.Read("outputGradient", outputGradient, shape);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, input.Lengths);
        var dw = operands.WriteOrNull("weightGradient", weightGradient, [rows, depth]);
        var db = operands.WriteOrNull("biasGradient", biasGradient, [rows]);
        TimeProduct.Backward(Firing.Of<T>(), w, x, h, dz, dx, dw, db, rows, depth, (int)TensorPrimitives.Product<nint>(shape.AsSpan(1)));
    }

    /// <summary>The tiles of the sums over columns, which are all numbers of a step.</summary>
    /// <param name="steps">The steps of the input and those of the output together.</param>
    /// <param name="columns">How many there are.</param>
    public static TileOrder OrderOver(int steps, int columns)
    {
        var width = Tiles.WidthFor(steps, columns);
        return new(width, Tiles.PartsOf(columns, width));
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        RequireWhole(x, pass, "a step depends on all of them");
        if (x.Lengths[0] != Options.Steps)
            throw new ArgumentException($"Layer {Place}, {this}: the sequence has {x.Lengths[0]} steps; it must have {Options.Steps}.", nameof(x));
        var output = pass.Take(this, "output", x.Lengths);
        var potential = pass.WithGradient ? pass.Take(this, "potential", x.Lengths) : null;
        Forward(Weight.Value, Bias.Value, x, potential, output);
        if (potential is null) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
            Backward(Weight.Value, x, potential, outputGradient, inputGradient, gradients[0], gradients[1]));
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) => SequenceOperations.Products(inputs[0], output, Options.Steps);

    private static (int Rows, int Depth, nint[] Output) Sizes<T>(in Operands operands, Tensor<T> weight, Tensor<T> input)
        where T : unmanaged
    {
        operands.Rows("input", input, []);
        operands.Rows("weight", weight, []);
        if (weight.Rank != 2) throw operands.Wrong("weight", weight.Lengths, "[T, S]");
        if (input.Rank == 0 || input.Lengths[0] != weight.Lengths[1]) throw operands.Wrong("input", input.Lengths, $"[{weight.Lengths[1]}, …]");
        return ((int)weight.Lengths[0], (int)weight.Lengths[1], [weight.Lengths[0], .. input.Lengths[1..]]);
    }
}
