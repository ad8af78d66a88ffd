using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a layer that pools volumes; of three numbers, depth, height and width, one alone stands for all.</summary>
/// <param name="Kernel">The size of a window, each at least 1.</param>
/// <param name="Stride">From one window to the next, each at least 1; null for windows side by side.</param>
/// <param name="Padding">Around the volume, each at most half of a window; null for none.</param>
public record Pool3dOptions(int[] Kernel, int[]? Stride = null, int[]? Padding = null);

/// <summary>
/// One number for each window of every channel, at every step, [channels, depth, height, width] → [channels, depth', height', width']: what
/// <see cref="MaxPool3d"/>, <see cref="AveragePool3d"/> and <see cref="SumPool3d"/> have in common. Lengths are as of a <see cref="Pool"/>.
/// </summary>
public abstract unsafe class VolumePool : Layer, IEachStep
{
    private readonly string _kind;
    private readonly PoolingKind _pooling;
    private readonly int[] _kernel, _stride, _padding;
    private nint[] _output = [];

    private protected VolumePool(PoolingKind pooling, Pool3dOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_kind, _pooling) = (GetType().Name, pooling);
        _kernel = Three("kernel", options.Kernel);
        _stride = options.Stride is { } stride ? Three("stride", stride) : _kernel;
        _padding = options.Padding is { } padding ? Three("padding", padding) : [0, 0, 0];
        for (var d = 0; d < 3; d++)
        {
            Require.AtLeast(1, _kind, "kernel", _kernel[d]);
            Require.AtLeast(1, _kind, "stride", _stride[d]);
            if (_padding[d] < 0 || 2L * _padding[d] > _kernel[d])
                throw Require.Wrong(_kind, "padding", _padding[d], $"≥ 0 and at most half of the kernel, {_kernel[d]}");
        }
    }

    bool IEachStep.IsEachStep => true;

    /// <summary>The voxels of a window.</summary>
    internal int Window => _kernel[0] * _kernel[1] * _kernel[2];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != 4) throw new ArgumentException("takes [channels, depth, height, width]");
        return [input[0], .. Over(Shapes.Native(input)).Select(along => along.Count)];
    }

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    /// <inheritdoc/>
    public override string ToString() => $"{_kind}({string.Join(" × ", _kernel.Distinct().Count() == 1 ? _kernel[..1] : _kernel)})";

    /// <summary>The layer as a function, in the precision of its input: a number for each window of every channel.</summary>
    /// <param name="input">x, […, channels, depth, height, width].</param>
    /// <param name="output">A buffer for y, […, channels, depth', height', width'].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var x = operands.Read("input", input);
        var windows = Over(input.Lengths);
        var y = operands.Write("output", output, Output(input.Lengths, windows));
        Parallelism.Run(Planes(input.Lengths), new Work<T>(_pooling, windows, x, y, null, null));
    }

    /// <summary>The gradient of Σ dy·y by the input; that of a largest number goes to the first of equals, plane by plane and row by row.</summary>
    /// <param name="input">x, […, channels, depth, height, width].</param>
    /// <param name="output">y, […, channels, depth', height', width'].</param>
    /// <param name="outputGradient">dy, in the shape of y.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(Tensor<T> input, Tensor<T> output, Tensor<T> outputGradient, Tensor<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var x = operands.Read("input", input);
        var windows = Over(input.Lengths);
        var shape = Output(input.Lengths, windows);
        var y = operands.Read("output", output, shape);
        var dy = operands.Read("outputGradient", outputGradient, shape);
        var dx = operands.Write("inputGradient", inputGradient, input.Lengths);
        Parallelism.Run(Planes(input.Lengths), new Work<T>(_pooling, windows, x, y, dy, dx));
    }

    /// <summary>The windows over an input.</summary>
    /// <param name="input">[…, channels, depth, height, width].</param>
    /// <exception cref="ArgumentException">The layer does not take this shape.</exception>
    public VolumeGeometry GeometryOver(ReadOnlySpan<nint> input)
    {
        var windows = Over(input);
        return new(ImageAxis.Of(windows[0]), ImageAxis.Of(windows[1]), ImageAxis.Of(windows[2]));
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var output = pass.Take(this, "output", [.. x.Lengths[..^4], .. _output]);
        Forward(x, output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(x, output, outputGradient, inputGradient);
        });
    }

    private int[] Three(string name, int[] given) => given switch
    {
        [var all] => [all, all, all],
        [_, _, _] => given,
        null => throw new ArgumentNullException(name, $"{_kind}: {name} is null."),
        _ => throw new ArgumentException($"{_kind}: {name} has {given.Length} numbers; it must have 1 or 3."),
    };

    /// <summary>The windows along depth, height and width.</summary>
    private WindowsAlong[] Over(ReadOnlySpan<nint> input)
    {
        if (input.Length < 4)
            throw new ArgumentException($"{_kind}: the input has the shape {Shapes.Text(input)}; it must be […, channels, depth, height, width].");
        var windows = new WindowsAlong[3];
        for (var d = 0; d < 3; d++)
        {
            windows[d] = new((int)input[input.Length - 3 + d], _kernel[d], _stride[d], _padding[d], 1);
            if (windows[d].Count < 1 || windows[d].Length < 1)
                throw new ArgumentException(
                    $"{_kind}: the volumes are {Shapes.Text(input[^4..])}; with a padding of {Shapes.Text(_padding)} they are smaller than the "
                    + $"kernel {Shapes.Text(_kernel)}.");
        }
        return windows;
    }

    private static nint[] Output(ReadOnlySpan<nint> input, WindowsAlong[] windows) =>
        [.. input[..^3], windows[0].Count, windows[1].Count, windows[2].Count];

    private static int Planes(ReadOnlySpan<nint> input) => (int)TensorPrimitives.Product(input[..^3]);

    /// <summary>A channel of a volume; the gradient where there is room for one.</summary>
    private sealed class Work<T>(PoolingKind kind, WindowsAlong[] windows, T* x, T* y, T* dy, T* dx) : IWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly WindowsAlong _z = windows[0], _y = windows[1], _x = windows[2];

        public void Run(int worker, int item)
        {
            var size = (nint)_z.Length * _y.Length * _x.Length;
            var (from, next) = (item * size, item * (nint)_z.Count * _y.Count * _x.Count);
            if (dx != null) new Span<T>(dx + from, (int)size).Clear();
            for (var depth = 0; depth < _z.Count; depth++)
            {
                for (var row = 0; row < _y.Count; row++)
                {
                    for (var column = 0; column < _x.Count; column++, next++)
                    {
                        var box = new Box(ImagePooling.Inside(_z, depth), ImagePooling.Inside(_y, row), ImagePooling.Inside(_x, column));
                        if (dx == null) y[next] = Value(x + from, box);
                        else Spread(x + from, y[next], dy[next], dx + from, box);
                    }
                }
            }
        }

        private T Value(T* values, Box box)
        {
            var value = values[At(box.Z.First, box.Y.First, box.X.First)];
            var isFirst = true;
            for (var k = box.Z.First; k < box.Z.End; k++)
            {
                for (var i = box.Y.First; i < box.Y.End; i++)
                {
                    for (var j = box.X.First; j < box.X.End; j++)
                    {
                        if (!isFirst) value = kind == PoolingKind.Max ? ImagePooling.Larger(value, values[At(k, i, j)]) : value + values[At(k, i, j)];
                        isFirst = false;
                    }
                }
            }
            return kind == PoolingKind.Max ? value : value / Divisor(box);
        }

        private void Spread(T* values, T largest, T gradient, T* into, Box box)
        {
            var share = kind == PoolingKind.Max ? gradient : gradient / Divisor(box);
            for (var k = box.Z.First; k < box.Z.End; k++)
            {
                for (var i = box.Y.First; i < box.Y.End; i++)
                {
                    for (var j = box.X.First; j < box.X.End; j++)
                    {
                        if (kind == PoolingKind.Max && values[At(k, i, j)] != largest) continue;
                        into[At(k, i, j)] += share;
                        if (kind == PoolingKind.Max) return;
                    }
                }
            }
            // a largest that is NaN equals nothing
            if (kind == PoolingKind.Max) into[At(box.Z.First, box.Y.First, box.X.First)] += share;
        }

        private T Divisor(Box box) => kind switch
        {
            PoolingKind.Mean => T.CreateTruncating(_z.Kernel * _y.Kernel * _x.Kernel),
            PoolingKind.MeanInside => T.CreateTruncating(
                (box.Z.End - box.Z.First) * (box.Y.End - box.Y.First) * (box.X.End - box.X.First)),
            _ => T.One,
        };

        private nint At(int depth, int row, int column) => ((nint)(depth * _y.Length + row) * _x.Length) + column;

        /// <summary>What of a window lies in the volume.</summary>
        private readonly record struct Box((int First, int End) Z, (int First, int End) Y, (int First, int End) X);
    }
}

