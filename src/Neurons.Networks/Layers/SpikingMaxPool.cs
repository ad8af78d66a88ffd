using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The input of each window that has had the largest sum so far, at every step: of spikes, those of the neuron that has fired most often.
/// Over time its rate is the largest of the window's rates, which a largest spike of each step would exceed (Rueckauer et al., "Conversion of
/// continuous-valued deep networks to efficient event-driven networks", 2017). Of equal sums, the first in the window is taken, row by row;
/// padding does not count. The sums go on from one part of a sequence to the next; the choice counts as constant in the gradient.
/// </summary>
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
        void IWork.Run(int worker, int plane)
        {
            var (rows, columns) = (windows.Y, windows.X);
            var size = rows.Length * columns.Length;
            var sum = sums + (nint)plane * size;
            for (var t = 0; t < steps; t++)
            {
                var place = (isEachStep ? (nint)t * planes : 0) + plane;
                var values = x + place * size;
                var target = dx == null ? null : dx + place * size;
                var result = y + ((nint)t * planes + plane) * windows.Positions;
                var added = new Span<T>(sum, size);
                TensorPrimitives.Add(added, new ReadOnlySpan<T>(values, size), added);
                for (var row = 0; row < rows.Count; row++)
                {
                    for (var column = 0; column < columns.Count; column++, result++)
                    {
                        var largest = Largest(sum, rows.Start(row), columns.Start(column));
                        if (target == null) *result = values[largest];
                        else target[largest] += *result;
                    }
                }
            }
        }

        private int Largest(T* sum, int top, int left)
        {
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
