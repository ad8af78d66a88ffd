using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

/// <summary>What is replayed node by node is what the layer does in a network.</summary>
public sealed class CellReplayTests
{
    private static readonly string[] _files = [.. Recordings.Files.Where(
        file => Cell(file) is { Layer: not null } cell && Neurons(cell).All(neurons => neurons.Shared is not null)
            // a fault of the recorded library, which no network has
            && !cell.Golden.HasOption("input_lost"))];

    public static TheoryData<string> Cases() => [.. _files];

    [Fact]
    public void There_are_cases_of_many_layers() => Assert.True(
        _files.Select(file => Cell(file)!.Layer!.GetType()).Distinct().Count() >= 8);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_network_from_its_own_initial_state_gives_what_the_replay_gives_and_its_gradients(string file)
    {
        var cell = Cell(file)!;
        var golden = cell.Golden;
        var layer = cell.Layer!;
        var replay = new CellRun<float>(cell, interpreted: false).Run();
        var network = new Graph(
            1, [.. cell.Sources.Select(source => new Node(source.Name, new Input(Shape(source.Name)))), Fed()]);
        foreach (var neurons in Neurons(cell))
        {
            var own = layer is GraphLayer graph ? (NeuronLayer)graph[neurons.Name] : ((Feedback)layer).Neurons;
            own.SetParameters(neurons.Shared!);
        }
        foreach (var (name, places) in cell.Weights)
        {
            foreach (var place in places)
            {
                var numbers = golden.Weights.GetValueOrDefault(name) ?? golden.Parameters[name].Values;
                Weights.Write(Parameter(place), place.Places is { } at ? [.. at.Select(one => numbers[one])] : numbers);
            }
        }

        var run = network.Forward(Inputs());
        var gradients = run.PullbackWithInputs(Numbers(golden.UpstreamOutput, run.Output.Lengths));

        Near(replay.Output, Flat(run.Output), 1e-5);
        Near(replay.InputGradient, Columns(gradients.Inputs), 1e-4);
        foreach (var (name, places) in cell.Weights)
        {
            var expected = replay.WeightGradients.GetValueOrDefault(name) ?? replay.LayerParameterGradients[name];
            var actual = new double[expected.Length];
            foreach (var place in places)
            {
                var gradient = Flat(gradients.Parameters[network.Parameters.ToList().IndexOf(Parameter(place))]);
                for (var i = 0; i < gradient.Length; i++) actual[place.Places?[i] ?? i] += gradient[i];
            }
            Near(expected, actual, 1e-4);
        }

        Node Fed()
        {
            var node = new Node("cell", layer, cell.Sources[0].Name);
            return cell.Sources.Count == 1 ? node : new Node("cell", layer, cell.Sources[0].Name) { [cell.Sources[1].Name] = [cell.Sources[1].Name] };
        }

        int[] Shape(string source) => cell.Sources.Count == 1 ? golden.InputShape : [cell.Sources.First(one => one.Name == source).Columns];

        Parameter Parameter(RecordedWeight place) => network.Parameters.Single(
            one => one.Name == (layer is Feedback ? $"cell.{place.Parameter}" : $"cell.{place.Node}.{place.Parameter}"));

        Dictionary<string, Tensor<float>> Inputs()
        {
            var (from, inputs) = (0, new Dictionary<string, Tensor<float>>());
            foreach (var (name, columns) in cell.Sources)
            {
                var start = from;
                double[] numbers = [.. Enumerable.Range(0, golden.Steps).SelectMany(
                    step => golden.Input.AsSpan(step * golden.Inputs + start, columns).ToArray())];
                inputs[name] = Numbers(numbers, [golden.Steps, 1, .. Shapes.Native(Shape(name))]);
                from += columns;
            }
            return inputs;
        }

        double[] Columns(IReadOnlyDictionary<string, Tensor<float>> named)
        {
            var rows = cell.Sources.Select(source => (source.Columns, Numbers: Flat(named[source.Name]))).ToArray();
            return [.. Enumerable.Range(0, golden.Steps).SelectMany(
                step => rows.SelectMany(row => row.Numbers.AsSpan(step * row.Columns, row.Columns).ToArray()))];
        }
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance * scale);
    }

    private static IEnumerable<CellNeurons<float>> Neurons(RecordedCell cell) =>
        cell.Nodes.Select(node => CellNode<float>.Of(cell, node, interpreted: false)).OfType<CellNeurons<float>>();

    /// <summary>A recorded cell without its recorded states; null for another recording.</summary>
    private static RecordedCell? Cell(string file)
    {
        using var folder = new TemporaryFolder();
        var json = JsonRecord.Read(folder.Write(file, Recordings.Text(file)));
        if (!json.Has("options") || LayerReplays.Find(json.Text("model"), json.Record("options")) is not CellReplay replay) return null;
        var none = new Dictionary<string, double[]>();
        return replay.Cell(GoldenReader.ReadLayer(json) with { InitialState = none, UpstreamFinalState = none });
    }

    private static Tensor<float> Numbers(double[] numbers, ReadOnlySpan<nint> shape) =>
        Tensor.Create(Array.ConvertAll(numbers, number => (float)number), shape);

    private static double[] Flat(Tensor<float> tensor)
    {
        var numbers = new float[tensor.FlattenedLength];
        tensor.FlattenTo(numbers);
        return Array.ConvertAll(numbers, number => (double)number);
    }
}
