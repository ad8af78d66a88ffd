namespace Neurons.Networks;

/// <summary>A layer that is a graph of chains which take the same input, and of which one output is made.</summary>
/// <param name="merge">How the outputs become one.</param>
/// <param name="branches">The chains.</param>
/// <param name="withInput">Whether the input itself is merged, too, after them.</param>
internal sealed class BranchGraph(Merge merge, Layer[][] branches, bool withInput = false)
{
    private const int Input = 0;

    private readonly LayerChain[] _chains = Array.ConvertAll(branches, layers => new LayerChain(layers));
    private int[]? _input, _output;
    private GraphParts? _parts;

    /// <summary>Builds the branches, and returns the shape of the merged output.</summary>
    public int[] Build(int[] input)
    {
        if (_input is not null && _input.AsSpan().SequenceEqual(input)) return _output!;
        int[][] outputs = [.. _chains.Select(chain => chain.Build(input)[^1]), .. withInput ? new[] { input } : []];
        _output = Merged(outputs);
        int[] signals = [.. Enumerable.Range(1, _chains.Length), .. withInput ? new[] { Input } : []];
        _parts = new(
            [.. _chains.Select((chain, i) => new ChainPart(new(i + 1, "input", [Input]), i + 1, chain))],
            _chains.Length + 1, [Input], [new(-1, "output", signals, merge)], signal => signal == Input ? "the input" : $"branch {signal - 1}");
        _input = (int[])input.Clone();
        return _output;
    }

    /// <summary>What it consists of, once it has been built.</summary>
    public Composition Describe() => _parts!.Describe();

    public LayerRun Forward(Signal input, Pass pass)
    {
        var (outputs, pullback) = _parts!.Run([input], pass, null);
        return new(outputs[0], pullback is null ? null : (outputGradient, gradients, inputGradient) =>
            pullback([outputGradient], gradients, [inputGradient]));
    }

    private int[] Merged(int[][] outputs)
    {
        if (merge == Merge.Sum)
        {
            var output = outputs[0];
            return outputs.All(shape => shape.AsSpan().SequenceEqual(output))
                ? output : throw new ArgumentException($"sums {Text()}, which must be of one shape");
        }
        return Concatenated(outputs);

        string Text() => string.Join(" and ", outputs.Select(shape => Shapes.Text(shape)));
    }

    /// <summary>The shape of features that are concatenated along their first dimension.</summary>
    /// <exception cref="ArgumentException">Their other lengths are not the same, or there are too many numbers.</exception>
    public static int[] Concatenated(int[][] shapes)
    {
        var output = (int[])shapes[0].Clone();
        if (shapes.Any(shape => shape.Length == 0 || !shape.AsSpan(1).SequenceEqual(output.AsSpan(1))))
            throw new ArgumentException($"concatenates {Text()}, which must be equal but for the first length");
        var length = shapes.Sum(shape => (long)shape[0]);
        if (length > Array.MaxLength)
            throw new ArgumentException($"concatenates {Text()}, {length} numbers in all; at most {Array.MaxLength} are possible");
        output[0] = (int)length;
        return output;

        string Text() => string.Join(" and ", shapes.Select(shape => Shapes.Text(shape)));
    }
}
