using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Simulation;

namespace Neurons.Verification;

/// <summary>Recorded synapses with short-term plasticity, each onto a neuron without threshold, run again.</summary>
internal sealed class TsodyksReplay : ISimulationReplay
{
    private const double Milliseconds = 1000, Tolerance = 1e-10, StateTolerance = 1e-12;

    /// <summary>A threshold that no potential comes to, in mV.</summary>
    private const double Never = 1e9;

    private readonly IReadOnlyDictionary<string, Tensor<double>> _arrays;
    private readonly Simulator<double> _simulator;
    private readonly StateRecorder<double> _states;
    private readonly SynapseRecorder<double> _synapses;
    private readonly int[] _spikes;
    private readonly int _count;
    private readonly double _weight;

    public TsodyksReplay(JsonRecord json, string arrays)
    {
        _arrays = NpzReader.Read<double>(arrays);
        var (p, dt) = (json.Record("parameters"), json.Number("dt") * Milliseconds);
        (_count, _weight) = (json.Count("synapses"), p.Number("weight"));
        _spikes = Array.ConvertAll(Numbers("input_step"), step => (int)step);
        _simulator = new(dt);
        var input = _simulator.Add("input", 1, new SpikeTimes(_spikes, new int[_spikes.Length]));
        var neurons = _simulator.Add("neurons", new PscExpLif(_count, new()
        {
            Dt = dt,
            Integrator = Integrator.Exact,
            Inhibition = true,
            Tau = p.Number("tau_m") * Milliseconds,
            TauE = p.Number("tau_e") * Milliseconds,
            TauRef = 0,
            VRest = p.Number("E_L"),
            VTh = Never,
            VReset = p.Number("E_L"),
        }));
        var rule = new TsodyksSynapse { Use = Numbers("U"), TauFacilitation = Times("tau_f"), TauDepression = Times("tau_d") };
        var connection = _simulator.Connect(input, neurons, "excitatory", new AllToAll(), _weight, 0.0, rule);
        _simulator.Drive(neurons, "inhibitory", 0.0);
        _states = _simulator.RecordStates(neurons, ["V", "Ge", "excitatory"]);
        _synapses = _simulator.RecordSynapses(connection, ["U", "X"]);
        _simulator.Run(json.Count("steps") * dt);
    }

    public string? FirstDifference() => null;

    public IEnumerable<(string Name, double Error, double Tolerance)> Errors()
    {
        (string, double, double) Compare(string name, double tolerance, Func<int, double> value) =>
            (name, ISimulationReplay.Worst(Numbers(name), value), tolerance);
        var (v, ge, arrived) = (Traced(_states, "V"), Traced(_states, "Ge"), Traced(_states, "excitatory"));
        var (u, x) = (Traced(_synapses, "U"), Traced(_synapses, "X"));
        int At(int i) => _spikes[i / _count] * _count + i % _count;
        return
        [
            Compare("trace_v", Tolerance, i => v[i]),
            Compare("trace_ge", Tolerance, i => ge[i] + arrived[i]),
            Compare("u_after", StateTolerance, i => u[At(i)]),
            Compare("x_after", StateTolerance, i => x[At(i)]),
            Compare("r_after", StateTolerance, i => arrived[At(i)] / _weight),
        ];
    }

    public void Dispose() => _simulator.Dispose();

    private static double[] Traced(SampleRecorder<double> recorder, string name) => ISimulationReplay.Flat(recorder[name]);

    private double[] Times(string name) => Array.ConvertAll(Numbers(name), seconds => seconds * Milliseconds);

    private double[] Numbers(string name) => ISimulationReplay.Flat(_arrays[name]);
}
