using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What was mixed into the samples of a batch.</summary>
/// <param name="Labels">The class of what was mixed into each sample.</param>
/// <param name="Share">Its share, in [0, 1).</param>
public sealed record LabelMix(int[] Labels, double Share)
{
    /// <summary>The loss of a mixed batch, and its gradient, as a trainer takes them: those of both classes in their shares.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="output">The output of the network.</param>
    /// <param name="labels">The classes of the samples.</param>
    /// <param name="gradient">Where the gradient is written.</param>
    public double Evaluate(Loss loss, Tensor<float> output, int[] labels, Tensor<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Evaluate(this, loss, output, labels, gradient, null, new Workspace(), withClasses: false, out _);
    }

    /// <summary>The loss of a batch, and its gradient; of one that is mixed, that of both classes in their shares.</summary>
    internal static double Evaluate(
        LabelMix? mix, Loss loss, Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor, Workspace workspace,
        bool withClasses, out int[] classes)
    {
        classes = [];
        var value = withClasses
            ? loss.Evaluate(output, labels, gradient, divisor, out classes) : loss.Evaluate(output, labels, gradient, divisor);
        if (mix is null) return value;
        var other = workspace.Take(loss, "gradient of what is mixed in", output.Lengths);
        var others = loss.Evaluate(output, mix.Labels, other, divisor);
        var (mine, its) = ((float)(1 - mix.Share), (float)mix.Share);
        TensorPrimitives.Multiply(gradient.ReadOnlySpan(), mine, gradient.Span());
        TensorPrimitives.MultiplyAdd(other.ReadOnlySpan(), its, gradient.ReadOnlySpan(), gradient.Span());
        return ((1 - mix.Share) * value) + (mix.Share * others);
    }
}
