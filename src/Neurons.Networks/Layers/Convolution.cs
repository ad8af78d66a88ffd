using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What <see cref="Conv1d"/> and <see cref="Conv2d"/> have in common: the weight is laid out as in PyTorch, and so are the first
/// weights and biases, uniform on ±1/√(channels of a group · pixels of the kernel). The kernel is not turned around. An input that stays
/// the same over time is convolved once.
/// </summary>
/// <remarks>
/// <code>y[o, i] = b[o] + Σ over c, k of w[o, c, k] · x[c, i · stride + k · dilation − padding]</code>
/// Every sum has an order fixed by the shapes: the number of threads does not change a bit. For an input that stays the same, the gradient of
/// the output is its sum over time.
/// </remarks>
public abstract unsafe class Convolution : Layer, IWeightedLayer, ISynapses, ITakesSpikes, IEachStep
{
    private readonly string _kind;
    private readonly ImageWindows _windows;
    private readonly nint[] _weight;
    private nint[] _output = [];

    private protected Convolution(int inputs, int outputs, ImageWindows windows, int groups, bool bias, Initializer? weights)
    {
        _kind = GetType().Name;
        Inputs = AtLeast(1, inputs, nameof(inputs));
        Outputs = AtLeast(1, outputs, nameof(outputs));
        foreach (var length in windows.Kernel) AtLeast(1, length, "kernel");
        foreach (var length in windows.Stride) AtLeast(1, length, "stride");
        foreach (var length in windows.Padding) AtLeast(0, length, "padding");
        foreach (var length in windows.Dilation) AtLeast(1, length, "dilation");
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
        {
            throw Require.Wrong(_kind, "groups", groups, $"≥ 1 and divide both the {inputs} inputs and the {outputs} outputs");
        }

        int[] shape = [outputs, inputs / groups, .. windows.Kernel];
        var count = shape.Aggregate(1.0, (product, length) => product * length);
        if (count > Array.MaxLength)
            throw new ArgumentException(
                $"{_kind}: the weight {Shapes.Text(shape)} has {count} numbers; at most {Array.MaxLength} are possible.", nameof(outputs));

        (_windows, Groups, _weight) = (windows, groups, Shapes.Native(shape));
        Weight = new("weight", shape, weights ?? Initializer.Standard);
        Bias = bias ? new("bias", [outputs], new StandardBias(count / outputs)) : null;
        StoredParameters = Bias is null ? [Weight] : [Weight, Bias];

        int AtLeast(int least, int value, string name) => Require.AtLeast(least, _kind, name, value);
    }

    /// <summary>The channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>The channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>The connections between inputs and outputs fall into so many groups.</summary>
    public int Groups { get; }

    /// <summary>The weight, [outputs, inputs/groups, kernel…].</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, [outputs]; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    internal ImageWindows ImageWindows => _windows;

    bool ITakesSpikes.TakesSpikes => true;

    bool IEachStep.IsEachStep => true;

