using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons;

/// <summary>All features of a step in one dimension, [channels, height, width] → [channels · height · width], as before a <see cref="Linear"/>.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override int[]? InputShape => null;

    internal override Parameter[] Stored => [];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => [checked((int)Shapes.Count(input))];

    /// <inheritdoc/>
    public override string ToString() => "Flatten";

    internal static Flatten Read(LayerDescription description) => new();

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var leading = x.Lengths[..(input.IsConstant ? 1 : 2)].ToArray();
        var rows = leading.Aggregate((nint)1, (product, length) => product * length);
        var output = pass.Workspace.Take(this, "output", [.. leading, rows == 0 ? 0 : x.FlattenedLength / rows]);
        Copy(x, output);
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Copy(outputGradient, inputGradient);
        });

        static void Copy(Tensor<float> from, Tensor<float> to) => Sequence.readOnly(from).CopyTo(Sequence.span(to));
    }

    internal override JsonObject Describe() => new() { ["type"] = "Flatten" };
}
