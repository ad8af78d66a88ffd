using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Primitives;
using Neurons.Simulation;

namespace Neurons.Cli.Populations;

/// <summary>A simulation as a file describes it: populations, connections, drive, and what is recorded.</summary>
internal sealed class DescribedSimulation<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, Population> _populations = [];
    private readonly Dictionary<string, PlasticConnection<T>> _plastic = [];
    private readonly List<(long Step, Action Do)> _events = [];
    private readonly List<(long Every, Action Do)> _periodic = [];
    private readonly HashSet<string> _names = [];
    private readonly List<(string At, string Folder, StreamingRecorder<T> Recorder)> _streams = [];
    private readonly string _folder;
    private uint _parameters;

    /// <param name="file">The values of the file.</param>
    /// <param name="folder">Where files are that it names.</param>
    /// <param name="seed">The seed instead of that of the file; null for that.</param>
    public DescribedSimulation(Fields file, string folder, ulong? seed)
    {
        _folder = folder;
        var (dt, own) = (file.Number("dt", 0.1), file.Seed("seed", 0));
        Simulator = SimulationParts.Placed("dt", () => new Simulator<T>(dt, seed ?? own));
        var populations = file.Inner("populations");
        foreach (var name in populations.Names) Add(name, populations.Inner(name));
        if (_populations.Count == 0) throw new FormatException("populations is missing; it must be named populations");
        foreach (var connection in file.List("connections")) Connect(connection);
        foreach (var drive in file.List("drive")) Drive(drive);
        foreach (var record in file.List("record")) Record(record);
        if (file.List("record").Length > 0) return;
        foreach (var (name, population) in _populations) Spikes.Add((name, Simulator.RecordSpikes(population)));
    }

    public Simulator<T> Simulator { get; }

    public List<(string Name, SpikeRecorder<T> Recorder)> Spikes { get; } = [];

    public List<(string Name, SampleRecorder<T> Recorder)> States { get; } = [];

    public List<(string Name, RateRecorder<T> Recorder)> Rates { get; } = [];

    /// <summary>Connections that a rule changes, by their names.</summary>
    public IReadOnlyDictionary<string, PlasticConnection<T>> Plastic => _plastic;

    /// <summary>Runs it, in pieces between which connections are modulated and normalized.</summary>
    /// <param name="duration">How long, in ms.</param>
    /// <param name="cancellation">Ends it.</param>
    public RunSummary Run(double duration, CancellationToken cancellation)
    {
        var end = Steps("run.duration", duration);
        Require.That(end < int.MaxValue, "run", nameof(duration), duration, "such that there are fewer than 2³¹ steps");
        // what a run refuses is refused before a file of an earlier one is replaced
        var all = Simulator.Run(0, cancellation: cancellation);
        foreach (var (at, folder, recorder) in _streams) SimulationParts.Placed(at, () => recorder.StreamTo(folder));
        _streams.Clear();
        var others = new Queue<(long Step, Action Do)>(_events.OrderBy(one => one.Step));
        while (true)
        {
            while (others.TryPeek(out var one) && one.Step <= Simulator.Step) others.Dequeue().Do();
            foreach (var (every, normalize) in _periodic)
            {
                if (Simulator.Step > 0 && Simulator.Step % every == 0) normalize();
            }
            var next = others.TryPeek(out var first) ? first.Step : long.MaxValue;
            foreach (var (every, _) in _periodic) next = Math.Min(next, (Simulator.Step / every + 1) * every);
            var run = Simulator.Run((Math.Min(next, end) - Simulator.Step) * Simulator.Dt, cancellation: cancellation);
            all = new(all.Steps + run.Steps, all.Seconds + run.Seconds, all.Spikes + run.Spikes, all.Deliveries + run.Deliveries, run.Threads);
            if (Simulator.Step == end) return all;
        }
    }

    public void Dispose() => Simulator.Dispose();

    private void Add(string name, Fields fields)
    {
        var (type, size) = (fields.Text("type"), fields.Whole("size"));
        Require.AtLeast(1, fields.Place, "size", size);
        _populations[name] = type switch
        {
            "poisson_spikes" => Source(new PoissonSpikes(SimulationParts.Values(fields, "rate"))),
            "spike_times" => Source(new SpikeTimes(
                fields.Numbers("times"),
                Array.ConvertAll(fields.Numbers("neurons"), number => (int)number == number
                    ? (int)number
                    : throw JsonValues.Wrong(fields.At("neurons"), fields.Find("neurons"), "a list of whole numbers")))),
            _ => Neurons(name, type, size, fields),
        };

        Population Source(SpikeSource source)
        {
            fields.End();
            return SimulationParts.Placed(fields.Place, () => Simulator.Add(name, size, source));
        }
    }

    private Population Neurons(string name, string type, int size, Fields fields)
    {
        var model = NamedNeurons.Find(type)
            ?? throw new FormatException(
                $"{fields.At("type")} is '{type}'; it must be poisson_spikes, spike_times or a model of `neurons models`."
                + Names.Suggestion(NamedNeurons.Names, type));
        var given = fields.Inner("options");
        var options = given.Names.ToDictionary(option => option, option => Text(given, option));
        // the time step is that of the simulation, in the unit of the model
        if (!options.Keys.Any(option => option.Equals("dt", StringComparison.OrdinalIgnoreCase)))
        {
            var unit = NamedNeurons.Definition(model).TimeUnit == "s" ? 1000 : 1;
            options["Dt"] = (Simulator.Dt / unit).ToString("R", CultureInfo.InvariantCulture);
        }
        var values = fields.Inner("parameters");
        // numbers of parameters are counted from the end, those of a simulation from 0
        var parameters = values.Names.ToDictionary(
            parameter => parameter, parameter => SimulationParts.Parameter(values, parameter, size, Simulator.Seed, uint.MaxValue - _parameters++));
        var states = fields.Inner("initial");
        var initial = states.Names.ToDictionary(state => state, state => SimulationParts.Values(states, state));
        fields.End();
        return SimulationParts.Placed(
            fields.Place, () => Simulator.Add(name, NamedNeurons.Layer(model, [size], options, parameters), initial));
    }

    private void Connect(Fields fields)
    {
        var (source, target, input) = (Range(fields, "from"), Range(fields, "to"), fields.Text("input"));
        var connectivity = SimulationParts.Connectivity(fields, "connectivity", _folder);
        var (weight, delay) = (SimulationParts.Values(fields, "weight"), SimulationParts.Values(fields, "delay"));
        if (fields.Has("allow_self")) connectivity = connectivity with { AllowSelf = fields.Flag("allow_self") };
        var rule = RuleParts.Rule(fields, "rule");
        var (name, modulation, normalization) = (fields.Text("name", ""), fields.Inner("modulation"), fields.Inner("normalize"));
        if (rule is null && (fields.Has("modulation") || name.Length > 0))
            throw new FormatException($"{fields.Place} has '{(name.Length > 0 ? "name" : "modulation")}' without 'rule'");
        if (name.Length > 0 && (_populations.ContainsKey(name) || _plastic.ContainsKey(name)))
            throw new FormatException($"{fields.At("name")} is '{name}'; it must be another, as a population or connection has it");
        fields.End();
        var made = SimulationParts.Placed(fields.Place, () => rule is null
            ? Simulator.Connect(source, target, input, connectivity, weight, delay)
            : Simulator.Connect(source, target, input, connectivity, weight, delay, rule));
        if (fields.Has("normalize")) Normalize(normalization, made);
        if (made is not PlasticConnection<T> plastic) return;
        if (name.Length > 0) _plastic.Add(name, plastic);
        if (fields.Has("modulation")) Modulate(modulation, plastic);
    }

    /// <summary>Weights of each target are scaled to a sum, at the beginning and from time to time.</summary>
    private void Normalize(Fields fields, Connection<T> connection)
    {
        var (sum, every) = (fields.Number("sum"), Steps(fields.At("every"), fields.Number("every")));
        fields.End();
        Require.AtLeast(1, fields.Place, "every", every);
        _periodic.Add((every, () => connection.NormalizeWeights(sum)));
        SimulationParts.Placed(fields.Place, () => connection.NormalizeWeights(sum));
    }

    /// <summary>Modulations at times, such as rewards.</summary>
    private void Modulate(Fields fields, PlasticConnection<T> connection)
    {
        var times = fields.Numbers("times");
        var values = fields.Find("values") is JsonArray
            ? fields.Numbers("values") : [.. Enumerable.Repeat(fields.Number("values", 1), times.Length)];
        fields.End();
        if (values.Length != times.Length)
            throw new FormatException($"{fields.At("values")} has {values.Length} numbers; it must have one, or {times.Length}, as there are times");
        if (!connection.HasModulation)
            throw new FormatException($"{fields.Place}: {connection.Rule.Model.Name} knows no modulation; stdp_dopamine does");
        foreach (var (time, value) in times.Zip(values)) _events.Add((Steps(fields.At("times"), time), () => connection.Modulate(value)));
    }

    /// <summary>A time as steps.</summary>
    private long Steps(string place, double time)
    {
        var steps = Math.Round(time / Simulator.Dt);
        return time >= 0 && Math.Abs(time / Simulator.Dt - steps) < 1e-6
            ? (long)steps
            : throw new FormatException($"{place} is {time}; it must be ≥ 0 and a whole number of steps of {Simulator.Dt} ms");
    }

    private void Drive(Fields fields)
    {
        var (target, input) = (Range(fields, "to"), fields.Text("input"));
        if (fields.Has("current") == fields.Has("poisson"))
            throw new FormatException($"{fields.Place} must have either 'current' or 'poisson'");
        if (fields.Has("current"))
        {
            var current = SimulationParts.Current(fields, "current", _folder);
            fields.End();
            SimulationParts.Placed(fields.Place, () => Simulator.Drive(target, input, current));
            return;
        }
        var poisson = fields.Inner("poisson");
        var (rate, weight) = (SimulationParts.Values(poisson, "rate"), SimulationParts.Values(poisson, "weight"));
        var sources = poisson.Number("sources", 1);
        poisson.End();
        fields.End();
        SimulationParts.Placed(fields.Place, () => Simulator.DrivePoisson(target, input, rate, weight, sources));
    }

    private void Record(Fields fields)
    {
        string[] kinds = ["spikes", "states", "rates"];
        if (kinds.Count(fields.Has) != 1) throw new FormatException($"{fields.Place} must have one of 'spikes', 'states' and 'rates'");
        if (fields.Has("spikes"))
        {
            var neurons = Range(fields, "spikes");
            var name = Free(fields, fields.Text("name", neurons.ToString()));
            var recorder = Simulator.RecordSpikes(neurons);
            if (!Stream(fields, recorder)) Spikes.Add((name, recorder));
        }
        else if (fields.Has("rates"))
        {
            var (neurons, bin) = (Range(fields, "rates"), fields.Number("bin", 1));
            Require.Positive(fields.Place, "bin", bin);
            var name = Free(fields, fields.Text("name", $"{neurons} rates"));
            Rates.Add((name, SimulationParts.Placed(fields.Place, () => Simulator.RecordRate(neurons, bin))));
        }
        else
        {
            var (of, names, every) = (fields.Text("of"), fields.Texts("states"), fields.Number("every", 0));
            var name = Free(fields, fields.Text("name", of));
            var recorder = SimulationParts.Placed<SampleRecorder<T>>(fields.Place, () => _plastic.TryGetValue(of, out var connection)
                ? Simulator.RecordSynapses(connection, names, every: every)
                : Simulator.RecordStates(Range(fields, "of"), names, every));
            if (!Stream(fields, recorder)) States.Add((name, recorder));
        }
        fields.End();
    }

    /// <summary>What is recorded goes to files of a folder while it runs, where one is named: then it is not in memory.</summary>
    private bool Stream(Fields fields, StreamingRecorder<T> recorder)
    {
        if (!fields.Has("folder")) return false;
        var (at, folder) = (fields.At("folder"), Path.GetFullPath(Path.Combine(_folder, fields.Text("folder"))));
        if (string.IsNullOrWhiteSpace(fields.Text("folder"))) throw JsonValues.Wrong(at, fields.Find("folder"), "the name of a folder");
        if (_streams.Exists(other => other.Folder == folder))
            throw new FormatException($"{at} is '{fields.Text("folder")}'; it must be another, as something else that is recorded goes there");
        _streams.Add((at, folder, recorder));
        return true;
    }

    /// <summary>Arrays of a file have names of their own.</summary>
    private string Free(Fields fields, string name) => _names.Add(name)
        ? name
        : throw new FormatException($"{fields.At("name")} is '{name}'; it must be another, as something else that is recorded has it");

    private PopulationRange Range(Fields fields, string name) => NeuronRange.Of(fields, name, _populations);

    private static string Text(Fields fields, string name) => fields.Required(name, "a number, text, true or false") switch
    {
        JsonValue value => value.ToString(),
        var other => throw JsonValues.Wrong(fields.At(name), other, "a number, text, true or false"),
    };
}
