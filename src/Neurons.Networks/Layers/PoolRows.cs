using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The gradient of a pooling layer's input, computed for some neurons and steps at a time: it has several numbers for each of the output's, of which
/// the largest leave all but one zero.
/// </summary>
internal sealed unsafe class PoolRows : IGradientRows
{
    private readonly Lease _lease = new();
    private readonly PlanePoolingGradient<float> _pooling;
    private readonly int _size, _planes;

    /// <param name="kind">What becomes of a window.</param>
    /// <param name="windows">The windows over an image.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="outputGradient">Its gradient.</param>
    public PoolRows(PoolingKind kind, Windows windows, Signal input, Signal output, Tensor<float> outputGradient)
    {
        _size = windows.Pixels;
        _planes = (int)TensorPrimitives.Product(input.Shape) / _size;
        _pooling = new(
            kind, windows, Planes(_size, input), Planes(windows.Positions, output), (float*)_lease.Read(outputGradient));
    }

    /// <summary>Writes the whole.</summary>
    /// <param name="inputGradient">In the shape of the input's values.</param>
    /// <param name="steps">The steps; 1 of an input that stays the same.</param>
    public void Write(float* inputGradient, int steps) => _pooling.Write(steps * _planes, inputGradient);

    /// <inheritdoc/>
    public void Fill(int start, int count, int first, int until, nint target, nint stride)
    {
        using var memory = NativeBuffer.Rent(_pooling.Scratch);
        for (var step = first; step < until; step++, target += stride)
        {
            for (var neuron = start; neuron < start + count;)
            {
                var (plane, place) = Math.DivRem(neuron, _size);
                var some = Math.Min(_size - place, start + count - neuron);
                _pooling.Fill((step * _planes) + plane, place, some, (float*)target + (neuron - start), (float*)memory.Address);
                neuron += some;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();

    private Planes<float> Planes(int size, Signal signal) =>
        signal.Bits is { } bits ? new(size, bits) : new(size, (float*)_lease.Read(signal.Values));
}
