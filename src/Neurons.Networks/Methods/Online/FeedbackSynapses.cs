using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The synapses of a <see cref="Feedback"/> as a layer of their own: from each of its neurons to each.</summary>
internal sealed class FeedbackSynapses(Feedback feedback) : Layer, ISynapses
{
    public Parameter Weight => feedback.StoredParameters[0];

    public Parameter? Bias => feedback.StoredParameters.Count > 1 ? feedback.StoredParameters[1] : null;

    public override IReadOnlyList<Parameter> StoredParameters => feedback.StoredParameters;

    private int Neurons => (int)Weight.Shape[0];

    public override int[] OutputShape(int[] input) => input;

    public override string ToString() => $"the synapses of {feedback}";

    public override LayerRun Forward(Signal input, Pass pass)
    {
        var output = pass.Take(this, "output", input.Lengths);
        var rows = (int)input.Values.FlattenedLength / Neurons;
        Matrices.Multiply(
            input.Values.ReadOnlySpan(), false, Weight.Value.ReadOnlySpan(), true, output.Span(), rows, Neurons, Neurons,
            row: Bias is null ? default : Bias.Value.ReadOnlySpan());
        return new(input.With(output));
    }

    public void Backward(
        Tensor<float> input, Tensor<float> outputGradient, Tensor<float>? inputGradient, Tensor<float>? weightGradient, Tensor<float>? biasGradient)
    {
        var dy = outputGradient.ReadOnlySpan();
        var (n, rows) = (Neurons, dy.Length / Neurons);
        if (weightGradient is not null) Matrices.Multiply(dy, true, input.ReadOnlySpan(), false, weightGradient.Span(), n, n, rows);
        if (biasGradient is not null) Matrices.SumRows(dy, rows, n, biasGradient.Span());
        if (inputGradient is not null) Matrices.Multiply(dy, false, Weight.Value.ReadOnlySpan(), false, inputGradient.Span(), rows, n, n);
    }
}
