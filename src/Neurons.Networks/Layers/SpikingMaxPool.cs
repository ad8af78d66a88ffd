using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// How much the largest sum over time under each window has grown at every step. Of spikes, the output is one whenever the neuron that has fired
/// most often fires once more, so that its rate over all steps is the largest of the window's rates; a largest spike of each step would exceed
/// it, and so may the spikes of the neuron that leads, where two take turns. Padding does not count; the sums go on from one part of a sequence
/// to the next. Of inputs that stay the same, the output is that of max pooling.
/// </summary>
/// <remarks><code>s[t] = s[t−1] + x[t],  y[t] = max s[t] − max s[t−1]</code>
/// After the gates of Rueckauer et al., "Conversion of continuous-valued deep networks to efficient event-driven networks for image
/// classification", 2017. Of equal sums, the first in the window takes the gradient, row by row.</remarks>
public abstract class SpikingMaxPool : Layer
{
    private readonly string _kind;
    private readonly ImageWindows _windows;

    private protected SpikingMaxPool(int[] kernel, int[] stride, int[] padding)
    {
        _kind = GetType().Name;
        _windows = new(kernel, stride, padding, [.. kernel.Select(_ => 1)]);
        for (var d = 0; d < kernel.Length; d++)
        {
            Require.AtLeast(1, _kind, "kernel", kernel[d]);
            Require.AtLeast(1, _kind, "stride", stride[d]);
            if (padding[d] < 0 || 2L * padding[d] > kernel[d])
                throw Require.Wrong(_kind, "padding", padding[d], $"≥ 0 and at most half of the kernel, {kernel[d]}");
        }
    }

