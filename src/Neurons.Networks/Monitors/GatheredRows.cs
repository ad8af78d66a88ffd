using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A gradient that is computed in pieces, each of which is gathered as it comes, while it is in a cache.</summary>
internal sealed unsafe class GatheredRows : IGradientRows
{
    private readonly IGradientRows _inner;
    private readonly Accumulator _into;
    private readonly Lease _lease = new();
    private readonly float*[] _sums;
    private readonly float[]? _all;
    private readonly int _width;

    public GatheredRows(IGradientRows inner, Accumulator into, Signal output)
    {
        (_inner, _into, _width) = (inner, into, (int)TensorPrimitives.Product(output.Shape));
        into.Expect(output.Shape, output.Steps);
        _sums = new float*[into.Sums.Length];
        for (var g = 0; g < _sums.Length; g++) _sums[g] = (float*)_lease.Write("sums", into.Sums[g]);
        if (into.KeepsAll) _all = GC.AllocateUninitializedArray<float>(_width * output.Steps);
    }

    /// <inheritdoc/>
    public void Fill(int start, int count, int first, int until, nint target, nint stride)
    {
        _inner.Fill(start, count, first, until, target, stride);
        // the way back comes from the last step
        var last = (float*)((byte*)target + ((until - 1 - first) * stride));
        for (var g = 0; g < _sums.Length; g++)
            RowGathering.Add(_into.Watched.Gathered[g], last, -stride, until - first, count, _sums[g] + start);
        for (var t = first; _all is not null && t < until; t++)
            new ReadOnlySpan<float>((byte*)target + ((t - first) * stride), count).CopyTo(_all.AsSpan((t * _width) + start, count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inner.Dispose();
        _lease.Dispose();
        if (_all is not null) _into.KeepAll(_all);
    }
}
