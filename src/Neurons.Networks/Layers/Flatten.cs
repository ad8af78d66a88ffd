using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// All features of a step in one dimension, [channels, height, width] → [channels · height · width], as before a <see cref="Linear"/>.
/// </summary>
public sealed class Flatten : Layer, ITakesSpikes, IGivesSpikes, IEachStep
{
    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Shapes.Count(input) is var count && count <= Array.MaxLength
        ? [(int)count]
        : throw new ArgumentException($"makes {count} features of {Shapes.Text(input)}; at most {Array.MaxLength} are possible");

    /// <inheritdoc/>
    public override string ToString() => "Flatten";

    /// <inheritdoc/>
    public bool GivesSpikes { get; set; }

    bool ITakesSpikes.TakesSpikes => GivesSpikes;

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        nint[] shape = [input.Shape[0], input.Shape.Length == 1 ? 1 : TensorPrimitives.Product(input.Shape[1..])];
        if (input.Bits is { } bits) return new(Signal.Spikes(bits, shape), PullBack);
        var output = pass.Take(this, "output", input.IsConstant ? shape : [input.Steps, .. shape]);
        Copy(input.Values, output);
        return new(input.With(output), PullBack);

        static void PullBack(Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient)
        {
            if (inputGradient is not null) Copy(outputGradient, inputGradient);
        }

        static void Copy(Tensor<float> from, Tensor<float> to) => from.Numbers().CopyTo(to.Span());
    }
}