    /// <summary>The numbers under a window.</summary>
    internal int Window => _windows.Kernel.Aggregate(1, (area, length) => area * length);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != _windows.Kernel.Length + 1) throw new ArgumentException($"takes [channels, {_windows.Lengths}]");
        var shape = Shapes.Native(input);
        var windows = _windows.Over(_kind, shape, out _);
        return Array.ConvertAll(_windows.Output(shape, windows.Channels, windows), length => (int)length);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_kind}({_windows.Text(_windows.Kernel)})";

    /// <summary>The layer as a function, in the precision of its input.</summary>
    /// <param name="before">The sums of the input before, in the shape of a step; null for zeros.</param>
    /// <param name="input">x, [T, …, channels, lengths…], or without T where it stays the same.</param>
    /// <param name="output">A buffer for y, [T, …, channels, lengths'…].</param>
    /// <returns>The sums with this input: for the part of the sequence that follows.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public Tensor<T> Forward<T>(Tensor<T>? before, InputSequence<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(before, input, output, null);

    /// <summary>The gradient of Σ dy·y by the input.</summary>
    /// <param name="before">The sums of the input before, in the shape of a step; null for zeros.</param>
    /// <param name="input">x, [T, …, channels, lengths…], or without T where it stays the same.</param>
    /// <param name="outputGradient">dy, [T, …, channels, lengths'…].</param>
    /// <param name="inputGradient">A buffer in the shape of x; for one that stays the same, the gradient is the sum over time.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(Tensor<T>? before, InputSequence<T> input, Tensor<T> outputGradient, Tensor<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputGradient);
        _ = Run(before, input, outputGradient, inputGradient);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var shape = input.Shape.ToArray();
        var before = pass.Before<Tensor<float>>(this, shape);
        int[] features = [.. shape[1..].Select(length => (int)length)];
        var output = pass.Take(this, "output", [input.Steps, shape[0], .. Shapes.Native(OutputShape(features))]);
        pass.Keep(this, Forward(before, x, output), shape);
        return new(Signal.EachStep(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(before, x, outputGradient, inputGradient);
        });
    }

    /// <param name="before">The sums before.</param>
    /// <param name="input">x.</param>
    /// <param name="pooled">y, to be written; or dy, to be read, where there is a gradient.</param>
    /// <param name="gradient">dx, to be written; null for the forward pass.</param>
    private unsafe Tensor<T> Run<T>(Tensor<T>? before, InputSequence<T> input, Tensor<T> pooled, Tensor<T>? gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_kind);
        var step = input.Values.Lengths[(input.IsEachStep ? 1 : 0)..].ToArray();
        var windows = _windows.Over(_kind, step, out var images);
        nint[] shape = [input.Steps, .. _windows.Output(step, windows.Channels, windows)];
        var x = operands.Read("input", input.Values);
        var y = gradient is null ? operands.Write("output", pooled, shape) : operands.Read("outputGradient", pooled, shape);
        var dx = operands.WriteOrNull("inputGradient", gradient, input.Values.Lengths);
        var sums = AlignedTensor.CreateUninitialized<T>(step);
        if (before is null) sums.Span().Clear();
        else operands.ReadSpan("before", before, step).CopyTo(sums.Span());
        if (gradient is not null) gradient.Span().Clear();
        var all = operands.Write("sums", sums, step);
        Parallelism.Run(images * windows.Channels, new Work<T>(windows, input.IsEachStep, input.Steps, images * windows.Channels, x, all, y, dx));
        return sums;
    }

    /// <summary>One channel of one image over all steps.</summary>
    private sealed unsafe class Work<T>(Windows windows, bool isEachStep, int steps, int planes, T* x, T* sums, T* y, T* dx) : IWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int _size = windows.Pixels;

        void IWork.Run(int worker, int plane)
        {
            var sum = sums + (nint)plane * _size;
            if (dx == null) Forward(plane, sum);
            else Backward(plane, sum);
        }

        private void Forward(int plane, T* sum)
        {
            var count = windows.Positions;
            using var memory = NativeBuffer.Rent((long)count * sizeof(T));
            var before = (T*)memory.Address;
            for (var w = 0; w < count; w++) before[w] = sum[Largest(sum, w)];
            for (var t = 0; t < steps; t++)
            {
                Add(plane, t, sum);
                var result = Result(plane, t);
                for (var w = 0; w < count; w++)
                {
                    var largest = sum[Largest(sum, w)];
                    result[w] = largest - before[w];
                    before[w] = largest;
                }
            }
        }

        /// <summary>dy[t] − dy[t+1] is the derivative by the largest sum at t, which all inputs until then are part of.</summary>
        private void Backward(int plane, T* sum)
        {
            var count = windows.Positions;
            using var memory = NativeBuffer.Rent(((long)count * steps * sizeof(int)) + ((long)_size * sizeof(T)));
            var gradient = new Span<T>((T*)memory.Address, _size);
            var places = (int*)((T*)memory.Address + _size);
            for (var t = 0; t < steps; t++)
            {
                Add(plane, t, sum);
                for (var w = 0; w < count; w++) places[(nint)t * count + w] = Largest(sum, w);
            }
            gradient.Clear();
            for (var t = steps - 1; t >= 0; t--)
            {
                T* now = Result(plane, t), next = t + 1 < steps ? Result(plane, t + 1) : null;
                for (var w = 0; w < count; w++) gradient[places[(nint)t * count + w]] += next == null ? now[w] : now[w] - next[w];
                var target = new Span<T>(dx + Place(plane, t), _size);
                TensorPrimitives.Add(target, gradient, target);
            }
        }

        private void Add(int plane, int t, T* sum)
        {
            var added = new Span<T>(sum, _size);
            TensorPrimitives.Add(added, new ReadOnlySpan<T>(x + Place(plane, t), _size), added);
        }

        private nint Place(int plane, int t) => ((isEachStep ? (nint)t * planes : 0) + plane) * _size;

        private T* Result(int plane, int t) => y + ((nint)t * planes + plane) * windows.Positions;

        private int Largest(T* sum, int window)
        {
            var (top, left) = (windows.Y.Start(window / windows.X.Count), windows.X.Start(window % windows.X.Count));
            var (width, best) = (windows.X.Length, -1);
            for (var i = Math.Max(0, top); i < Math.Min(windows.Y.Length, top + windows.Y.Kernel); i++)
            {
                for (var j = Math.Max(0, left); j < Math.Min(width, left + windows.X.Kernel); j++)
                    if (best < 0 || sum[i * width + j] > sum[best]) best = i * width + j;
            }
            return best;
        }
    }
}

/// <summary>Spiking max pooling of lines, [channels, length] → [channels, length'].</summary>
/// <inheritdoc cref="SpikingMaxPool" path="/summary"/>
public sealed class SpikingMaxPool1d : SpikingMaxPool
{
    /// <summary>Windows over lines.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Before and after the line, at most half of a window.</param>
    public SpikingMaxPool1d(int kernel, int? stride = null, int padding = 0)
        : base([kernel], [stride ?? kernel], [padding]) => Options = new(kernel, stride, padding);

    /// <summary>A layer of these options.</summary>
    public SpikingMaxPool1d(Pool1dOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Kernel, options.Stride, options.Padding)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public Pool1dOptions Options { get; }
}

/// <summary>Spiking max pooling of images, [channels, height, width] → [channels, height', width'].</summary>
/// <inheritdoc cref="SpikingMaxPool" path="/summary"/>
public sealed class SpikingMaxPool2d : SpikingMaxPool
{
    /// <summary>Windows over images.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Around the image, at most half of a window; null for none.</param>
    public SpikingMaxPool2d(ImageSize kernel, ImageSize? stride = null, ImageSize? padding = null)
        : base(kernel.ToArray(), (stride ?? kernel).ToArray(), (padding ?? 0).ToArray()) => Options = new(kernel, stride, padding);

    /// <summary>A layer of these options.</summary>
    public SpikingMaxPool2d(Pool2dOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Kernel, options.Stride, options.Padding)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public Pool2dOptions Options { get; }
}
