using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What <see cref="ConvTranspose1d"/> and <see cref="ConvTranspose2d"/> have in common: the adjoint of a convolution, which makes images larger. The
/// weight is laid out as in PyTorch, and drawn likewise. An input that stays the same over time is computed once.
/// </summary>
/// <remarks>
/// <code>y[o, i · stride + k · dilation − padding] += w[c, o, k] · x[c, i], over c, i, k; plus b[o]</code>
/// with length' = (length − 1) · stride − 2 · padding + dilation · (kernel − 1) + output padding + 1.
/// </remarks>
public abstract unsafe class TransposedConvolution : Layer, IEachStep
{
    private readonly string _kind;
    private readonly ImageWindows _windows;
    private readonly int[] _outputPadding;
    private readonly int _groups;
    private nint[] _output = [];

    private protected TransposedConvolution(
        int inputs, int outputs, ImageWindows windows, int[] outputPadding, int groups, bool bias, Initializer? weights)
    {
        _kind = GetType().Name;
        Inputs = Require.AtLeast(1, _kind, nameof(inputs), inputs);
        Outputs = Require.AtLeast(1, _kind, nameof(outputs), outputs);
        foreach (var length in windows.Kernel) Require.AtLeast(1, _kind, "kernel", length);
        foreach (var length in windows.Stride) Require.AtLeast(1, _kind, "stride", length);
        foreach (var length in windows.Padding) Require.AtLeast(0, _kind, "padding", length);
        foreach (var length in windows.Dilation) Require.AtLeast(1, _kind, "dilation", length);
        for (var d = 0; d < outputPadding.Length; d++)
        {
            if (outputPadding[d] < 0 || (outputPadding[d] >= windows.Stride[d] && outputPadding[d] >= windows.Dilation[d]))
                throw Require.Wrong(_kind, "output_padding", outputPadding[d], "≥ 0 and below the stride or the dilation");
        }
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw Require.Wrong(_kind, "groups", groups, $"≥ 1 and divide both the {inputs} inputs and the {outputs} outputs");
        (_windows, _outputPadding, _groups) = (windows, outputPadding, groups);
        int[] shape = [inputs, outputs / groups, .. windows.Kernel];
        Shapes.RequirePossible(_kind, shape);
        Weight = new("weight", shape, weights ?? Initializer.Standard);
        Bias = bias ? new("bias", [outputs], new StandardBias(shape[1..].Aggregate(1.0, (product, length) => product * length))) : null;
        StoredParameters = Bias is null ? [Weight] : [Weight, Bias];
    }

    /// <summary>The channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>The channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>Channels and outputs fall into so many groups.</summary>
    public int Groups => _groups;

    /// <summary>The weight, [inputs, outputs/groups, kernel…].</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, [outputs]; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var dimensions = _windows.Kernel.Length;
        if (input.Length != dimensions + 1 || input[0] != Inputs) throw new ArgumentException($"takes [{Inputs}, {_windows.Lengths}]");
        var output = new int[input.Length];
        output[0] = Outputs;
        for (var d = 0; d < dimensions; d++)
        {
            var length = ((input[d + 1] - 1L) * _windows.Stride[d]) - (2L * _windows.Padding[d])
                + ((long)_windows.Dilation[d] * (_windows.Kernel[d] - 1)) + _outputPadding[d] + 1;
            output[d + 1] = length is >= 1 and <= int.MaxValue ? (int)length
                : throw new ArgumentException($"would give a length of {length} for one of {input[d + 1]}; it must be at least 1");
        }
        return output;
    }

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_kind}({Inputs} → {Outputs}, kernel {_windows.Text([.. _windows.Kernel.Select(_ => 1)])}{(_groups == 1 ? "" : $", groups {_groups}")})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        nint[] lengths = [.. x.Lengths[..^_output.Length], .. _output];
        var output = pass.Take(this, "output", lengths);
        using (var operands = new Operands(_kind))
        {
            // it is the input's gradient of a convolution of its output
            var y = operands.Write("output", output, lengths);
            ImageConvolution.InputGradient(Plan(lengths), operands.Read("weight", Weight.Value), operands.Read("input", x), y);
            if (Bias is not null) Add(Bias.Value.ReadOnlySpan(), output.Span());
        }
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            using var operands = new Operands(_kind);
            var plan = Plan(lengths);
            var dy = new ImageInput<float>(plan.Windows, operands.Read("outputGradient", outputGradient, lengths));
            var dw = operands.Write("weightGradient", gradients[0], Weight.Shape);
            ImageConvolution.WeightGradient(plan, dy, operands.Read("input", x), dw, null);
            if (Bias is not null) Sum(outputGradient.ReadOnlySpan(), gradients[1].Span());
            if (inputGradient is not null)
                ImageConvolution.Forward(
                    plan, dy, operands.Read("weight", Weight.Value), null, operands.Write("inputGradient", inputGradient, x.Lengths));
        });
    }

    /// <summary>The convolution of an output that has an input as its result, and in what order sums over it are taken.</summary>
    /// <param name="output">The shape of the output, […, outputs, height', width'], or […, outputs, length'].</param>
    /// <exception cref="ArgumentException">The layer does not give this shape.</exception>
    public ConvolutionOrder OrderOver(ReadOnlySpan<nint> output) => ConvolutionOrder.Of(Plan(output));

    /// <summary>The convolution of an output that has an input as its result.</summary>
    private ConvolutionPlan Plan(ReadOnlySpan<nint> output) => new(_windows.Over(_kind, output, out var images), Inputs, _groups, images);

    private void Add(ReadOnlySpan<float> bias, Span<float> output)
    {
        var size = (int)(Shapes.Elements(_output) / Outputs);
        for (int at = 0, o = 0; at < output.Length; at += size, o = (o + 1) % Outputs)
            TensorPrimitives.Add(output.Slice(at, size), bias[o], output.Slice(at, size));
    }

    private void Sum(ReadOnlySpan<float> gradient, Span<float> bias)
    {
        var size = (int)(Shapes.Elements(_output) / Outputs);
        bias.Clear();
        for (int at = 0, o = 0; at < gradient.Length; at += size, o = (o + 1) % Outputs) bias[o] += FixedSum.Of(gradient.Slice(at, size));
    }
}
