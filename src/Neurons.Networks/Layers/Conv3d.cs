using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Conv3d"/>; of three numbers, depth, height and width, one alone stands for all.</summary>
/// <param name="Inputs">The channels of the input, at least 1.</param>
/// <param name="Outputs">The channels of the output, at least 1.</param>
/// <param name="Kernel">The voxels that a window looks at, each at least 1.</param>
/// <param name="Stride">From one window to the next, each at least 1; null for 1.</param>
/// <param name="Padding">Zeros around, each at least 0; null for none.</param>
/// <param name="Dilation">From one voxel of a window to the next, each at least 1; null for 1.</param>
/// <param name="Groups">Channels and outputs fall into so many groups, each convolved by itself; it divides both.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record Conv3dOptions(
    int Inputs, int Outputs, int[] Kernel, int[]? Stride = null, int[]? Padding = null, int[]? Dilation = null, int Groups = 1, bool Bias = true,
    Initializer? Weights = null);

/// <summary>
/// A convolution of volumes at every step, [channels, depth, height, width] → [outputs, depth', height', width'], as PyTorch's: the weight is
/// [outputs, inputs/groups, depth, height, width], and lengths are as of a <see cref="Conv2d"/>.
/// </summary>
/// <remarks>
/// Every plane of the output is a convolution of images whose channels are the planes that it looks at; they are copied for it, which takes as much
/// memory as the input times the kernel's depth.
/// </remarks>
public sealed unsafe class Conv3d : Layer, IWeightedLayer, IEachStep
{
    private readonly ImageWindows _images;
    private readonly WindowsAlong _depth;
    private WindowsAlong _planes;
    private nint[] _input = [], _output = [];

    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The channels of the input, at least 1.</param>
    /// <param name="outputs">The channels of the output, at least 1.</param>
    /// <param name="kernel">The voxels that a window looks at in each dimension, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1.</param>
    /// <param name="padding">Zeros around the volume, at least 0.</param>
    public Conv3d(int inputs, int outputs, int kernel, int stride = 1, int padding = 0)
        : this(new Conv3dOptions(inputs, outputs, [kernel], [stride], [padding]))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Conv3d(Conv3dOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(Conv3d), "inputs", options.Inputs);
        Require.AtLeast(1, nameof(Conv3d), "outputs", options.Outputs);
        var kernel = Three("kernel", options.Kernel, 1, 1);
        var (stride, padding, dilation) = (Three("stride", options.Stride, 1, 1), Three("padding", options.Padding, 0, 0),
            Three("dilation", options.Dilation, 1, 1));
        if (options.Groups < 1 || options.Inputs % options.Groups != 0 || options.Outputs % options.Groups != 0)
            throw Require.Wrong(
                nameof(Conv3d), "groups", options.Groups, $"≥ 1 and divide both the {options.Inputs} inputs and the {options.Outputs} outputs");
        Options = options;
        _depth = new(0, kernel[0], stride[0], padding[0], dilation[0]);
        _images = new(kernel[1..], stride[1..], padding[1..], dilation[1..]);
        int[] shape = [options.Outputs, options.Inputs / options.Groups, .. kernel];
        Shapes.RequirePossible(nameof(Conv3d), shape);
        Weight = new("weight", shape, options.Weights ?? Initializer.Standard);
        Bias = options.Bias ? new("bias", [options.Outputs], new StandardBias((double)Shapes.Count(shape) / options.Outputs)) : null;
        StoredParameters = Bias is null ? [Weight] : [Weight, Bias];
    }

    /// <summary>What makes the same layer again.</summary>
    public Conv3dOptions Options { get; }

    /// <summary>The weight, [outputs, inputs/groups, depth, height, width].</summary>
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
        if (input.Length != 4 || input[0] != Options.Inputs) throw new ArgumentException($"takes [{Options.Inputs}, depth, height, width]");
        var planes = _depth with { Length = input[1] };
        if (planes.Count < 1)
            throw new ArgumentException($"takes a depth that a window fits into; with a padding of {planes.Padding}, {input[1]} is too little");
        var windows = _images.Over(nameof(Conv3d), [input[0], input[2], input[3]], out _);
        return [Options.Outputs, planes.Count, windows.Y.Count, windows.X.Count];
    }

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        _output = Shapes.Native(OutputShape(input));
        (_input, _planes) = (Shapes.Native(input), _depth with { Length = input[1] });
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Conv3d({Options.Inputs} → {Options.Outputs}, kernel {string.Join(" × ", Weight.Shape[2..].ToArray().Distinct())})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => Forward(input, pass, Weight.Value);

    /// <inheritdoc/>
    public LayerRun Forward(Signal input, Pass pass, Tensor<float> weight)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        nint[] lengths = [.. x.Lengths[..^4], .. _output];
        var samples = (int)(x.FlattenedLength / Shapes.Elements(_input));
        // [samples, planes of the output] images, the channels of which are the input's, each at all depths of the kernel
        var stacked = Stacked(samples);
        nint[] flat = [samples * _output[1], _output[0], _output[2], _output[3]];
        var images = pass.Take(this, "images", stacked);
        var results = pass.Take(this, "results", flat);
        var output = pass.Take(this, "output", lengths);
        using (var operands = new Operands(nameof(Conv3d)))
        {
            Parallelism.Run(samples, new Stack(this, operands.Read("input", x), operands.Write("images", images, stacked), toImages: true));
            var plan = Plan(stacked);
            ImageConvolution.Forward(
                plan, new ImageInput<float>(plan.Windows, operands.Read("images", images)), operands.Read("weight", weight, Weight.Shape),
                operands.ReadOrNull("bias", Bias?.Value, [Options.Outputs]), operands.Write("results", results, flat));
            Parallelism.Run(samples, new Turn(this, operands.Read("results", results), operands.Write("output", output, lengths), toOutput: true));
        }
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            using var operands = new Operands(nameof(Conv3d));
            var plan = Plan(stacked);
            var dy = operands.Write("results", pass.Take(this, "result gradients", flat), flat);
            Parallelism.Run(samples, new Turn(this, dy, operands.Read("outputGradient", outputGradient, lengths), toOutput: false));
            ImageConvolution.WeightGradient(
                plan, new ImageInput<float>(plan.Windows, operands.Read("images", images)), dy,
                operands.Write("weightGradient", gradients[0], Weight.Shape),
                Bias is null ? null : operands.Write("biasGradient", gradients[1], [Options.Outputs]));
            if (inputGradient is null) return;
            var dx = operands.Write("image gradients", pass.Take(this, "image gradients", stacked), stacked);
            ImageConvolution.InputGradient(plan, operands.Read("weight", weight, Weight.Shape), dy, dx);
            Parallelism.Run(samples, new Stack(this, operands.Write("inputGradient", inputGradient, x.Lengths), dx, toImages: false));
        });
    }

    /// <summary>
    /// The windows inwards, and the images that are convolved for volumes: one for each plane of the output, whose channels are those of the input at
    /// all depths of the kernel.
    /// </summary>
    /// <param name="samples">How many volumes there are, one at each step of each sample.</param>
    /// <exception cref="InvalidOperationException">The layer has not been told the shape of its input.</exception>
    public (ImageAxis Depth, ConvolutionOrder Images) OrderOver(int samples) => _input.Length == 0
        ? throw new InvalidOperationException($"{this} is not part of a network yet.")
        : (ImageAxis.Of(_planes), ConvolutionOrder.Of(Plan(Stacked(samples))));

    private nint[] Stacked(int samples) => [samples * _output[1], _input[0] * _depth.Kernel, _input[2], _input[3]];

    private ConvolutionPlan Plan(nint[] stacked) =>
        new(_images.Over(nameof(Conv3d), stacked, out var images), Options.Outputs, Options.Groups, images);

    private static int[] Three(string name, int[]? given, int usual, int least)
    {
        int[] three = given switch
        {
            null => [usual, usual, usual],
            [var all] => [all, all, all],
            [_, _, _] => given,
            _ => throw new ArgumentException($"Conv3d: {name} has {given.Length} numbers; it must have 1 or 3."),
        };
        foreach (var length in three) Require.AtLeast(least, nameof(Conv3d), name, length);
        return three;
    }

    /// <summary>Copies the planes of a sample to the images that look at them, or adds the images' to the planes.</summary>
    private sealed class Stack(Conv3d layer, float* volume, float* images, bool toImages) : IWork
    {
        private readonly WindowsAlong _planes = layer._planes;
        private readonly int _channels = layer.Options.Inputs, _size = (int)(layer._input[2] * layer._input[3]);

        public void Run(int worker, int item)
        {
            var (depth, kernel) = (_planes.Length, _planes.Kernel);
            var first = volume + (nint)item * _channels * depth * _size;
            var image = images + (nint)item * _planes.Count * _channels * kernel * _size;
            if (!toImages) new Span<float>(first, _channels * depth * _size).Clear();
            for (var plane = 0; plane < _planes.Count; plane++)
            {
                for (var c = 0; c < _channels; c++)
                {
                    for (var k = 0; k < kernel; k++, image += _size)
                    {
                        var at = _planes.Start(plane) + (k * _planes.Dilation);
                        var here = new Span<float>(image, _size);
                        if ((uint)at >= (uint)depth)
                        {
                            if (toImages) here.Clear();
                            continue;
                        }
                        var there = new Span<float>(first + ((nint)c * depth + at) * _size, _size);
                        if (toImages) there.CopyTo(here);
                        else TensorPrimitives.Add<float>(there, here, there);
                    }
                }
            }
        }
    }

    /// <summary>Between [planes, outputs, …] and [outputs, planes, …] of a sample.</summary>
    private sealed class Turn(Conv3d layer, float* results, float* output, bool toOutput) : IWork
    {
        private readonly int _planes = layer._planes.Count, _outputs = layer.Options.Outputs;
        private readonly int _size = (int)(layer._output[2] * layer._output[3]);

        public void Run(int worker, int item)
        {
            var first = (nint)item * _planes * _outputs;
            for (var plane = 0; plane < _planes; plane++)
            {
                for (var o = 0; o < _outputs; o++)
                {
                    var here = new Span<float>(results + (first + (plane * _outputs) + o) * _size, _size);
                    var there = new Span<float>(output + (first + (o * _planes) + plane) * _size, _size);
                    if (toOutput) here.CopyTo(there);
                    else there.CopyTo(here);
                }
            }
        }
    }
}
