using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The steps of a contiguous sequence [T, …] that is held in place: to find one takes no more than an addition. One row, [1, …], is that of
/// every step.
/// </summary>
internal readonly unsafe struct Rows
{
    private readonly int _width, _stride;

    /// <param name="lease">What holds the sequence.</param>
    /// <param name="sequence">The sequence.</param>
    public Rows(Lease lease, Tensor<float> sequence)
    {
        First = (float*)lease.Write("sequence", sequence);
        _width = sequence.Lengths[0] == 0 ? 0 : (int)(sequence.FlattenedLength / sequence.Lengths[0]);
        _stride = sequence.Lengths[0] == 1 ? 0 : _width;
    }

    /// <summary>The first number.</summary>
    public float* First { get; }

    /// <summary>The numbers of a step.</summary>
    public Span<float> this[int step] => new(At(step), _width);

    /// <summary>The first number of a step.</summary>
    public float* At(int step) => First + (nint)step * _stride;

    /// <summary>The numbers of a step of a sequence that is not held.</summary>
    public static Span<float> Of(Tensor<float> sequence, int step)
    {
        var all = sequence.Span();
        var steps = (int)sequence.Lengths[0];
        var width = all.Length / steps;
        return all.Slice(steps == 1 ? 0 : step * width, width);
    }
}
