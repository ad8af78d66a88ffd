using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Simulation;

namespace Neurons.Verification;

/// <summary>A recorded neuron whose synapses learn by spike timing, run again.</summary>
internal sealed class StdpReplay : ISimulationReplay
{
    private const double Milliseconds = 1000, Tolerance = 1e-10, WeightTolerance = 1e-12;

    /// <summary>The conductance-based neuron by forward Euler, as it was recorded.</summary>
    private static readonly NeuronModel<Parameters<Expr>, State<Expr>> _euler =
        NeuronModel.Define<Parameters<Expr>, Parameters<Quantity>, State<Expr>>(
            "EulerCondExpLif",
            ["excitatory", "inhibitory"],
            (o, p, s, x) =>
            {
                var ge = s.Ge + x[0];
                var v = s.V + o.Dt / p.Tau * (ge * (p.EE - s.V) + p.VRest - s.V);
                var z = Expr.Fire(v - p.VTh, Surrogate.Atan(2));
                return (z, new(Expr.Blend(z, v, p.VReset), ge - o.Dt / p.TauE * ge));
            },
            defaults: new(20.0.In("ms", above: 0), 5.0.In("ms", above: 0), 0.0.In("mV"), (-50.0).In("mV"), (-60.0).In("mV"), (-60.0).In("mV")),
            initial: p => new(p.VReset, 0.0),
            dt: 0.1,
            timeUnit: "ms");

    private readonly IReadOnlyDictionary<string, Tensor<double>> _arrays;
    private readonly JsonRecord _parameters;
    private readonly Simulator<double> _simulator;
    private readonly PlasticConnection<double> _connection;
    private readonly SpikeRecorder<double> _spikes;
    private readonly StateRecorder<double> _states;
    private readonly List<double> _weights = [];

    public StdpReplay(JsonRecord json, string arrays)
    {
        (_arrays, _parameters) = (NpzReader.Read<double>(arrays), json.Record("parameters"));
        var dt = json.Number("dt") * Milliseconds;
        _simulator = new(dt);
        var inputs = _simulator.Add("inputs", json.Count("inputs"), new SpikeTimes(Whole("input_step"), Whole("input_neuron")));
        var initial = new Dictionary<string, SimulationParameter> { ["V"] = _parameters.Number("V_reset") };
        var neuron = _simulator.Add("neuron", Neuron(json.Text("neuron_method"), dt), initial);
        _connection = _simulator.Connect(
            inputs, neuron, "excitatory", new AllToAll(), Numbers("weight0"), Array.ConvertAll(Numbers("delay"), steps => steps * dt),
            new StdpSynapse
            {
                APlus = _parameters.Number("A_pre"),
                AMinus = -_parameters.Number("A_post"),
                TauPlus = Time("tau_pre"),
                TauMinus = Time("tau_post"),
                WMax = _parameters.Number("w_max"),
            });
        _simulator.Drive(neuron, "inhibitory", 0.0);
        _spikes = _simulator.RecordSpikes(neuron);
        _states = _simulator.RecordStates(neuron, ["V", "Ge", "excitatory"]);
        var snapshots = Whole("snapshot_step");
        for (var i = 0; i < snapshots.Length; i++)
        {
            _weights.AddRange(_connection.Weights);
            _simulator.Run(((i + 1 < snapshots.Length ? snapshots[i + 1] : json.Count("steps")) - snapshots[i]) * dt);
        }
    }

    public string? FirstDifference()
    {
        var steps = Whole("post_spike_step");
        for (var i = 0; i < Math.Max(steps.Length, _spikes.Count); i++)
        {
            var (mine, recorded) = (i < _spikes.Count ? $"{_spikes.Steps[i]}" : "none", i < steps.Length ? $"{steps[i]}" : "none");
            if (mine != recorded) return $"spike {i} is in step {mine}; recorded is {recorded}";
        }
        var updated = Whole("last_update_step");
        for (var k = 0; k < updated.Length; k++)
        {
            if (updated[k] != _connection.Updated[k])
                return $"the last event of synapse {k} is in step {_connection.Updated[k]}; recorded is {updated[k]}";
        }
        return null;
    }

    public IEnumerable<(string Name, double Error, double Tolerance)> Errors()
    {
        (string, double, double) Compare(string name, double tolerance, Func<int, double> value) =>
            (name, ISimulationReplay.Worst(Numbers(name), value), tolerance);
        double[] Traced(string name) => ISimulationReplay.Flat(_states[name]);
        var (v, ge, arrived) = (Traced("V"), Traced("Ge"), Traced("excitatory"));
        var (growth, decline) = (_parameters.Number("A_pre"), _parameters.Number("A_post"));
        return
        [
            Compare("trace_v", Tolerance, i => v[i]),
            Compare("trace_ge", Tolerance, i => ge[i] + arrived[i]),
            Compare("snapshot_weight", WeightTolerance, i => _weights[i]),
            Compare("weight_final", WeightTolerance, i => _connection.Weights[i]),
            Compare("apre_final", WeightTolerance, i => growth * _connection.State("Pre")[i]),
            Compare("apost_final", WeightTolerance, i => decline * _connection.State("Post")[i]),
        ];
    }

    public void Dispose() => _simulator.Dispose();

    private NeuronLayer Neuron(string method, double dt) => method switch
    {
        "euler" => _euler.Layer(
            1,
            new()
            {
                ["Tau"] = Time("tau_m"),
                ["TauE"] = Time("tau_e"),
                ["EE"] = _parameters.Number("E_e"),
                ["VTh"] = _parameters.Number("V_th"),
                ["VReset"] = _parameters.Number("V_reset"),
                ["VRest"] = _parameters.Number("E_L"),
            },
            dt),
        "exponential_euler" => new CondExpLif(1, new()
        {
            Inhibition = true,
            Dt = dt,
            EE = _parameters.Number("E_e"),
            Tau = Time("tau_m"),
            TauE = Time("tau_e"),
            TauRef = 0,
            VRest = _parameters.Number("E_L"),
            VTh = _parameters.Number("V_th"),
            VReset = _parameters.Number("V_reset"),
        }),
        _ => throw new ArgumentException($"The method {method} of a recorded neuron is not known."),
    };

    private double Time(string name) => _parameters.Number(name) * Milliseconds;

    private double[] Numbers(string name) => ISimulationReplay.Flat(_arrays[name]);

    private int[] Whole(string name) => Array.ConvertAll(Numbers(name), value => (int)value);

    private sealed record Parameters<T>(T Tau, T TauE, T EE, T VTh, T VReset, T VRest);

    private sealed record State<T>(T V, T Ge);
}
