using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>Makes layers of nodes.</summary>
/// <param name="options">What NIR leaves open.</param>
/// <param name="notes">Where is said what was decided.</param>
internal sealed class LayerMaker(NirOptions options, List<NirNote> notes)
{
    private readonly NeuronMaker _neurons = new(options, notes);
    private readonly List<(Parameter Parameter, float[] Values)> _weights = [];

    /// <summary>Whether a node is one of neurons that fire.</summary>
    public static bool Fires(NirNode node) => node is NirIf or NirLif or NirCubaLif;

    /// <summary>Whether a node keeps something from step to step.</summary>
    public static bool HasMemory(NirNode node) => Fires(node) || node is NirI or NirLi or NirCubaLi or NirDelay;

    /// <summary>The layer of a node.</summary>
    /// <exception cref="NotSupportedException">There is none; the message names node and parameter.</exception>
    public Layer Make(FlatNode flat)
    {
        Readings.Require(options.Reading, flat);
        try
        {
            return flat.Node switch
            {
                NirInput input => new Input(Ints(flat, [.. input.Takes!.Value])),
                NirOutput => new Block(),
                NirAffine node => Product(flat, node.Weight, node.Bias),
                NirLinear node => Product(flat, node.Weight, null),
                NirConv1d node => Line(flat, node),
                NirConv2d node => Image(flat, node),
                NirSumPool2d node => new SumPool2d(
                    Pair(node, "kernel_size", node.KernelSize), Pair(node, "stride", node.Stride), PoolPadding(flat, node.Padding)),
                NirAvgPool2d node => new AveragePool2d(
                    Pair(node, "kernel_size", node.KernelSize), Pair(node, "stride", node.Stride), PoolPadding(flat, node.Padding)),
                NirFlatten node => Flattened(flat, node),
                NirDelay node => Delayed(flat, node),
                _ => _neurons.Make(flat),
            };
        }
        catch (ArgumentException problem)
        {
            throw new NotSupportedException($"node {NirText.Quote(flat.Path)}: {flat.Node.Type}: {problem.Message}", problem);
        }
    }

    /// <summary>Gives the weights their values, once the network has drawn its own.</summary>
    public void Fill()
    {
        foreach (var (parameter, values) in _weights)
        {
            values.CopyTo(parameter.Value.Span());
            parameter.Changed();
        }
    }

    /// <summary>A shape as a layer has it: a number without axes is one feature.</summary>
    internal static int[] Ints(FlatNode flat, NirShape shape)
    {
        var ints = new int[Math.Max(1, shape.Count)];
        ints[0] = 1;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            if (shape[axis] is < 1 or > int.MaxValue) throw Wrong(flat, "shape", $"{shape}", $"lengths from 1 to {int.MaxValue}");
            ints[axis] = (int)shape[axis];
        }

