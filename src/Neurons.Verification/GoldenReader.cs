using System.Globalization;
using System.Text.Json;

namespace Neurons.Verification;

/// <summary>Reads a recorded run from its JSON.</summary>
internal static class GoldenReader
{
    public static GoldenCase Read(JsonRecord json)
    {
        var steps = json.Count("time_steps");
        var inputs = Width(json, "input_shape", steps);
        var neurons = Width(json, "output_shape", steps);
        var golden = new GoldenCase(json.Text("name"), json.Text("model"))
        {
            Options = Options(json.Record("options")),
            Dt = json.Number("dt") is > 0 and var dt ? dt : throw json.Error("dt", $"is {json.Scalar("dt")}; it must be > 0"),
            Steps = steps,
            Neurons = neurons,
            Inputs = inputs,
            Parameters = Values(json.Record("parameters"), neurons),
            Weights = Weights(json.Record("weights")),
            InitialState = Arrays(json.Record("initial_state"), neurons),
            Input = json.Numbers("input", steps * inputs),
            Output = json.Numbers("spikes", steps * neurons),
            States = Arrays(json.Record("states"), steps * neurons),
            UpstreamOutput = json.Numbers("upstream_spikes", steps * neurons),
            UpstreamFinalState = Arrays(json.Record("upstream_final_state"), neurons),
            InputGradient = json.Numbers("grad_input", steps * inputs),
            ParameterGradients = Values(json.Record("grad_parameters"), neurons),
            InitialStateGradients = Arrays(json.Record("grad_initial_state"), neurons),
            WeightGradients = Arrays(json.Record("grad_weights"), count: null),
        };
        RequireWhole(json, golden);
        return golden;
    }

    /// <summary>Every state has its values, its start and its gradients; a recurrent layer has its weights and spikes.</summary>
    private static void RequireWhole(JsonRecord json, GoldenCase golden)
    {
        void Same(string name, IEnumerable<string> names)
        {
            if (!golden.States.Keys.ToHashSet().SetEquals(names))
            {
                throw json.Error(name, $"is of {string.Join(", ", names)}; the states are {string.Join(", ", golden.States.Keys)}");
            }
        }

        if (!golden.StartsByItself)
        {
            Same("initial_state", golden.InitialState.Keys);
            Same("upstream_final_state", golden.UpstreamFinalState.Keys);
            Same("grad_initial_state", golden.InitialStateGradients.Keys);
        }

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

    private static void RequireWeights(JsonRecord json, GoldenCase golden, string name, int columns)
    {
        if (golden.Weights.GetValueOrDefault(name)?.Length != golden.Neurons * columns)
        {
            throw json.Error("weights", $"{name} of [{golden.Neurons}, {columns}] is expected");
        }
    }

    /// <summary>The second length of [T, N].</summary>
    private static int Width(JsonRecord json, string name, int steps) =>
        json.Numbers(name, 2) is [var first, var width] && first == steps && width is >= 1 and <= 1e6 && width == Math.Floor(width)
            ? (int)width
            : throw json.Error(name, $"two lengths are expected, the first of them {steps}, the number of time steps");

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

    private static Dictionary<string, GoldenValue> Values(JsonRecord values, int neurons) => values.Names.ToDictionary(
        name => name,
        name => values.IsNumber(name) ? new GoldenValue([values.Number(name)], IsShared: true)
            : new GoldenValue(values.Numbers(name, neurons), IsShared: false));

    private static Dictionary<string, double[]> Arrays(JsonRecord arrays, int? count) =>
        arrays.Names.ToDictionary(name => name, name => count is { } wanted ? arrays.Numbers(name, wanted) : arrays.Numbers(name));

    private static Dictionary<string, double[]> Weights(JsonRecord weights) => weights.Names.ToDictionary(name => name, name =>
    {
        var matrix = weights.Record(name);
        return matrix.Numbers("values", (int)matrix.Numbers("shape").Aggregate(1.0, (product, length) => product * length));
    });
}
