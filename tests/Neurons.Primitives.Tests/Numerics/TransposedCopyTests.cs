namespace Neurons.Primitives.Tests;

public unsafe class TransposedCopyTests
{
    [Fact]
    public void Lines_become_columns_and_nothing_else_is_written()
    {
        foreach (var lines in new[] { 0, 1, 3, 4, 7, 8, 15, 16, 29, 65 })
        {
            foreach (var depth in new[] { 0, 1, 4, 5, 11, 64 })
            {
                Check<float>(lines, depth);
                Check<double>(lines, depth);
            }
        }
    }

    private static void Check<T>(int lines, int depth) where T : unmanaged, System.Numerics.INumber<T>
    {
        int sourceStride = depth + 3, targetStride = lines + 2;
        var source = Matrices.Random<T>(lines * sourceStride + 1, 1);
        var target = new T[(depth + 1) * targetStride];
        fixed (T* from = source, to = target)
            TransposedCopy.Copy(from, sourceStride, lines, depth, to, targetStride);
        for (var term = 0; term <= depth; term++)
        {
            for (var line = 0; line < targetStride; line++)
                Assert.Equal(term < depth && line < lines ? source[line * sourceStride + term] : T.Zero, target[term * targetStride + line]);
        }
    }
}