    private protected static T Given<T>(T options) => options ?? throw new ArgumentNullException(nameof(options));

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != _weight.Length - 1 || input[0] != Inputs)
            throw new ArgumentException($"takes [{Inputs}, {_windows.Lengths}]");
        Plan(Shapes.Native(input), out var output);
        return Array.ConvertAll(output, length => (int)length);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_kind}({Inputs} → {Outputs}, kernel {_windows.Text([.. _windows.Kernel.Select(_ => 1)])}{(Groups == 1 ? "" : $", groups {Groups}")})";

    /// <summary>The layer as a function of its weights, in their precision: the convolution of every image of the input.</summary>
    /// <param name="weight">w, [outputs, inputs/groups, kernel…].</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="input">x, […, inputs, lengths…].</param>
    /// <param name="output">A buffer for y, […, outputs, lengths'…].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T>? bias, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var x = operands.Read("input", input);
        var plan = Plan(input.Lengths, out var shape);
        Forward(operands, plan, new(plan.Windows, x), weight, bias, output, shape);
    }

    /// <summary>The same for binary spikes.</summary>
    /// <param name="weight">w, [outputs, inputs/groups, kernel…].</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="spikes">x, as many bits a step as a step has elements.</param>
    /// <param name="shape">The shape of x, [T, …, inputs, lengths…].</param>
    /// <param name="output">A buffer for y, [T, …, outputs, lengths'…].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T>? bias, SpikeBits spikes, ReadOnlySpan<nint> shape, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var plan = Plan(spikes, shape, out var outputShape);
        Forward(operands, plan, new(plan.Windows, spikes), weight, bias, output, outputShape);
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="weight">w, [outputs, inputs/groups, kernel…].</param>
    /// <param name="input">x, […, inputs, lengths…].</param>
    /// <param name="outputGradient">dy, […, outputs, lengths'…].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of w.</param>
    /// <param name="biasGradient">A buffer in the shape of b; only together with the weight's.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var x = operands.Read("input", input);
        var plan = Plan(input.Lengths, out var shape);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, input.Lengths);
        var dy = operands.Read("outputGradient", outputGradient, shape);
        Backward(operands, plan, new(plan.Windows, x), weight, dy, dx, weightGradient, biasGradient);
    }

    /// <summary>The same for binary spikes.</summary>
    /// <param name="weight">w, [outputs, inputs/groups, kernel…].</param>
    /// <param name="spikes">x, as many bits a step as a step has elements.</param>
    /// <param name="shape">The shape of x, [T, …, inputs, lengths…].</param>
    /// <param name="outputGradient">dy, [T, …, outputs, lengths'…].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of w.</param>
    /// <param name="biasGradient">A buffer in the shape of b; only together with the weight's.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight,
        SpikeBits spikes,
        ReadOnlySpan<nint> shape,
        Tensor<T> outputGradient,
        Tensor<T>? inputGradient,
        Tensor<T>? weightGradient,
        Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var plan = Plan(spikes, shape, out var outputShape);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, shape);
        var dy = operands.Read("outputGradient", outputGradient, outputShape);
        Backward(operands, plan, new(plan.Windows, spikes), weight, dy, dx, weightGradient, biasGradient);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => Forward(input, pass, Weight.Value);

    /// <inheritdoc/>
    public LayerRun Forward(Signal input, Pass pass, Tensor<float> weight)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var shape = input.Lengths;
        var output = pass.Take(this, "output", [.. shape.AsSpan(0, shape.Length - _output.Length), .. _output]);
        if (input.Bits is { } spikes) Forward(weight, Bias?.Value, spikes, shape, output);
        else Forward(weight, Bias?.Value, input.Values, output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            var biasGradient = Bias is null ? null : gradients[1];
            if (input.Bits is { } spikes) Backward(weight, spikes, shape, outputGradient, inputGradient, gradients[0], biasGradient);
            else Backward(weight, input.Values, outputGradient, inputGradient, gradients[0], biasGradient);
        });
    }

    void ISynapses.Backward(
        Tensor<float> input, Tensor<float> outputGradient, Tensor<float>? inputGradient, Tensor<float>? weightGradient,
        Tensor<float>? biasGradient) =>
        Backward(Weight.Value, input, outputGradient, inputGradient, weightGradient, biasGradient);

    private void Forward<T>(
        in Operands operands, in ConvolutionPlan plan, in ImageInput<T> x, Tensor<T> weight, Tensor<T>? bias, Tensor<T> output, nint[] shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var w = operands.Read("weight", weight, _weight);
        var b = operands.ReadOrNull("bias", bias, [Outputs]);
        ImageConvolution.Forward(plan, x, w, b, operands.Write("output", output, shape));
    }

    private void Backward<T>(
        in Operands operands,
        in ConvolutionPlan plan,
        in ImageInput<T> x,
        Tensor<T> weight,
        T* dy,
        T* dx,
        Tensor<T>? weightGradient,
        Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dw = operands.WriteOrNull("weightGradient", weightGradient, _weight);
        if (dw != null) ImageConvolution.WeightGradient(plan, x, dy, dw, operands.WriteOrNull("biasGradient", biasGradient, [Outputs]));
        if (dx != null) ImageConvolution.InputGradient(plan, operands.Read("weight", weight, _weight), dy, dx);
    }

    /// <summary>The images and windows of an input, and in what order sums over them are taken.</summary>
    /// <param name="shape">[…, inputs, height, width], or […, inputs, length].</param>
    /// <exception cref="ArgumentException">The layer does not take this shape.</exception>
    public ConvolutionOrder OrderOver(ReadOnlySpan<nint> shape) => ConvolutionOrder.Of(Plan(shape, out _));

    /// <summary>How the images of a shape are convolved, and the shape of the output.</summary>
    private ConvolutionPlan Plan(ReadOnlySpan<nint> shape, out nint[] output)
    {
        var windows = _windows.Over(_kind, shape, out var images);
        if (windows.Channels != Inputs)
            throw new ArgumentException(
                $"{_kind}: the input has the shape {Shapes.Text(shape)} with {windows.Channels} channels; {this} takes {Inputs}.");
        output = _windows.Output(shape, Outputs, windows);
        return new(windows, Outputs, Groups, images);
    }

    private ConvolutionPlan Plan(SpikeBits spikes, ReadOnlySpan<nint> shape, out nint[] output)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        var count = 1L;
        foreach (var length in shape) count *= length;
        if (shape.IsEmpty || spikes.Steps != shape[0] || (long)spikes.PerStep * spikes.Steps != count)
            throw new ArgumentException(
                $"{_kind}: there are {spikes.Steps} steps of {spikes.PerStep} bits; the input has the shape {Shapes.Text(shape)}.", nameof(shape));
        return Plan(shape, out output);
    }
}
