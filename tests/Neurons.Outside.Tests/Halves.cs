using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>A layer of one's own with two outputs: the first half of the features, and the second.</summary>
public sealed class Halves(int features) : Layer, IManyOutputs
{
    private readonly int _half = features / 2;

    public IReadOnlyList<string> OutputNames => ["low", "high"];

    public override int[] InputShape => [2 * _half];

    public override int[] OutputShape(int[] input) => [_half];

    public int[] OutputShape(int output) => [_half];

    public override string ToString() => $"Halves({features})";

    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (outputs, pullback) = Forward([input], [0], pass);
        return new(outputs[0], (outputGradient, gradients, inputGradient) => pullback!([outputGradient], gradients, [inputGradient]));
    }

    public LayerOutputs Forward(IReadOnlyList<Signal> inputs, IReadOnlyList<int> outputs, Pass pass)
    {
        var x = inputs[0].Values;
        var halves = new Signal[outputs.Count];
        for (var o = 0; o < halves.Length; o++)
        {
            var half = pass.Take(this, OutputNames[outputs[o]], [.. x.Lengths[..^1], _half]);
            for (var row = 0; row < half.FlattenedLength / _half; row++)
                x.Span().Slice((2 * row + outputs[o]) * _half, _half).CopyTo(half.Span()[(row * _half)..]);
            halves[o] = inputs[0].With(half);
        }
        return new(halves, (outputGradients, _, inputGradients) =>
        {
            if (inputGradients[0] is not { } dx) return;
            dx.Span().Clear();
            for (var o = 0; o < outputGradients.Length; o++)
            {
                for (var row = 0; row < outputGradients[o].FlattenedLength / _half; row++)
                    outputGradients[o].Span().Slice(row * _half, _half).CopyTo(dx.Span()[((2 * row + outputs[o]) * _half)..]);
            }
        });
    }
}
