using System.Globalization;
using Neurons.IO;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Onnx.Networks;

/// <summary>Makes a network of a model, operator by operator.</summary>
internal sealed class NetworkMaker(OnnxModel model)
{
    private readonly Dictionary<string, Flow> _flows = [];
    private readonly Dictionary<string, OnnxTensor> _constants = new(model.Constants);
    private readonly List<Draft> _drafts = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _names = [];
    private readonly ShapeValues _shapes = new();
    private readonly Dictionary<string, int> _uses = model.Nodes.SelectMany(node => node.Inputs).Concat(model.Outputs.Select(output => output.Name))
        .GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());

    public OnnxModel Model => model;

    public OnnxNetwork Make()
    {
        foreach (var input in model.Inputs) AddInput(input);
        foreach (var node in model.Nodes)
        {
            try
            {
                Run(node);
            }
            catch (Exception error) when (error is ArgumentException or OverflowException or InvalidOperationException)
            {
                throw Unsupported(node, error.Message.Split(" (Parameter '")[0].TrimEnd('.'));
            }
        }
        string[] outputs = [.. model.Outputs.Select(output => Single(FlowOf(output.Name, "the model gives")))];
        if (outputs.Length == 0) throw new FormatError(model.Path, "has no output");
        var network = new Graph(1, outputs, [.. _drafts.Select(ToNode)]);
        foreach (var draft in _drafts) draft.Fill();
        return new(network, _notes);
    }

    private void Run(OnnxNode node)
    {
        if (node.Domain.Length > 0) throw Unsupported(node, $"its domain is {node.Domain}; ONNX's own operators are known");
        if (node.Outputs.Count == 0) throw new FormatError(model.Path, $"{node} gives nothing");
        if (node.Operator == "Constant")
        {
            _constants[node.Outputs[0]] = Constant(node);
            return;
        }
        if (node.Operator is "Transpose" or "Cast" or "Identity" && node.Inputs.Count > 0
            && _constants.TryGetValue(node.Inputs[0], out var constant))
        {
            _constants[node.Outputs[0]] = node.Operator == "Transpose" ? Turned(node, constant) : constant;
            return;
        }
        if (_shapes.Run(node, _constants, name => _flows.GetValueOrDefault(name)?.Shape)) return;
        _flows[node.Outputs[0]] = Operators.Make(this, node);
    }

    private static OnnxTensor Constant(OnnxNode node)
    {
        return node.Attributes.Values.FirstOrDefault(value => value.Name.StartsWith("value", StringComparison.Ordinal)) switch
        {
            { Tensor: { } tensor } => tensor,
            { Whole: { } whole } => new("", [], null, [whole]),
            { Number: { } number } => new("", [], [number], null),
            { Wholes: { } wholes } => new("", [wholes.Count], null, [.. wholes]),
            { Numbers: { } numbers } => new("", [numbers.Count], [.. numbers], null),
            _ => throw Unsupported(node, "it has no tensor or numbers"),
        };
    }

    /// <summary>A constant matrix, its rows as columns.</summary>
    private static OnnxTensor Turned(OnnxNode node, OnnxTensor matrix)
    {
        if (matrix.Shape is not [var rows, var columns])
            throw Unsupported(node, $"its constant is {Shapes.Text([.. matrix.Shape])}; a matrix is possible");
        if (node.Wholes("perm") is [0, 1]) return matrix;
        var (values, turned) = (matrix.ToSingles(), new float[matrix.Count]);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column];
        }
        return new(matrix.Name, [columns, rows], turned, null);
    }

    /// <summary>An input of a node that depends on the model's inputs.</summary>
    public Flow FlowOf(OnnxNode node, int input) => input < node.Inputs.Count && node.Inputs[input].Length > 0
        ? FlowOf(node.Inputs[input], $"{node} takes")
        : throw new FormatError(model.Path, $"{node} has no input {input}");

    private Flow FlowOf(string name, string taker) => _flows.TryGetValue(name, out var flow)
        ? flow
        : throw Problem(
            $"{taker} '{name}', which is {(_constants.ContainsKey(name) || _shapes.Has(name) ? "a constant" : "nothing that was made before")}; "
            + "a value that depends on the model's input is needed.");

    /// <summary>Whether an input of a node depends on the model's inputs.</summary>
    public bool IsFlow(OnnxNode node, int input) => input < node.Inputs.Count && _flows.ContainsKey(node.Inputs[input]);

    /// <summary>An input of a node that is constant; null where it is left out.</summary>
    public OnnxTensor? Optional(OnnxNode node, int input)
    {
        if (input >= node.Inputs.Count || node.Inputs[input].Length == 0) return null;
        return _constants.TryGetValue(node.Inputs[input], out var constant)
            ? constant : throw Unsupported(node, $"its input {input}, '{node.Inputs[input]}', is computed; a constant is needed");
    }

    /// <summary>An input of a node that is constant.</summary>
    public OnnxTensor Needed(OnnxNode node, int input) =>
        Optional(node, input) ?? throw new FormatError(model.Path, $"{node} has no input {input}");

    /// <summary>The shape that an input of a reshaping node says, null for the batch.</summary>
    public long?[] Target(OnnxNode node, int input) =>
        _shapes.Of(node.Inputs[input]) ?? Array.ConvertAll(Needed(node, input).ToWhole(), length => (long?)length);

    /// <summary>Whether one node alone takes a value.</summary>
    public bool IsUsedOnce(string name) => _uses.GetValueOrDefault(name) == 1;

    /// <summary>Says what is not as in the model.</summary>
    public void Note(OnnxNode node, string what) => _notes.Add($"{node}: {what}");

    public static NotSupportedException Unsupported(OnnxNode node, string why) => Problem($"{node}: {why}.");

    /// <summary>An error in one line, whatever stands in the names that it repeats.</summary>
    private static NotSupportedException Problem(string message) =>
        new(string.Concat(message.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)));

    /// <summary>Adds a layer with an input.</summary>
    public Flow Add(OnnxNode node, Layer layer, Flow input, params (string Parameter, float[] Numbers)[] numbers) =>
        Add(node, layer, layer.OutputShape(input.Shape), numbers, input.Sources);

    /// <summary>Adds a layer with several inputs.</summary>
    public Flow Add(OnnxNode node, Layer layer, int[] shape, (string Parameter, float[] Numbers)[] numbers, params IReadOnlyList<Draft>[] inputs)
    {
        foreach (var (parameter, values) in numbers)
        {
            if (!values.All(float.IsFinite)) throw new FormatError(model.Path, $"{node}: its {parameter} has a number that is not finite");
        }
        var draft = new Draft(Name(node.Name.Length > 0 ? node.Name : node.Outputs[0]), layer, inputs)
        {
            Numbers = numbers.ToDictionary(pair => pair.Parameter, pair => pair.Numbers),
        };
        _drafts.Add(draft);
        return new([draft], shape);
    }

    /// <summary>Gives an input of the network another shape with as many numbers, where it is all that a value is; null elsewhere.</summary>
    public Flow? Reshaped(Flow flow, int[] shape)
    {
        if (flow.Sources is not [{ Layer: Input } input]) return null;
        if (_drafts.Exists(draft => draft.Inputs.Any(sources => sources.Contains(input)))) return null;
        input.Layer = new Input(shape);
        var reshaped = new Flow([input], shape);
        foreach (var name in _flows.Where(known => known.Value.Sources.Contains(input)).Select(known => known.Key).ToArray()) _flows[name] = reshaped;
        return reshaped;
    }

    private void AddInput(OnnxValue input)
    {
        if (input.Shape is not { Count: >= 2 } shape || shape.Skip(1).Any(length => length is null or > int.MaxValue))
            throw Problem($"The input {input} has no fixed features after the batch; write the model with them.");
        int[] features = [.. shape.Skip(1).Select(length => (int)length!.Value)];
        var draft = new Draft(Name(input.Name), new Input(Shapes.Checked($"The input {input.Name}", features)));
        _drafts.Add(draft);
        _flows[input.Name] = new([draft], features);
    }

    /// <summary>A name that a node may have and no other has.</summary>
    private string Name(string wanted)
    {
        var name = string.Concat(wanted.Trim('/').Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '/' ? letter : '_'));
        if (name.Length == 0) name = "node";
        for (var number = 2; !_names.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{name.Split("--")[0]}--{number}");
        return name;
    }

    /// <summary>The name of the node that a value is; of a sum, one is added.</summary>
    private string Single(Flow flow)
    {
        if (flow.Sources is [var one]) return one.Name;
        var sum = new Draft(Name("sum"), new Block(), flow.Sources);
        _drafts.Add(sum);
        return sum.Name;
    }

    private static Node ToNode(Draft draft) => draft.Inputs switch
    {
        [] => new(draft.Name, draft.Layer),
        [var only] => new(draft.Name, draft.Layer, Names(only)),
        [var first, var second] => new(draft.Name, draft.Layer, Names(first)) { ["1"] = Names(second) },
        _ => throw new NotSupportedException($"{draft.Name} has {draft.Inputs.Length} inputs."),
    };

    private static string[] Names(IReadOnlyList<Draft> sources) => [.. sources.Select(source => source.Name)];
}
