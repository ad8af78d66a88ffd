namespace Neurons.Simulation.Tests;

/// <summary>
/// A network whose synapses learn by pairs of spikes, in plain loops that decay every trace at every step: what <see cref="StdpSynapse"/> must do.
/// </summary>
internal sealed class NaivePlasticNetwork
{
    private const double Dt = 0.1, Tau = 10, TauE = 3, Rest = -60, Threshold = -50, Reset = -60;

    private readonly double[] _current;
    private readonly (int Source, int Target, int Delay)[] _synapses;
    private readonly double[] _initial;
    private readonly StdpSynapse _rule;

    public NaivePlasticNetwork(ulong seed)
    {
        var random = new RandomStream(seed, 78);
        var size = 2 + random.NextInt(8);
        Steps = 100 + random.NextInt(300);
        _current = [.. Enumerable.Range(0, size).Select(_ => 30 * random.NextDouble())];
        var sameDelay = random.NextInt(3) == 0;
        var delay = random.NextInt(15);
        _synapses = [.. Enumerable.Range(0, random.NextInt(5 * size)).Select(_ =>
            (random.NextInt(size), random.NextInt(size), sameDelay ? delay : random.NextInt(15)))];
        _initial = [.. _synapses.Select(_ => 2 * random.NextDouble())];
        StdpDependence[] dependences = Enum.GetValues<StdpDependence>();
        _rule = new()
        {
            APlus = 0.3 * random.NextDouble(),
            AMinus = 0.3 * random.NextDouble(),
            TauPlus = 2 + random.NextInt(20),
            TauMinus = 2 + random.NextInt(20),
            WMin = -0.5 * random.NextInt(2),
            WMax = 2,
            Mu = random.NextInt(3) * 0.5,
            Dependence = dependences[random.NextInt(dependences.Length)],
            IsNearest = random.NextInt(2) == 0,
        };
        V = [.. Enumerable.Range(0, size).Select(_ => -60 + 10 * random.NextDouble())];
        (Pre, Post, Weights) = (new double[_synapses.Length], new double[_synapses.Length], (double[])_initial.Clone());
    }

    public int Steps { get; }

    public double[] V { get; }

    public double[] Weights { get; }

    public double[] Pre { get; }

    public double[] Post { get; }

    public List<(int Step, int Neuron)> Spikes { get; } = [];

    /// <summary>The smallest distance of a potential from the threshold: below some 1e-9 rounding may decide.</summary>
    public double Nearest { get; private set; } = double.PositiveInfinity;

    public (Simulator<double> Simulator, PlasticConnection<double> Connection) Simulator(int threads)
    {
        var simulator = new Simulator<double>(Dt) { Threads = threads };
        var options = new PscExpLifOptions
        {
            Dt = Dt,
            Inhibition = true,
            Current = true,
            Tau = Tau,
            TauE = TauE,
            TauI = 4,
            TauRef = 0,
            VRest = Rest,
            VTh = Threshold,
            VReset = Reset,
        };
        var neurons = simulator.Add(
            "neurons", new PscExpLif(V.Length, options), new Dictionary<string, SimulationParameter> { ["V"] = (double[])V.Clone() });
        simulator.Drive(neurons, "current", _current);
        simulator.Drive(neurons, "inhibitory", 0.0);
        var connection = simulator.Connect(
            neurons, neurons, "excitatory",
            GivenConnectivity.FromList([.. _synapses.Select(synapse => synapse.Source)], [.. _synapses.Select(synapse => synapse.Target)]),
            _initial, _synapses.Select(synapse => synapse.Delay * Dt).ToArray(), _rule);
        return (simulator, connection);
    }

    public void Run()
    {
        var (a, b) = (Number(_rule.APlus), Number(_rule.AMinus));
        var (low, high, mu) = (Number(_rule.WMin), Number(_rule.WMax), Number(_rule.Mu));
        var (dx, dy) = (Decay("TauPlus"), Decay("TauMinus"));
        var (pm, pe) = (Math.Exp(-Dt / Tau), Math.Exp(-Dt / TauE));
        var ae = TauE / (TauE - Tau) * (pe - pm);
        double Scale(double distance) => _rule.Dependence switch
        {
            StdpDependence.Additive => 1,
            StdpDependence.AdditiveStep => distance > 0 ? 1 : 0,
            StdpDependence.MultiplicativePower => distance > 0 ? Math.Pow(distance, mu) : 0,
            _ => Math.Max(0, distance),
        };
        double Raised(double trace) => _rule.IsNearest ? 1 : trace + 1;
        var ge = new double[V.Length];
        var fired = new List<int>[Steps];
        for (var k = 0; k < Steps; k++)
        {
            fired[k] = [];
            for (var n = 0; n < V.Length; n++)
            {
                var target = Rest + _current[n];
                V[n] = target + ae * ge[n] + pm * (V[n] - target);
                ge[n] *= pe;
                Nearest = Math.Min(Nearest, Math.Abs(V[n] - Threshold));
                if (V[n] <= Threshold) continue;
                fired[k].Add(n);
                Spikes.Add((k, n));
            }
            for (var i = 0; i < _synapses.Length; i++)
            {
                var (source, target, delay) = _synapses[i];
                if (k > 0) (Pre[i], Post[i]) = (Pre[i] * dx, Post[i] * dy);
                if (k >= delay && fired[k - delay].Contains(source))
                {
                    ge[target] += Weights[i];
                    Weights[i] = Math.Clamp(Weights[i] - b * Scale(Weights[i] - low) * Post[i], low, high);
                    Pre[i] = Raised(Pre[i]);
                }
                if (!fired[k].Contains(target)) continue;
                Weights[i] = Math.Clamp(Weights[i] + a * Scale(high - Weights[i]) * Pre[i], low, high);
                Post[i] = Raised(Post[i]);
            }
            foreach (var n in fired[k]) V[n] = Reset;
        }
    }

    /// <summary>What is left of a trace after a step.</summary>
    public double Decay(string tau) => Math.Exp(-Dt / Number(_rule.Parameters[tau]));

    private static double Number(SimulationParameter values) => double.Parse($"{values}", System.Globalization.CultureInfo.InvariantCulture);
}
