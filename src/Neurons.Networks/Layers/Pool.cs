using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a layer that pools lines.</summary>
/// <param name="Kernel">The size of a window, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for windows side by side.</param>
/// <param name="Padding">Before and after the line, at most half of a window.</param>
public record Pool1dOptions(int Kernel, int? Stride = null, int Padding = 0);

/// <summary>The options of a layer that pools images.</summary>
/// <param name="Kernel">The size of a window, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for windows side by side.</param>
/// <param name="Padding">Around the image, at most half of a window; null for none.</param>
public record Pool2dOptions(ImageSize Kernel, ImageSize? Stride = null, ImageSize? Padding = null);

/// <summary>
/// One number for each window of every channel, at every step: what the pooling layers have in common. Channels stay; lengths become
/// ⌊(length + 2·padding − kernel)/stride⌋ + 1, as in PyTorch. An input that stays the same over time is pooled once. Spikes are taken as bits, and
/// the largest of them are given as bits.
/// </summary>
public abstract unsafe class Pool : Layer, ITakesSpikes, IGivesSpikes, IEachStep
{
    private readonly string _kind;
    private readonly PoolingKind _pooling;
    private readonly ImageWindows _windows;
    private nint[] _output = [];

    private protected Pool(PoolingKind pooling, int[] kernel, int[]? stride, int[] padding)
    {
        (_kind, _pooling) = (GetType().Name, pooling);
        _windows = new(kernel, stride ?? kernel, padding, [.. kernel.Select(_ => 1)]);
        for (var d = 0; d < kernel.Length; d++)
        {
            Require.AtLeast(1, _kind, "kernel", kernel[d]);
            Require.AtLeast(1, _kind, "stride", _windows.Stride[d]);
            if (padding[d] < 0 || 2L * padding[d] > kernel[d])
                throw Require.Wrong(_kind, "padding", padding[d], $"≥ 0 and at most half of the kernel, {kernel[d]}");
        }
    }

    internal ImageWindows ImageWindows => _windows;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != _windows.Kernel.Length + 1)
            throw new ArgumentException($"takes [channels, {_windows.Lengths}]");
        Over(Shapes.Native(input), out var output, out _);
        return Array.ConvertAll(output, length => (int)length);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_kind}({_windows.Text(_windows.Kernel)})";

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    /// <summary>The layer as a function, in the precision of its input: a number for each window of every channel.</summary>
    /// <param name="input">x, […, channels, lengths…].</param>
    /// <param name="output">A buffer for y, […, channels, lengths'…].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var x = operands.Read("input", input);
        var windows = Over(input.Lengths, out var shape, out var planes);
        new PlanePooling<T>(_pooling, windows, planes, new(windows.Pixels, x), operands.Write("output", output, shape)).Run();
    }

    /// <summary>The gradient of Σ dy·y by the input.</summary>
    /// <param name="input">x, […, channels, lengths…].</param>
    /// <param name="output">y, […, channels, lengths'…].</param>
    /// <param name="outputGradient">dy, in the shape of y.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(Tensor<T> input, Tensor<T> output, Tensor<T> outputGradient, Tensor<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var x = operands.Read("input", input);
        var windows = Over(input.Lengths, out var shape, out var planes);
        var y = operands.Read("output", output, shape);
        var dy = operands.Read("outputGradient", outputGradient, shape);
        var dx = operands.Write("inputGradient", inputGradient, input.Lengths);
        new PlanePoolingGradient<T>(_pooling, windows, new(windows.Pixels, x), new(windows.Positions, y), dy).Write(planes, dx);
    }

    /// <summary>The images and windows of an input.</summary>
    /// <param name="shape">[…, channels, height, width], or […, channels, length].</param>
    /// <exception cref="ArgumentException">The layer does not take this shape.</exception>
    public ImageGeometry GeometryOver(ReadOnlySpan<nint> shape)
    {
        var windows = Over(shape, out _, out var planes);
        return ImageGeometry.Of(windows, planes / windows.Channels);
    }

    bool IEachStep.IsEachStep => true;

    bool ITakesSpikes.TakesSpikes => true;

    bool IGivesSpikes.GivesSpikes { get; set; }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        nint[] shape = [.. input.Shape[..^_output.Length], .. _output];
        var output = Forward(input, shape, pass);
        if (!pass.WithGradient) return new(output);
        return new(output, (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            using var rows = Rows(outputGradient);
            using var operands = new Operands(_kind);
            rows.Write(operands.Write("inputGradient", inputGradient, input.Lengths), input.IsConstant ? 1 : input.Steps);
        })
        {
            InputRows = input.IsConstant ? null : Rows,
        };

        PoolRows Rows(Tensor<float> outputGradient) => new(_pooling, Over(input.Lengths, out _, out _), input, output, outputGradient);
    }

    private Signal Forward(Signal input, nint[] shape, Pass pass)
    {
        if (input.Bits is not { } spikes)
        {
            var output = pass.Take(this, "output", input.IsConstant ? shape : [input.Steps, .. shape]);
            Forward(input.Values, output);
            return input.With(output);
        }
        var windows = Over(input.Lengths, out var lengths, out var planes);
        if (_pooling == PoolingKind.Max && ((IGivesSpikes)this).GivesSpikes)
        {
            var bits = pass.Workspace.TakeBits(this, "spikes");
            bits.Resize(spikes.Steps, (int)Shapes.Elements(shape));
            new SpikePooling(windows, spikes, bits).Run();
            return Signal.Spikes(bits, shape);
        }
        var values = pass.Take(this, "output", lengths);
        using var operands = new Operands(_kind);
        new PlanePooling<float>(_pooling, windows, planes, new(windows.Pixels, spikes), operands.Write("output", values, lengths)).Run();
        return Signal.EachStep(values);
    }

    private Windows Over(ReadOnlySpan<nint> input, out nint[] output, out int planes)
    {
        var windows = _windows.Over(_kind, input, out var images);
        output = _windows.Output(input, windows.Channels, windows);
        planes = images * windows.Channels;
        return windows;
    }
}