/// <summary>The largest number under each window of volumes. Padding does not count; the gradient goes to the first of equals.</summary>
public sealed class MaxPool3d : VolumePool
{
    /// <summary>Windows of one size in all dimensions, side by side.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    public MaxPool3d(int kernel)
        : this(new Pool3dOptions([kernel]))
    {
    }

    /// <summary>A layer of these options.</summary>
    public MaxPool3d(Pool3dOptions options)
        : base(PoolingKind.Max, options) => Options = options;

    /// <summary>What makes the same layer again.</summary>
    public Pool3dOptions Options { get; }
}

/// <summary>The sum of the numbers under each window of volumes. Of spikes, it is how many there are.</summary>
public sealed class SumPool3d : VolumePool
{
    /// <summary>Windows of one size in all dimensions, side by side.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    public SumPool3d(int kernel)
        : this(new Pool3dOptions([kernel]))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SumPool3d(Pool3dOptions options)
        : base(PoolingKind.Sum, options) => Options = options;

    /// <summary>What makes the same layer again.</summary>
    public Pool3dOptions Options { get; }
}

/// <summary>The options of an <see cref="AveragePool3d"/>.</summary>
/// <param name="Kernel">The size of a window, each at least 1.</param>
/// <param name="Stride">From one window to the next, each at least 1; null for windows side by side.</param>
/// <param name="Padding">Around the volume, each at most half of a window; null for none.</param>
/// <param name="CountPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
public sealed record AveragePool3dOptions(int[] Kernel, int[]? Stride = null, int[]? Padding = null, bool CountPadding = true)
    : Pool3dOptions(Kernel, Stride, Padding);

/// <summary>The mean of the numbers under each window of volumes.</summary>
public sealed class AveragePool3d : VolumePool
{
    /// <summary>Windows of one size in all dimensions, side by side.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    public AveragePool3d(int kernel)
        : this(new AveragePool3dOptions([kernel]))
    {
    }

    /// <summary>A layer of these options.</summary>
    public AveragePool3d(AveragePool3dOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).CountPadding ? PoolingKind.Mean : PoolingKind.MeanInside, options) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public AveragePool3dOptions Options { get; }
}
