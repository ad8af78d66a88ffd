using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Nodes of a recorded cell that move numbers, or pool them.</summary>
internal sealed class CellShape<T>(
    RecordedNode node, Func<T[][], (string Output, T[] Numbers)[]> forward, Func<T[][], Func<string, int, T[]>, T[][]> backward) : CellNode<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RecordedNode _node = node;
    private readonly List<T[][]> _tape = [];

    public override bool IsDelayed => _node.Layer is Delay;

    public static CellShape<T> Create(RecordedNode node, bool interpreted) => node.Layer switch
    {
        Split split => new(
            node,
            inputs => [.. inputs[0].Chunk(inputs[0].Length / split.Options.Parts).Select((part, p) => (p == 0 ? "" : split.OutputNames[p], part))],
            (inputs, gradient) => [[.. split.OutputNames.SelectMany(
                (name, p) => gradient(p == 0 ? "" : name, inputs[0].Length / split.Options.Parts))]]),
        Concatenate => new(
            node,
            inputs => [("", [.. inputs.SelectMany(input => input)])],
            (inputs, gradient) =>
            {
                var all = gradient("", inputs.Sum(input => input.Length));
                var from = 0;
                return [.. inputs.Select(input => all.AsSpan((from += input.Length) - input.Length, input.Length).ToArray())];
            }),
        Repeat repeat => new(
            node,
            inputs =>
            {
                var output = new T[inputs[0].Length * repeat.Options.Count];
                repeat.Forward(inputs[0], inputs[0].Length, output.AsSpan());
                return [("", output)];
            },
            (inputs, gradient) =>
            {
                var input = new T[inputs[0].Length];
                repeat.Backward(gradient("", input.Length * repeat.Options.Count), input.Length, input.AsSpan());
                return [input];
            }),
        Pool pool => Pooling(node, pool, interpreted),
        _ => new(node, inputs => [("", inputs[0])], (inputs, gradient) => [gradient("", inputs[0].Length)]),
    };

    public override void Forward(T[][] inputs, Dictionary<string, T[]> signals)
    {
        _tape.Add(inputs);
        foreach (var (output, numbers) in forward(inputs)) signals[Signal(output)] = numbers;
    }

    public override T[][] Backward(int step, Dictionary<string, T[]> gradients) =>
        backward(_tape[step], (output, count) => Of(gradients, Signal(output), count));

    private string Signal(string output) => output.Length == 0 ? Name : $"{Name}.{output}";

    /// <summary>Windows of square images, two by two; the largest is the first of several.</summary>
    private static CellShape<T> Pooling(RecordedNode node, Pool pool, bool interpreted)
    {
        if (interpreted)
        {
            return new(node, Naive, (inputs, gradient) =>
            {
                var (result, windows) = (new T[inputs[0].Length], Windows(inputs[0]).ToArray());
                var of = gradient("", windows.Length);
                for (var w = 0; w < windows.Length; w++)
                {
                    var largest = windows[w].MaxBy(at => inputs[0][at]);
                    foreach (var at in windows[w])
                        result[at] += pool is MaxPool2d ? at == largest ? of[w] : T.Zero : of[w] / T.CreateChecked(windows[w].Length);
                }
                return [result];
            });
        }
        return new(
            node, inputs => [("", Output(inputs[0]).ReadOnlySpan().ToArray())],
            (inputs, gradient) =>
            {
                var output = Output(inputs[0]);
                var dy = Tensor.Create(gradient("", (int)output.FlattenedLength), output.Lengths);
                var dx = Tensor.CreateFromShape<T>(Lengths(inputs[0]));
                pool.Backward(Images(inputs[0]), output, dy, dx);
                return [dx.ReadOnlySpan().ToArray()];
            });

        (string, T[])[] Naive(T[][] inputs) => [("", [.. Windows(inputs[0]).Select(window => Pooled(window.Select(at => inputs[0][at])))])];

        T Pooled(IEnumerable<T> window)
        {
            T[] numbers = [.. window];
            return pool is MaxPool2d ? numbers.Max() : numbers.Aggregate(T.Zero, (sum, x) => sum + x) / T.CreateChecked(numbers.Length);
        }

        Tensor<T> Output(T[] input)
        {
            var images = Images(input);
            int[] shape = [.. Lengths(input)[1..].Select(length => (int)length)];
            var output = Tensor.CreateFromShape<T>([1, .. pool.OutputShape(shape).Select(length => (nint)length)]);
            pool.Forward(images, output);
            return output;
        }

        Tensor<T> Images(T[] input) => Tensor.Create(input, Lengths(input));

        // the channels are two in what is recorded
        nint[] Lengths(T[] input) => [1, 2, Side(input), Side(input)];

        nint Side(T[] input) => (nint)Math.Sqrt(input.Length / 2);

        IEnumerable<int[]> Windows(T[] input)
        {
            var side = (int)Side(input);
            for (var w = 0; w < input.Length / 4; w++)
            {
                var (half, plane) = (side / 2, w / (side / 2 * (side / 2)));
                var (x, y) = (2 * (w % half), 2 * (w / half % half));
                var first = (plane * side + y) * side + x;
                yield return [first, first + 1, first + side, first + side + 1];
            }
        }
    }
}
