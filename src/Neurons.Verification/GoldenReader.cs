using System.Globalization;
using System.Text.Json;

namespace Neurons.Verification;

/// <summary>Reads a recorded run from its JSON.</summary>
internal static class GoldenReader
{
    /// <summary>A run of neurons.</summary>
    public static GoldenCase Read(JsonRecord json)
    {
        var golden = Read(json, isLayer: false);
        RequireWhole(json, golden);
        return golden;
    }

    /// <summary>A run of a layer, of whose states, parameters and weights each has a shape of its own.</summary>
    public static GoldenCase ReadLayer(JsonRecord json)
    {
        var golden = Read(json, isLayer: true);
        if (!golden.StartsByItself) RequireStates(json, golden);
        return golden;
    }

    private static GoldenCase Read(JsonRecord json, bool isLayer)
    {
        var steps = json.Count("time_steps");
        var (inputShape, outputShape) = (Shape(json, "input_shape", steps, isLayer), Shape(json, "output_shape", steps, isLayer));
        var (inputs, neurons) = (Count(inputShape), Count(outputShape));
        // what stands for all steps is recorded once
        var outputs = isLayer && json.Numbers("output_shape").Length == 1 ? neurons : steps * neurons;
        int? each = isLayer ? null : neurons;
        return new GoldenCase(json.Text("name"), json.Text("model"))
        {
            Options = Options(json.Record("options")),
            Dt = json.Number("dt") is > 0 and var dt ? dt : throw json.Error("dt", $"is {json.Scalar("dt")}; it must be > 0"),
            Steps = steps,
            Neurons = neurons,
            Inputs = inputs,
            InputShape = inputShape,
            OutputShape = outputShape,
            Parameters = Values(json.Record("parameters"), each),
            Weights = Weights(json.Record("weights")),
            WeightShapes = json.Record("weights") is var weights
                ? weights.Names.ToDictionary(name => name, name => Array.ConvertAll(weights.Record(name).Numbers("shape"), length => (int)length))
                : [],
            InitialState = Arrays(json.Record("initial_state"), each),
            Input = json.Numbers("input", steps * inputs),
            Output = json.Numbers("spikes", outputs),
            States = Arrays(json.Record("states"), steps * each),
            UpstreamOutput = json.Numbers("upstream_spikes", outputs),
            UpstreamFinalState = Arrays(json.Record("upstream_final_state"), each),
            InputGradient = json.Numbers("grad_input", steps * inputs),
            ParameterGradients = Values(json.Record("grad_parameters"), each),
            InitialStateGradients = Arrays(json.Record("grad_initial_state"), each),
            WeightGradients = Arrays(json.Record("grad_weights"), count: null),
        };
    }

    /// <summary>Every state has its values, its start and its gradients; a recurrent layer has its weights and spikes.</summary>
    private static void RequireWhole(JsonRecord json, GoldenCase golden)
    {
        if (!golden.StartsByItself) RequireStates(json, golden);
        if (golden.IsRecurrent)
        {
            if (!golden.States.ContainsKey(Replay.SpikeState))
            {
                throw json.Error("states", $"{Replay.SpikeState}, the spikes, is missing; a recurrent case has weights and it");
            }

            RequireWeights(json, golden, Replay.InputWeights, golden.Inputs);
            RequireWeights(json, golden, Replay.RecurrentWeights, golden.Neurons);
        }
        else if (golden.Inputs != golden.Neurons * golden.InputNames.Length)
        {
            throw json.Error("input_shape", $"there are {golden.Inputs} inputs and {golden.Neurons} neurons, but no weights between them");
        }
    }

    private static void RequireStates(JsonRecord json, GoldenCase golden)
    {
        void Same(string name, IEnumerable<string> names)
        {
            if (!golden.States.Keys.ToHashSet().SetEquals(names))
            {
                throw json.Error(name, $"is of {string.Join(", ", names)}; the states are {string.Join(", ", golden.States.Keys)}");
            }
        }

        Same("initial_state", golden.InitialState.Keys);
        Same("upstream_final_state", golden.UpstreamFinalState.Keys);
        Same("grad_initial_state", golden.InitialStateGradients.Keys);
        foreach (var (name, values) in golden.States)
        {
            if (golden.UpstreamFinalState[name].Length != golden.InitialState[name].Length
                || golden.InitialStateGradients[name].Length != golden.InitialState[name].Length)
                throw json.Error("initial_state", $"{name} has another number of elements than its gradients");
            if (values.Length != golden.Steps * golden.InitialState[name].Length)
                throw json.Error(
                    "states", $"{name} has {values.Length} numbers; {golden.Steps} steps of {golden.InitialState[name].Length} are expected");
        }
    }

    private static void RequireWeights(JsonRecord json, GoldenCase golden, string name, int columns)
    {
        if (golden.Weights.GetValueOrDefault(name)?.Length != golden.Neurons * columns)
        {
            throw json.Error("weights", $"{name} of [{golden.Neurons}, {columns}] is expected");
        }
    }

    /// <summary>The lengths after the first, T: of neurons one.</summary>
    private static int[] Shape(JsonRecord json, string name, int steps, bool isLayer)
    {
        var lengths = json.Numbers(name);
        if (isLayer && name == "output_shape" && lengths is [var alone]) lengths = [steps, alone];
        return lengths.Length >= 2 && (isLayer || lengths.Length == 2) && lengths[0] == steps
            && lengths.Skip(1).All(length => length is >= 1 and <= 1e6 && length == Math.Floor(length))
            && lengths.Skip(1).Aggregate(1.0, (a, b) => a * b) <= 1e6
            ? [.. lengths.Skip(1).Select(length => (int)length)]
            : throw json.Error(
                name, $"{(isLayer ? "two or more lengths are" : "two lengths are")} expected, the first of them {steps}, the number of time steps");
    }

    private static int Count(int[] shape) => shape.Aggregate(1, (count, length) => count * length);

    private static Dictionary<string, string> Options(JsonRecord options) =>
        options.Names.ToDictionary(
            name => name,
            name => options.IsRecord(name) ? Call(options.Record(name)) : options.IsList(name) ? options.List(name) : Lower(options.Scalar(name)));

    /// <summary>Text is kept; JSON's flags come as True and False.</summary>
    private static string Lower(string scalar) => scalar is "True" or "False" ? scalar.ToLowerInvariant() : scalar;

    /// <summary>{name, numbers…} as name(number=value, …).</summary>
    private static string Call(JsonRecord surrogate)
    {
        var numbers = surrogate.Names
            .Where(name => name != "name")
            .Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}={surrogate.Number(name):R}"));
        return $"{surrogate.Text("name")}({string.Join(", ", numbers)})";
    }

    private static Dictionary<string, GoldenValue> Values(JsonRecord values, int? count) => values.Names.ToDictionary(
        name => name,
        name => values.IsNumber(name) ? new GoldenValue([values.Number(name)], IsShared: true)
            : new GoldenValue(count is { } wanted ? values.Numbers(name, wanted) : values.Numbers(name), IsShared: false));

    private static Dictionary<string, double[]> Arrays(JsonRecord arrays, int? count) =>
        arrays.Names.ToDictionary(name => name, name => count is { } wanted ? arrays.Numbers(name, wanted) : arrays.Numbers(name));

    private static Dictionary<string, double[]> Weights(JsonRecord weights) => weights.Names.ToDictionary(name => name, name =>
    {
        var matrix = weights.Record(name);
        return matrix.Numbers("values", (int)matrix.Numbers("shape").Aggregate(1.0, (product, length) => product * length));
    });
}