        return ints;
    }

    internal static NotSupportedException Wrong(FlatNode flat, string parameter, string value, string allowed) =>
        new($"node {NirText.Quote(flat.Path)}: {flat.Node.Type}: {parameter} is {value}; it must be {allowed}");

    private Layer Product(FlatNode flat, NirArray weight, NirArray? bias)
    {
        var lengths = Ints(flat, weight.Shape);
        var (outputs, inputs) = (lengths[^2], lengths[^1]);
        if (lengths.Length == 2)
        {
            var linear = new Linear(inputs, outputs, bias is not null);
            Weights(flat, "weight", linear.Weight, weight);
            if (bias is not null) Weights(flat, "bias", linear.Bias!, bias);
            return linear;
        }

        // a matrix for each place of the leading axes: groups of channels of length 1
        var groups = (int)(weight.Shape.Elements()!.Value / outputs / inputs);
        var products = new Conv1d(new Conv1dOptions(groups * inputs, groups * outputs, 1, Groups: groups, Bias: bias is not null));
        Weights(flat, "weight", products.Weight, weight);
        if (bias is not null) Weights(flat, "bias", products.Bias!, bias);
        return new Block(
            new Reshape(new([groups * inputs, 1])), products, new Reshape(new([.. lengths[..^1]])));
    }

    private Layer Line(FlatNode flat, NirConv1d node)
    {
        var (lengths, groups) = (Ints(flat, node.Weight.Shape), (int)node.Whole("groups", node.Groups, 1, 1)[0]);
        var (stride, dilation) = ((int)node.Whole("stride", node.Stride, 1, 1)[0], (int)node.Whole("dilation", node.Dilation, 1, 1)[0]);
        var (padding, after) = Padding(flat, node.Padding, lengths[2..], [stride], [dilation]);
        var layer = new Conv1d(new Conv1dOptions(lengths[1] * groups, lengths[0], lengths[2], stride, padding[0], dilation, groups));
        Weights(flat, "weight", layer.Weight, node.Weight);
        Weights(flat, "bias", layer.Bias!, node.Bias);
        return Padded(after, layer);
    }

    private Layer Image(FlatNode flat, NirConv2d node)
    {
        var (lengths, groups) = (Ints(flat, node.Weight.Shape), (int)node.Whole("groups", node.Groups, 1, 1)[0]);
        var (stride, dilation) = (Pair(node, "stride", node.Stride), Pair(node, "dilation", node.Dilation));
        var (padding, after) = Padding(flat, node.Padding, lengths[2..], [stride.Height, stride.Width], [dilation.Height, dilation.Width]);
        var layer = new Conv2d(new Conv2dOptions(
            lengths[1] * groups, lengths[0], (lengths[2], lengths[3]), stride, new ImageSize(padding[0], padding[1]), dilation, groups));
        Weights(flat, "weight", layer.Weight, node.Weight);
        Weights(flat, "bias", layer.Bias!, node.Bias);
        return Padded(after, layer);
    }

    private static Layer Padded(int[] after, Neurons.Networks.Convolution layer) =>
        after.AsSpan().ContainsAnyExcept(0) ? new Block(new ZeroPad(new(after)), layer) : layer;

    private static ImageSize Pair(NirNode node, string name, NirArray value)
    {
        var pair = node.Whole(name, value, 2, 0);
        return new((int)pair[0], (int)pair[1]);
    }

    /// <summary>The zeros on both sides, and what "same" has besides behind the end where the kernel is even: as in PyTorch.</summary>
    private static (int[] Sides, int[] After) Padding(FlatNode flat, NirArray padding, int[] kernel, int[] stride, int[] dilation)
    {
        var (sides, after) = (new int[kernel.Length], new int[kernel.Length]);
        if (padding.IsNumeric)
            return (Array.ConvertAll(flat.Node.Whole("padding", padding, kernel.Length, 0), zeros => checked((int)zeros)), after);
        if (padding.Texts[0] == "valid") return (sides, after);
        for (var axis = 0; axis < kernel.Length; axis++)
        {
            var zeros = dilation[axis] * (kernel[axis] - 1);
            if (stride[axis] != 1) throw Wrong(flat, "padding", "'same'", $"numbers where the stride is {stride[axis]}");
            (sides[axis], after[axis]) = (zeros / 2, zeros % 2);
        }

        return (sides, after);
    }

    private ImageSize PoolPadding(FlatNode flat, NirArray padding)
    {
        var pair = Pair(flat.Node, "padding", padding);
        if (pair == new ImageSize(0, 0)) return pair;
        if (flat.Node is NirAvgPool2d) notes.Add(new(flat.Path, NirNoteKind.LeftOpen, "the zeros of the padding count in the mean, as in PyTorch"));
        return pair;
    }

    private Layer Flattened(FlatNode flat, NirFlatten node)
    {
        if (flat.Takes is not { } shape) throw Wrong(flat, "input_type", "not given", "the shape of the input");
        var read = node;
        if (options.Reading is NirReading.Norse or NirReading.Snntorch)
        {
            // these hand the numbers to torch, where the batch is axis 0
            var (start, end) = (node.StartDim.ToInt64s()[0], node.EndDim.ToInt64s()[0]);
            if (start == 0)
                throw Wrong(flat, "start_dim", "0", $"at least 1: {options.Reading.Word()} counts the axis of the batch, and would merge it");
            read = new NirFlatten(start > 0 ? start - 1 : start, end > 0 ? end - 1 : end, node.InputType);
            if (start > 0)
                Deviates(flat, $"axes count from the batch on, as {options.Reading.Word()} has it: start_dim is {start - 1}");
        }

        var output = Ints(flat, read.Gives(shape)!.Value);
        return output.Length == 1 ? new Flatten() : new Reshape(new(output));
    }

    private Layer Delayed(FlatNode flat, NirDelay node)
    {
        var steps = Array.ConvertAll(node.Delay.ToDoubles(), delay =>
        {
            var exact = options.Seconds(delay) / options.Step;
            if (!(exact >= 0) || exact > int.MaxValue)
                throw Wrong(flat, "delay", $"{delay}", $"≥ 0 and at most {int.MaxValue} steps of {options.Step} s");
            return (Exact: exact, Whole: (int)Math.Round(exact));
        });
        if (steps.Length > 0 && steps.MaxBy(step => Math.Abs(step.Exact - step.Whole)) is var worst && Math.Abs(worst.Exact - worst.Whole) > 1e-6)
            Deviates(flat, $"delay is rounded to whole steps of {options.Step} s: {worst.Exact:g6} becomes {worst.Whole}");
        var whole = Array.ConvertAll(steps, step => step.Whole);
        var shape = Ints(flat, node.Delay.Shape);
        if (whole.Length == 0) throw Wrong(flat, "delay", "empty", "numbers");
        if (!whole.AsSpan().ContainsAnyExcept(whole[0])) return whole[0] == 0 ? new Block() : new Delay(whole[0]);
        var each = whole.Length / shape[0];
        return Enumerable.Range(0, whole.Length).All(i => whole[i] == whole[i / each * each])
            ? new ChannelDelay([.. Enumerable.Range(0, shape[0]).Select(channel => whole[channel * each])])
            : new Block(new Flatten(), new ChannelDelay(whole), new Reshape(new(shape)));
    }

    private void Deviates(FlatNode flat, string text) => notes.Add(new(flat.Path, NirNoteKind.Deviation, text));

    private void Weights(FlatNode flat, string name, Parameter parameter, NirArray values)
    {
        var singles = values.ToSingles();
        if (!TensorPrimitives.IsFiniteAll<float>(singles)) throw Wrong(flat, name, "infinite in float32 at a place", "finite numbers");
        if (values.Type == Hdf5Type.Float64 && !values.ToDoubles().AsSpan().SequenceEqual(Array.ConvertAll(singles, single => (double)single)))
            Deviates(flat, $"{name} is rounded to float32");
        // a bias may be given once for all of the leading axes
        var count = (int)TensorPrimitives.Product(parameter.Shape);
        _weights.Add((parameter, [.. Enumerable.Range(0, count).Select(i => singles[i % singles.Length])]));
    }
}
