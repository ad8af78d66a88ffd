using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The sum of a network's outputs over the steps, which answers are read from where the outputs of all steps are not kept: the memory of one
/// step.
/// </summary>
internal sealed class OutputSum
{
    private readonly Tensor<float> _sum;

    /// <param name="method">Whose it is.</param>
    /// <param name="batch">The batch.</param>
    public OutputSum(TrainingMethod method, TrainingBatch batch)
    {
        _sum = batch.Workspace.Take(method, "sum of outputs", [1, .. batch.Input.Shape[..1], batch.Network.OutputShape[0]]);
        _sum.Span().Clear();
    }

    /// <summary>Adds the output of a step, [1, batch, classes].</summary>
    public void Add(Tensor<float> output) => TensorPrimitives.Add(_sum.ReadOnlySpan(), output.ReadOnlySpan(), _sum.Span());

    /// <summary>The class of each sample.</summary>
    public int[] Classes(TrainingBatch batch) => batch.Classes(_sum);
}
