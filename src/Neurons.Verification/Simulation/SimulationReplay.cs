using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Simulation;

namespace Neurons.Verification;

/// <summary>A recorded network, run again.</summary>
internal sealed class SimulationReplay : ISimulationReplay
{
    private const double Milliseconds = 1000;

    /// <summary>In mV; and in leak conductances.</summary>
    private const double Tolerance = 1e-10;

    private readonly IReadOnlyDictionary<string, Tensor<double>> _arrays;
    private readonly JsonRecord _json;
    private readonly Simulator<double> _simulator;
    private readonly SpikeRecorder<double> _spikes;
    private readonly StateRecorder<double> _states;
    private readonly string[] _inputs;
    private readonly int _refractory;

    public SimulationReplay(JsonRecord json, string arrays)
    {
        (_json, _arrays) = (json, NpzReader.Read<double>(arrays));
        var (size, excitatory, dt) = (json.Count("neurons"), json.Count("excitatory"), json.Number("dt") * Milliseconds);
        var neurons = Neurons(json, size);
        _inputs = neurons is PscDeltaLif ? ["synaptic"] : ["excitatory", "inhibitory"];
        _refractory = (int)Math.Round(json.Record("parameters").Number("refractory") / json.Number("dt"));
        var initial = new Dictionary<string, SimulationParameter> { ["V"] = Numbers("v0") };
        if (_inputs.Length == 2) (initial["Ge"], initial["Gi"]) = (Numbers("ge0"), Numbers("gi0"));

        _simulator = new(dt);
        var population = _simulator.Add("neurons", neurons, initial);
        _simulator.Drive(population, "current", Numbers("current"));
        var external = _simulator.Add("external", size, new SpikeTimes(Whole("ext_step"), Whole("ext_neuron")));
        _simulator.Connect(external, population, _inputs[0], new OneToOne(), json.Number("external_weight"), 0.0);
        Connect(population, ..excitatory, _inputs[0]);
        Connect(population, excitatory.., _inputs[^1]);
        _spikes = _simulator.RecordSpikes(population);
        string[] states = _inputs.Length == 2 ? ["V", "Ge", "Gi"] : ["V", "SinceSpike"];
        _states = _simulator.RecordStates(population, Whole("trace_neuron"), [.. states, .. _inputs]);
        _simulator.Run(json.Count("steps") * dt);
    }

    public string? FirstDifference()
    {
        var (steps, neurons) = (Whole("spike_step"), Whole("spike_neuron"));
        for (var i = 0; i < Math.Max(steps.Length, _spikes.Count); i++)
        {
            if (i >= steps.Length) return $"spike {i} of neuron {_spikes.Neurons[i]} in step {_spikes.Steps[i]}; no more were recorded";
            if (i >= _spikes.Count) return $"no spike {i}; one of neuron {neurons[i]} in step {steps[i]} was recorded";
            if (steps[i] != _spikes.Steps[i] || neurons[i] != _spikes.Neurons[i])
                return $"spike {i} is of neuron {_spikes.Neurons[i]} in step {_spikes.Steps[i]}; recorded is {neurons[i]} in {steps[i]}";
        }
        return null;
    }

    /// <summary>A trace is read when what arrives in a step has entered.</summary>
    public IEnumerable<(string Name, double Error, double Tolerance)> Errors()
    {
        (string, double, double) Compare(string name, Func<int, double> value) => (name, ISimulationReplay.Worst(Numbers(name), value), Tolerance);
        var v = Traced("V");
        if (_inputs.Length == 1)
        {
            var (since, arrived) = (Traced("SinceSpike"), Traced(_inputs[0]));
            return [Compare("trace_v", i => since[i] < Math.Max(1, _refractory) ? v[i] : v[i] + arrived[i])];
        }
        (string, double, double) Conductance(string trace, string state, string input)
        {
            var (g, arrived) = (Traced(state), Traced(input));
            return Compare(trace, i => g[i] + arrived[i]);
        }
        return [Compare("trace_v", i => v[i]), Conductance("trace_ge", "Ge", _inputs[0]), Conductance("trace_gi", "Gi", _inputs[1])];
    }

    public void Dispose() => _simulator.Dispose();

    private static NeuronLayer Neurons(JsonRecord json, int size)
    {
        var (model, dt, p) = (json.Text("model"), json.Number("dt") * Milliseconds, json.Record("parameters"));
        double Time(string name) => p.Number(name) * Milliseconds;
        return model switch
        {
            "cuba_linear" or "cuba_expeuler" => new PscExpLif(size, new()
            {
                Dt = dt,
                Inhibition = true,
                Current = true,
                Integrator = model == "cuba_linear" ? Integrator.Exact : Integrator.ExponentialEuler,
                Tau = Time("tau_m"),
                TauE = Time("tau_e"),
                TauI = Time("tau_i"),
                TauRef = Time("refractory"),
                VRest = p.Number("E_L"),
                VTh = p.Number("V_th"),
                VReset = p.Number("V_reset"),
            }),
            "coba" => new CondExpLif(size, new()
            {
                Dt = dt,
                Inhibition = true,
                Current = true,
                EE = p.Number("E_e"),
                EI = p.Number("E_i"),
                Tau = Time("tau_m"),
                TauE = Time("tau_e"),
                TauI = Time("tau_i"),
                TauRef = Time("refractory"),
                VRest = p.Number("E_L"),
                VTh = p.Number("V_th"),
                VReset = p.Number("V_reset"),
            }),
            "delta" or "delta_no_refractory" => new PscDeltaLif(size, new()
            {
                Dt = dt,
                Current = true,
                Tau = Time("tau_m"),
                TauRef = Time("refractory"),
                VRest = p.Number("E_L"),
                VTh = p.Number("V_th"),
                VReset = p.Number("V_reset"),
            }),
            _ => throw new ArgumentException($"The model {model} of a recorded network is not known."),
        };
    }

    /// <summary>The recorded synapses of some sources.</summary>
    private void Connect(Population population, Range sources, string input)
    {
        var (first, count) = sources.GetOffsetAndLength(population.Size);
        var rows = Whole("row_ptr");
        var range = rows[first]..rows[first + count];
        var delays = Array.ConvertAll(Numbers("delay")[range], steps => steps * _simulator.Dt);
        var own = Array.ConvertAll(rows[first..(first + count + 1)], at => at - rows[first]);
        _simulator.Connect(
            population[sources], population, input, GivenConnectivity.FromRows(own, Whole("target")[range]), Numbers("weight")[range], delays);
    }

    private double[] Traced(string name) => ISimulationReplay.Flat(_states[name]);

    private double[] Numbers(string name) => ISimulationReplay.Flat(_arrays[name]);

    private int[] Whole(string name) => Array.ConvertAll(Numbers(name), value => (int)value);
}
