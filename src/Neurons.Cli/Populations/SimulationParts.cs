using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Primitives;
using Neurons.Simulation;

namespace Neurons.Cli.Populations;

/// <summary>Distributions, connectivity and currents by the names that they have in files.</summary>
internal static class SimulationParts
{
    private const string Type = "type";
    private const string File = "file";
    private const string Numbers = "a number, a list or a distribution";

    private static readonly Registry<Distribution> _distributions = Distributions();
    private static readonly Registry<Connectivity> _connectivity = Connectivities();
    private static readonly Registry<Current> _currents = Currents();

    /// <summary>One number, one for each, or drawn: a number, a list, a distribution.</summary>
    public static SimulationParameter Values(Fields fields, string name) => fields.Required(name, Numbers) switch
    {
        JsonArray list => Fields.OfList(fields.At(name), list),
        var node when IsNumber(node) => fields.Number(name),
        var node => Distribution(fields.At(name), node),
    };

    /// <summary>The same, for a parameter of neurons.</summary>
    public static NeuronParameter Parameter(Fields fields, string name, int size, ulong seed, uint stream) =>
        fields.Required(name, Numbers) switch
        {
            JsonArray list => Fields.OfList(fields.At(name), list),
            var node when IsNumber(node) => fields.Number(name),
            var node => Distribution(fields.At(name), node).Draw(size, seed, stream),
        };

    /// <param name="fields">Where it stands.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="folder">Where files are that it names.</param>
    public static Connectivity Connectivity(Fields fields, string name, string folder)
    {
        var node = fields.Required(name, $"a name, or named values with {Type}");
        if (Path(fields, name, node, folder) is { } path) return Placed(fields.At(name), () => GivenConnectivity.FromFile(path));
        if (node is JsonObject values && TypeOf(values) == "distance_dependent") return ByDistance(new(fields.At(name), values), folder);
        return Placed(fields.At(name), () => _connectivity.Parse(node));
    }

    /// <inheritdoc cref="Connectivity"/>
    public static Current Current(Fields fields, string name, string folder)
    {
        var node = fields.Required(name, "a number, a list or a current");
        if (Path(fields, name, node, folder) is { } path) return Placed(fields.At(name), () => new RecordedCurrent(Npy.Read<double>(path)));
        return node switch
        {
            JsonArray list => Fields.OfList(fields.At(name), list),
            _ when IsNumber(node) => fields.Number(name),
            _ => Placed(fields.At(name), () => _currents.Parse(node)),
        };
    }

    /// <summary>Does what may refuse a value, and says where that stands.</summary>
    public static T Placed<T>(string place, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{place}: {App.Line(problem)}", problem);
        }
    }

    /// <inheritdoc cref="Placed{T}"/>
    public static void Placed(string place, Action act) => Placed(place, () =>
    {
        act();
        return true;
    });

    private static bool IsNumber(JsonNode node) => node.GetValueKind() == JsonValueKind.Number;

    /// <summary>A distribution; <c>least</c> and <c>most</c> are its bounds, and <c>beyond</c> says what is done with what is beyond them.</summary>
    private static Distribution Distribution(string place, JsonNode node)
    {
        if (node is not JsonObject values) return Placed(place, () => _distributions.Parse(node));
        var fields = new Fields(place, values);
        var (least, most) = (fields.Number("least", double.MinValue), fields.Number("most", double.MaxValue));
        var isClipped = fields.Choice("beyond", "redraw", "redraw", "clip") == "clip";
        var isBound = fields.Has("least") || fields.Has("most");
        if (fields.Has("beyond") && !isBound) throw new FormatException($"{place} has 'beyond' without 'least' or 'most'");
        var rest = (JsonObject)values.DeepClone();
        foreach (var own in (string[])["least", "most", "beyond"]) rest.Remove(own);
        var drawn = Placed(place, () => _distributions.Parse(rest));
        return !isBound ? drawn : Placed<Distribution>(place, () => isClipped ? drawn.Clipped(least, most) : drawn.Truncated(least, most));
    }

    /// <summary>The path of <c>{type: file, path: …}</c>, from where the description is; null for anything else.</summary>
    private static string? Path(Fields fields, string name, JsonNode node, string folder)
    {
        if (node is not JsonObject values || TypeOf(values) != File) return null;
        var inner = new Fields(fields.At(name), values);
        inner.Text(Type);
        var path = inner.Text("path");
        inner.End();
        return System.IO.Path.Combine(folder, path);
    }

    private static string? TypeOf(JsonObject values) => (values[Type] as JsonValue)?.ToString();

    /// <summary>A probability that falls with the distance between places, which are read from files, [neurons, dimensions].</summary>
    private static DistanceDependent ByDistance(Fields fields, string folder)
    {
        fields.Text(Type);
        var (sources, targets) = (Places("sources"), Places("targets"));
        var (probability, width) = (fields.Number("probability", 1), fields.Number("width"));
        var profile = fields.Choice("profile", "gaussian", "gaussian", "exponential", "step");
        var period = fields.Has("period") ? fields.Numbers("period") : null;
        fields.End();
        Require.That(probability is >= 0 and <= 1, fields.Place, "probability", probability, "in 0 .. 1");
        Require.Positive(fields.Place, "width", width);
        Func<double, double> at = profile switch
        {
            "gaussian" => distance => probability * Math.Exp(-distance * distance / (2 * width * width)),
            "exponential" => distance => probability * Math.Exp(-distance / width),
            _ => distance => distance < width ? probability : 0,
        };
        return Placed(fields.Place, () => new DistanceDependent(sources, targets, at, period));

        double[,] Places(string name)
        {
            var path = System.IO.Path.Combine(folder, fields.Text(name));
            var read = Placed(fields.At(name), () => Npy.Read<double>(path));
            if (read.Rank != 2) throw new FormatException($"{fields.At(name)}: {path} has {read.Rank} dimensions; it must be [neurons, dimensions]");
            var places = new double[(int)read.Lengths[0], (int)read.Lengths[1]];
            for (var n = 0; n < places.GetLength(0); n++)
                for (var d = 0; d < places.GetLength(1); d++) places[n, d] = read[n, d];
            return places;
        }
    }

    private static Registry<Distribution> Distributions()
    {
        var registry = new Registry<Distribution>("distribution", Type);
        registry.Register<UniformDistribution>("uniform");
        registry.Register<NormalDistribution>("normal");
        registry.Register<LogNormalDistribution>("log_normal");
        registry.Register<ExponentialDistribution>("exponential");
        return registry;
    }

    private static Registry<Connectivity> Connectivities()
    {
        var registry = new Registry<Connectivity>("connectivity", Type);
        registry.Register<AllToAll>("all_to_all");
        registry.Register<OneToOne>("one_to_one");
        registry.Register<FixedProbability>("fixed_probability");
        registry.Register<FixedInDegree>("fixed_in_degree");
        registry.Register<FixedOutDegree>("fixed_out_degree");
        registry.Register<FixedTotal>("fixed_total");
        return registry;
    }

    private static Registry<Current> Currents()
    {
        var registry = new Registry<Current>("current", Type);
        registry.Register<StepCurrent>("step");
        registry.Register<SineCurrent>("sine");
        registry.Register<WhiteNoiseCurrent>("white_noise");
        registry.Register<OrnsteinUhlenbeckCurrent>("ornstein_uhlenbeck");
        return registry;
    }
}
