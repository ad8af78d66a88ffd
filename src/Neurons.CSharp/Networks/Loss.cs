using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons;

/// <summary>What training makes small: a function of a network's output, [T, batch, classes], and of the class of each sample.</summary>
public sealed class Loss
{
    private readonly Readout _readout;

    private Loss(string name, Readout readout) => (Name, _readout) = (name, readout);

    /// <summary>The name, as in a checkpoint.</summary>
    public string Name { get; }

    /// <summary>Softmax cross-entropy of the largest potential of each class over time. snnTorch's <c>ce_max_membrane_loss</c>.</summary>
    public static Loss MaxMembraneCrossEntropy() => new("max_membrane_cross_entropy", Readout.MaxOverTime);

    /// <summary>Softmax cross-entropy of the mean potential of each class over time.</summary>
    public static Loss MeanMembraneCrossEntropy() => new("mean_membrane_cross_entropy", Readout.MeanOverTime);

    /// <summary>The mean loss of the batch, and its gradient with respect to the output.</summary>
    /// <param name="output">[T, batch, classes]</param>
    /// <param name="labels">The class of each sample, 0 .. classes − 1.</param>
    public (double Value, Tensor<float> Gradient) Evaluate(Tensor<float> output, int[] labels)
    {
        var loss = Evaluate(output, labels, null);
        return (loss.Value, loss.Gradient);
    }

    /// <summary>The class of each sample: the one with the largest value over time.</summary>
    public int[] Classes(Tensor<float> output) => CrossEntropyModule.classes(_readout, InputSequence<float>.NewEachStep(output));

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static Loss? Find(string name) =>
        new[] { MaxMembraneCrossEntropy(), MeanMembraneCrossEntropy() }.FirstOrDefault(loss => loss.Name == name);

    internal LossValue<float> Evaluate(Tensor<float> output, int[] labels, Tensor<float>? into) =>
        CrossEntropyModule.evaluate(_readout, InputSequence<float>.NewEachStep(output), labels, into);
}
