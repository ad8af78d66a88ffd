using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>Sets numbers to zero at random, as a function of a seed, a step and each number's place.</summary>
internal static unsafe class DropoutMask
{
    /// <summary>The draw of dropout; neurons count theirs from 0, streams and encoders have the last two.</summary>
    private const uint Draw = 0xFFFFFFFD;

    private const int Together = 1024;

    /// <summary>A seed of its own for each pass.</summary>
    public static ulong Seed(ulong seed, uint stream, ulong pass)
    {
        var (low, high, _, _) = Philox.Block((uint)pass, (uint)(pass >> 32), Draw, stream, (uint)seed, (uint)(seed >> 32));
        return ((ulong)high << 32) | low;
    }

    /// <summary>y is x times the scale where the number is kept, else 0; added to y where asked.</summary>
    /// <remarks>The mask is the same for floats and doubles.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Apply<T>(
        T* x, T* y, int count, ulong seed, uint stream, uint first, uint step, float probability, T scale, bool add)
        where T : unmanaged, INumber<T>
    {
        var uniform = stackalloc float[Together];
        for (var done = 0; done < count; done += Together)
        {
            var length = Math.Min(Together, count - done);
            Philox.FillUniform(new Span<float>(uniform, length), [], seed, stream, first + (uint)done, step, Draw);
            for (var i = 0; i < length; i++)
            {
                var value = uniform[i] < probability ? T.Zero : x[done + i] * scale;
                y[done + i] = add ? y[done + i] + value : value;
            }
        }
    }
}
