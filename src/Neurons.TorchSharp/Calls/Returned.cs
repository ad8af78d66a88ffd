using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// What a backward function returns is read by torch after it has returned, and nobody disposes it. So the next backward function on
/// the same thread does.
/// </summary>
internal static class Returned
{
    [ThreadStatic]
    private static List<Tensor>? s_last;

    /// <summary>The list as torch wants it, null for what has no gradient.</summary>
    public static List<Tensor> Keep(List<Tensor?> gradients)
    {
        s_last?.ForEach(tensor => tensor.Dispose());
        s_last = [.. gradients.OfType<Tensor>()];
        return gradients!;
    }
}
