using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Neurons.Deploy;

/// <summary>A checksum of the bits of numbers (FNV-1a), and how many there were.</summary>
internal sealed class Checksum
{
    private ulong _hash = 14695981039346656037;
    private long _count;

    public Checksum Add(Tensor<float> values) => AddBytes<float>(values.ToArray());

    public Checksum Add(Tensor<double> values) => AddBytes<double>(values.ToArray());

    public Checksum Add(params double[] values) => AddBytes<double>(values);

    public static string Line(string name, Checksum sum) => $"{name,-12} {sum._hash:x16} of {sum._count} numbers";

    private Checksum AddBytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        foreach (var one in MemoryMarshal.AsBytes(values)) _hash = (_hash ^ one) * 1099511628211;
        _count += values.Length;
        return this;
    }
}
