using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The gradient of a pooling layer's input, computed for some neurons and steps at a time: it has several numbers for each of the output's, of which
/// the largest leave all but one zero.
/// </summary>
internal sealed unsafe class PoolRows : IGradientRows
{
    private readonly Lease _lease = new();
    private readonly PoolingKind _kind;
    private readonly Windows _windows;
    private readonly Planes<float> _input, _output;
    private readonly float* _gradient;
    private readonly int _planes;

    /// <param name="kind">What becomes of a window.</param>
    /// <param name="windows">The windows over an image.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="outputGradient">Its gradient.</param>
    public PoolRows(PoolingKind kind, Windows windows, Signal input, Signal output, Tensor<float> outputGradient)
    {
        (_kind, _windows) = (kind, windows);
        _input = Planes(windows.Y.Length * windows.X.Length, input);
        _output = Planes(windows.Positions, output);
        _gradient = (float*)_lease.Read(outputGradient);
        _planes = (int)TensorPrimitives.Product(input.Shape) / _input.Size;
    }

    /// <summary>Writes the whole.</summary>
    /// <param name="inputGradient">In the shape of the input's values.</param>
    /// <param name="steps">The steps; 1 of an input that stays the same.</param>
    public void Write(float* inputGradient, int steps) =>
        new PlanePoolingGradient<float>(_kind, _windows, steps * _planes, _input, _output, _gradient, inputGradient).Run();

    /// <inheritdoc/>
    public void Fill(int start, int count, int first, int until, nint target, nint stride)
    {
        using var memory = NativeBuffer.Rent((long)(_input.Size + _input.Scratch + _output.Scratch) * sizeof(float));
        for (var step = first; step < until; step++, target += stride)
        {
            for (var neuron = start; neuron < start + count;)
            {
                var (plane, place) = Math.DivRem(neuron, _input.Size);
                var some = Math.Min(_input.Size - place, start + count - neuron);
                Fill((step * _planes) + plane, place, some, (float*)target + (neuron - start), (float*)memory.Address);
                neuron += some;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();

    private Planes<float> Planes(int size, Signal signal) =>
        signal.Bits is { } bits ? new(size, bits) : new(size, (float*)_lease.Read(signal.Values));

    /// <summary>Some numbers of a plane: the rows of windows over them.</summary>
    private void Fill(int plane, int place, int count, float* target, float* scratch)
    {
        var (along, width) = (_windows.Y, _windows.X.Length);
        var (top, bottom) = (place / width, ((place + count - 1) / width) + 1);
        var before = top + along.Padding - along.Kernel;
        var first = before < 0 ? 0 : (before / along.Stride) + 1;
        var end = Math.Min(along.Count, (bottom + along.Padding + along.Stride - 1) / along.Stride);
        if (first < end)
        {
            top = Math.Min(top, ImagePooling.Inside(along, first).First);
            bottom = Math.Max(bottom, ImagePooling.Inside(along, end - 1).End);
        }
        var dx = count == _input.Size ? target : scratch;
        new Span<float>(dx + ((nint)top * width), (bottom - top) * width).Clear();
        if (first < end)
        {
            // only the largest depends on the numbers
            var isLargest = _kind == PoolingKind.Max;
            var x = isLargest ? _input.Of(plane, scratch + _input.Size, top * width, bottom * width) : null;
            var pooled = scratch + _input.Size + _input.Scratch;
            var y = isLargest ? _output.Of(plane, pooled, first * _windows.X.Count, end * _windows.X.Count) : null;
            ImagePooling.AddGradient(_kind, _windows, first, end, x, y, _gradient + ((nint)plane * _windows.Positions), dx);
        }
        if (dx != target) new ReadOnlySpan<float>(dx + place, count).CopyTo(new(target, count));
    }
}
