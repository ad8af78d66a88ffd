using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>The steps of contiguous sequences [T, …].</summary>
internal static class Rows
{
    /// <summary>The numbers of a step.</summary>
    public static Span<float> Of(Tensor<float> sequence, int step)
    {
        var all = Sequence.span(sequence);
        var width = all.Length / (int)sequence.Lengths[0];
        return all.Slice(step * width, width);
    }
}
