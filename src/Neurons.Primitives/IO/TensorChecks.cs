using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.IO;

/// <summary>Checks on data that was read from a file.</summary>
public static class TensorChecks
{
    /// <summary>Returns the tensor if all its values are finite.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="tensor">The data.</param>
    /// <param name="source">The file the data came from; it begins the message.</param>
    /// <exception cref="FormatError">A value is NaN or infinite; the message names its position.</exception>
    public static Tensor<T> RequireFinite<T>(this Tensor<T> tensor, string source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var index = 0L;
        foreach (var value in tensor)
        {
            if (!T.IsFinite(value))
            {
                var position = Position(index, tensor.Lengths);
                throw new FormatError(source, $"element [{string.Join(", ", position)}] is {value}; only finite numbers are allowed here");
            }

            index++;
        }

        return tensor;
    }

    private static long[] Position(long index, ReadOnlySpan<nint> lengths)
    {
        var position = new long[lengths.Length];
        for (var axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (index, position[axis]) = Math.DivRem(index, lengths[axis]);
        }

        return position;
    }
}
