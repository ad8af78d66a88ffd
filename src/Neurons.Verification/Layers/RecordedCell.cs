using System.Globalization;

namespace Neurons.Verification;

/// <summary>A node of a recorded cell.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Layer">Its layer; null for a weight for each feature.</param>
/// <param name="Inputs">What feeds each of its inputs: the signals that are summed, <c>node</c> or <c>node.output</c>.</param>
internal sealed record RecordedNode(string Name, Layer? Layer, IReadOnlyList<IReadOnlyList<string>> Inputs)
{
    public static RecordedNode Of(Node node)
    {
        if (node.Layer is not IManyInputs { InputNames: var names }) return new(node.Name, node.Layer, [node.From]);
        return new(node.Name, node.Layer, [.. names.Select((name, i) =>
            i == 0 && node.From.Count > 0 ? node.From : node.First(other => other.Key == name).Value)]);
    }
}

/// <summary>Where a recorded weight is: in a parameter of a node, all of its numbers or those of some places.</summary>
internal sealed record RecordedWeight(string Node, string Parameter, int[]? Places = null);

/// <summary>A recorded case as the nodes of a layer, and what its names mean there.</summary>
internal sealed class RecordedCell(GoldenCase golden)
{
    /// <summary>The nodes, which run in this order; from one that comes later, a node takes what that gave the step before.</summary>
    public required IReadOnlyList<RecordedNode> Nodes { get; init; }

    /// <summary>The inputs by name, and how many columns of the recorded input each is, one after the other.</summary>
    public IReadOnlyList<(string Name, int Columns)> Sources { get; init; } = [("input", golden.Inputs)];

    /// <summary>The signal that is the output.</summary>
    public required string Output { get; init; }

    /// <summary>The recorded weights.</summary>
    public Dictionary<string, RecordedWeight[]> Weights { get; init; } = [];

    /// <summary>The recorded name of a parameter of neurons, <c>node.Parameter</c>, where it is not the same name.</summary>
    public Dictionary<string, string> Names { get; init; } = [];

    /// <summary>The numbers of a parameter of neurons, <c>node.Parameter</c>, that is not recorded.</summary>
    public Dictionary<string, double> Numbers { get; init; } = [];

    /// <summary>Each recorded state as a sum of signals.</summary>
    public required Dictionary<string, (string Signal, double Factor)[]> States { get; init; }

    /// <summary>The layer of a network, which computes the same from its own initial state.</summary>
    public Layer? Layer { get; init; }

    public GoldenCase Golden => golden;

    /// <summary>States that are one signal each.</summary>
    public static Dictionary<string, (string, double)[]> Same(params (string Recorded, string Signal)[] states) =>
        states.ToDictionary(state => state.Recorded, state => new[] { (state.Signal, 1.0) });

    /// <summary>The nodes of a layer for a shape of its input.</summary>
    public static IReadOnlyList<RecordedNode> NodesOf(GraphLayer layer, params int[][] inputs)
    {
        if (layer is IManyInputs many) many.Build(inputs);
        else layer.Build(inputs[0]);
        return [.. layer.Nodes.Select(RecordedNode.Of)];
    }

    /// <summary>A recorded option.</summary>
    /// <exception cref="ArgumentException">It is missing.</exception>
    public static string Option(GoldenCase golden, string name) => golden.Options.GetValueOrDefault(name)
        ?? throw new ArgumentException($"{golden.Name}: the option {name} is missing.");

    /// <summary>A recorded option that counts something.</summary>
    /// <exception cref="ArgumentException">It is missing, or does not.</exception>
    public static int Count(GoldenCase golden, string name) =>
        int.TryParse(Option(golden, name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count : throw new ArgumentException($"{golden.Name}: the option {name} is {golden.Options[name]}; a whole number ≥ 1 is expected.");

    /// <summary>A recorded parameter that is one number.</summary>
    /// <exception cref="ArgumentException">It is missing, or several.</exception>
    public static double Number(GoldenCase golden, string name) => golden.Parameters.GetValueOrDefault(name) is { Values: [var number] }
        ? number : throw new ArgumentException($"{golden.Name}: the parameter {name} must be one number.");

    /// <summary>The signals that a recorded state is the sum of.</summary>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    public (string Signal, double Factor)[] State(string name) => States.GetValueOrDefault(name)
        ?? throw new ArgumentException($"{golden.Name}: there is no state {name}; there are {string.Join(", ", States.Keys)}.");

    /// <summary>Neurons of a model with a case's options.</summary>
    public static NeuronLayer Neurons(GoldenCase golden, string model, params (string Option, string Value)[] more)
    {
        var options = BoundCase.Options(golden, Models.find(model));
        foreach (var (option, value) in more) options[option] = value;
        return new ModelLayer(model, options: options);
    }
}
