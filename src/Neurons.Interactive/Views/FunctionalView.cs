using System.Collections;
using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;

namespace Neurons.Interactive;

/// <summary>Neurons as functions, as F# has them: records of parameters and states, snapshots, and the neurons themselves.</summary>
internal static class FunctionalView
{
    private const string Module = "Module";

    /// <summary>The types of records of all models whose name is this, such as State.</summary>
    public static IEnumerable<Type> Records(string name) => typeof(Definition).Assembly.GetExportedTypes()
        .Where(type => type.IsNested && type.Name == $"{name}`1" && type.DeclaringType!.Name.EndsWith(Module, StringComparison.Ordinal));

    /// <summary>A record of parameters, with what its model says of them.</summary>
    public static View Parameters(object record)
    {
        var (name, fields) = (Owner(record), Fields(record));
        var known = Models.all.Concat(Models.synapses).FirstOrDefault(entry => entry.Name == name)?.Definition.ParameterInfo;
        return new($"{name} parameters", new TablePart(["parameter", "shape", "value", "unit", "allowed", "meaning"], [.. fields.Select((field, i) =>
        {
            var info = field.Value as Quantity ?? (known?.Length == fields.Length ? known[i] : null);
            var (shape, value) = Value(field.Value);
            return (string[])[field.Key, shape, value, info?.Unit ?? "", info?.Range.ToString() ?? "", info?.Meaning ?? ""];
        })]));
    }

    /// <summary>A record of states, or of their gradients.</summary>
    public static View State(object record) => new($"{Owner(record)} state", Table(Fields(record)));

    /// <summary>A Snapshot of any record, also of one that nobody else sees.</summary>
    public static View Snapshot(object snapshot)
    {
        var variables = Get(snapshot, "Variables");
        var steps = Numbers.Of((long)Get(snapshot, "Step")!, "step");
        return new($"{Owner(variables)} state after {steps}", Table(variables is null ? [] : Fields(variables)));
    }

    /// <summary>A RecurrentSnapshot.</summary>
    public static View RecurrentSnapshot(object snapshot)
    {
        var neurons = Get(snapshot, "Neurons")!;
        return Snapshot(neurons) with { Parts = [Table([new("spikes", Get(snapshot, "Spikes")), .. Fields(Get(neurons, "Variables")!)])] };
    }

    public static View Of<T>(RecurrentState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new($"Recurrent state after {Numbers.Of(state.Neurons.Step, "step")}", Table(
            [new("spikes", state.Spikes), .. state.Neurons.Names.Select(name => KeyValuePair.Create(name, (object?)state.Neurons[name]))]));

    /// <summary>A Neuron of any records.</summary>
    public static View Neuron(object neuron)
    {
        var model = (Definition)Get(neuron, "Definition")!;
        var element = neuron.GetType().GetGenericArguments()[0] == typeof(float) ? "float" : "double";
        var parameters = model.ParameterNames.Zip(model.ParameterInfo, (name, info) => (string[])[
            name, Numbers.Text(info.Value), info.Unit, info.Range.ToString(), info.Meaning]);
        var states = model.StateNames.Zip(model.StateInfo, (name, info) => (string[])[name, info.Unit, info.Meaning]);
        PrintedEquation[] equations = [.. Print.step(model), .. Print.functions(model), .. Print.initial(model)];
        var width = equations.Max(equation => equation.Name.Length);
        return new View($"{model.Name} of {element}", new NotePart(model.Summary)).With(
            model.ParameterNames.Length == 0 ? null : new TablePart(["parameter", "#default", "unit", "allowed", "meaning"], [.. parameters]),
            model.StateNames.Length == 0 ? null : new TablePart(["state", "unit", "meaning"], [.. states]),
            new FoldedPart("equations", string.Join('\n', equations.Select(equation => $"{equation.Name.PadRight(width)} = {equation.Text}"))));
    }

    /// <summary>A NeuronPullback.</summary>
    public static View Pullback(object pullback)
    {
        var output = ((IEnumerable)Get(pullback, "Recorded")!).Cast<object>().FirstOrDefault();
        var final = Fields(Get(Get(pullback, "Final")!, "Variables")!).Select(field => KeyValuePair.Create($"final {field.Key}", field.Value));
        return new View("NeuronPullback", Table([.. output is null ? [] : (KeyValuePair<string, object?>[])[new("output", output)], .. final])).With(
            output switch
            {
                Tensor<float> tensor => TensorView.Picture(tensor, Numbers.Of(tensor)),
                Tensor<double> tensor => TensorView.Picture(tensor, Numbers.Of(tensor)),
                _ => [],
            }).With(new NotePart("Gradients gives those of inputs, initial state and parameters."));
    }

    private static object? Get(object value, string property) => value.GetType().GetProperty(property)!.GetValue(value);

    /// <summary>The name of the model that a record belongs to, else that of the record.</summary>
    private static string Owner(object? record) => record?.GetType() switch
    {
        null => "No",
        { DeclaringType: { } outer } when outer.Name.EndsWith(Module, StringComparison.Ordinal) => outer.Name[..^Module.Length],
        { DeclaringType: { } outer } => outer.Name,
        var type => type.Name.Split('`')[0],
    };

    /// <summary>The fields in their order.</summary>
    private static KeyValuePair<string, object?>[] Fields(object record) =>
    [
        .. record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken).Select(property => KeyValuePair.Create(property.Name, property.GetValue(record))),
    ];

    private static TablePart Table(IReadOnlyList<KeyValuePair<string, object?>> fields) =>
        new(["name", "shape", "#norm", "numbers"], [.. fields.Select(field => field.Value switch
        {
            Tensor<float> tensor => RecordView.Row(KeyValuePair.Create(field.Key, tensor)),
            Tensor<double> tensor => RecordView.Row(KeyValuePair.Create(field.Key, tensor)),
            var other => [field.Key, "", "", $"{other}"],
        })]);

    private static (string Shape, string Text) Value(object? value) => value switch
    {
        ParameterValue.Shared shared => ("", Numbers.Text(shared.Item)),
        ParameterValue.PerNeuron each => (Numbers.Shape(each.Item.Lengths), Numbers.Of(each.Item).ToString()),
        Quantity quantity => ("", Numbers.Text(quantity.Value)),
        Tensor<float> tensor => (Numbers.Shape(tensor.Lengths), Numbers.Of(tensor).ToString()),
        Tensor<double> tensor => (Numbers.Shape(tensor.Lengths), Numbers.Of(tensor).ToString()),
        _ => ("", $"{value}"),
    };
}
