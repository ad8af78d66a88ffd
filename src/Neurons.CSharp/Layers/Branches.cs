using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons;

/// <summary>Chains of layers that take the same input, and how their outputs become one.</summary>
internal sealed class Branches(Merge merge, LayerChain[] chains)
{
    private static readonly string[] _roles = ["a branch's output gradient", "a branch's input gradient"];

    public IReadOnlyList<LayerChain> Chains => chains;

    public Parameter[] Stored { get; private set; } = [];

    /// <summary>Builds the chains, and returns the shape of the merged output.</summary>
    public int[] Build(int[] input)
    {
        var outputs = Array.ConvertAll(chains, chain => chain.Build(input)[^1]);
        Stored = [.. chains.SelectMany(chain => chain.Stored)];
        var first = outputs[0];
        if (merge == Merge.Sum)
        {
            return outputs.All(shape => shape.AsSpan().SequenceEqual(first))
                ? first
                : throw new ArgumentException($"sums {Text()}, which must be of one shape");
        }
        if (outputs.Any(shape => shape.Length == 0 || !shape.AsSpan(1).SequenceEqual(first.AsSpan(1))))
            throw new ArgumentException($"concatenates {Text()}, which must be equal but for the first length");
        return [outputs.Sum(shape => shape[0]), .. first[1..]];

        string Text() => string.Join(" and ", outputs.Select(shape => Shapes.Text(shape)));
    }

    public LayerRun Forward(Signal input, Pass pass)
    {
        var workspace = pass.Workspace;
        var runs = Array.ConvertAll(chains, chain => chain.Forward(input, pass));
        var outputs = Array.ConvertAll(runs, run => run.Output);
        var steps = outputs[0].Steps;
        if (Array.Exists(outputs, output => output.Steps != steps))
            throw new ArgumentException($"The branches give {string.Join(" and ", outputs.Select(output => output.Steps))} steps; it must be one number.");

        var isConstant = Array.TrueForAll(outputs, output => output.IsConstant);
        nint[] shape = outputs[0].Shape.ToArray();
        if (merge == Merge.Concatenate) shape[1] = outputs.Aggregate((nint)0, (sum, output) => sum + output.Shape[1]);
        var merged = workspace.Take(this, "output", isConstant ? shape : [steps, .. shape]);
        // rows of a sample at a step; a constant output is the same at every step
        var rows = (int)(merged.FlattenedLength / Math.Max(1, Width(shape)));
        var begin = 0;
        foreach (var output in outputs)
        {
            Place(output.Values, merged, rows, begin, isSum: merge == Merge.Sum, isFirst: begin == 0 && output.Equals(outputs[0]));
            if (merge == Merge.Concatenate) begin += Width(output.Shape);
        }
        var result = isConstant ? Signal.Constant(steps, merged) : Signal.EachStep(merged);
        return new(result, (outputGradient, gradients, inputGradient) => Backward(input, outputs, runs, workspace, outputGradient, gradients, inputGradient));
    }
}
