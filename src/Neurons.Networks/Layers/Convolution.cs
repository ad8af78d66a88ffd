using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>
/// What <see cref="Conv1d"/> and <see cref="Conv2d"/> have in common: the weight is laid out as in PyTorch, and so are the first
/// weights and biases, uniform on ±1/√(channels of a group · pixels of the kernel). The kernel is not turned around. An input that stays
/// the same over time is convolved once.
/// </summary>
public abstract class Convolution : Layer, ITakesSpikes, IEachStep
{
    private readonly ConvolutionModule.Options _options;
    private nint[] _output = [];

    private protected Convolution(int inputs, int outputs, int[] kernel, ConvolutionModule.Options options, bool bias, Initializer? weights)
    {
        var kind = GetType().Name;
        Inputs = AtLeast(1, inputs, nameof(inputs));
        Outputs = AtLeast(1, outputs, nameof(outputs));
        foreach (var length in kernel) AtLeast(1, length, nameof(kernel));
        foreach (var length in options.Stride) AtLeast(1, length, "stride");
        foreach (var length in options.Padding) AtLeast(0, length, "padding");
        foreach (var length in options.Dilation) AtLeast(1, length, "dilation");
        if (options.Groups < 1 || inputs % options.Groups != 0 || outputs % options.Groups != 0)
        {
            throw Require.Wrong(kind, "groups", options.Groups, $"≥ 1 and divide both the {inputs} inputs and the {outputs} outputs");
        }

        int[] shape = [outputs, inputs / options.Groups, .. kernel];
        var count = shape.Aggregate(1.0, (product, length) => product * length);
        if (count > Array.MaxLength)
            throw new ArgumentException($"{kind}: the weight {Shapes.Text(shape)} has {count} numbers; at most {Array.MaxLength} are possible.", nameof(outputs));

        _options = options;
        Kernel = kernel;
        Weight = new("weight", shape, weights ?? Initializer.Standard);
        Bias = bias ? new("bias", [outputs], new StandardBias(count / outputs)) : null;
        StoredParameters = Bias is null ? [Weight] : [Weight, Bias];

        int AtLeast(int least, int value, string name) => Require.AtLeast(least, kind, name, value);
    }

    /// <summary>The channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>The channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>The connections between inputs and outputs fall into so many groups.</summary>
    public int Groups => _options.Groups;

    /// <summary>The weight, [outputs, inputs/groups, kernel…].</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, [outputs]; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    bool ITakesSpikes.TakesSpikes => true;

    private LinearWeights<float> Weights => field ??= new(Weight.Value, Bias?.Value);

    private int[] Kernel { get; }

    private protected static T Given<T>(T options) => options ?? throw new ArgumentNullException(nameof(options));

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != Kernel.Length + 1 || input[0] != Inputs)
            throw new ArgumentException($"takes [{Inputs}, {(Kernel.Length == 1 ? "length" : "height, width")}]");
        return Array.ConvertAll(ConvolutionModule.outputShape(_options, Weight.Shape.ToArray(), Shapes.Native(input)), length => (int)length);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"{GetType().Name}({Inputs} → {Outputs}, kernel {Text(Kernel)}";
        if (_options.Stride.Any(length => length != 1)) text += $", stride {Text(_options.Stride)}";
        if (_options.Padding.Any(length => length != 0)) text += $", padding {Text(_options.Padding)}";
        if (_options.Dilation.Any(length => length != 1)) text += $", dilation {Text(_options.Dilation)}";
        return text + (Groups == 1 ? ")" : $", groups {Groups})");

        static string Text(int[] lengths) => lengths.Distinct().Count() == 1 ? $"{lengths[0]}" : string.Join(" × ", lengths);
    }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var shape = input.Lengths;
        var output = pass.Take(this, "output", [.. shape.AsSpan(0, shape.Length - _output.Length), .. _output]);
        if (input.Bits is { } spikes) ConvolutionModule.forwardSpikes(_options, Weights, spikes, shape, output);
        else ConvolutionModule.forward(_options, Weights, input.Sequenced, output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            var into = new LinearWeights<float>(gradients[0], Bias is null ? null : gradients[1]);
            if (input.Bits is { } spikes) ConvolutionModule.weightGradientSpikes(_options, Weights, spikes, shape, outputGradient, into);
            else ConvolutionModule.weightGradient(_options, Weights, input.Sequenced, outputGradient, into);
            if (inputGradient is not null) ConvolutionModule.inputGradient(_options, Weights, shape, outputGradient, inputGradient);
        });
    }
}
