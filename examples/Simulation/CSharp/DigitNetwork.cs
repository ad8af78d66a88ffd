using Neurons;
using Neurons.Simulation;

namespace Simulations.CSharp;

/// <summary>What a network of digits is like.</summary>
/// <param name="Neurons">Excitatory neurons, and as many inhibitory ones.</param>
/// <param name="Rate">The rate of a black pixel, in Hz.</param>
/// <param name="WeightSum">The sum to which the weights of each neuron are scaled before every image.</param>
/// <param name="ThetaPlus">What a spike adds to the threshold at first, in mV.</param>
/// <param name="Growth">What a pair of spikes adds to a weight at first, of which the largest is 1.</param>
/// <param name="LastPace">How fast weights and thresholds change in the end, as a part of how fast they do at first.</param>
public sealed record DigitSettings(
    int Neurons = 400, double Rate = 128, double WeightSum = 17, double ThetaPlus = 0.3, double Growth = 0.02, double LastPace = 0.2);

/// <summary>
/// The network of Diehl and Cook 2015. Pixels fire as Poisson processes into excitatory neurons, by synapses that learn by the timing of spikes;
/// each of these excites an inhibitory neuron of its own, which inhibits all others: few answer an image, and learn it.
/// </summary>
public sealed class DigitNetwork : IDisposable
{
    private const double Shown = 350, Pause = 100, TauTheta = 1e6, Forever = 1e30; // ms
    private const int LeastSpikes = 5;
    private const double MostRate = 2000, MostWeight = 1;

    private readonly Simulator<float> _net;
    private readonly PoissonSpikes _pixels = new(rate: 0);
    private readonly Population _excitatory;
    private readonly Connection<float> _synapses;
    private readonly SpikeRecorder<float> _spikes;
    private readonly DigitSettings _settings;

    /// <summary>A network that learns.</summary>
    public DigitNetwork(int pixels, DigitSettings settings, ulong seed)
        : this(pixels, settings, seed, pace: 1, theta: 0, weights: Distribution.Uniform(0, 0.3))
    {
    }

    private DigitNetwork(int pixels, DigitSettings settings, ulong seed, double pace, SimulationParameter theta, SimulationParameter weights)
    {
        var n = settings.Neurons;
        _settings = settings;
        _net = new(dt: 1, seed);
        var input = _net.Add("pixels", pixels, _pixels);
        var adapting = new Dictionary<string, NeuronParameter>
        {
            ["ThetaPlus"] = pace * settings.ThetaPlus,
            ["TauTheta"] = pace > 0 ? TauTheta / pace : Forever,
        };
        _excitatory = _net.Add("excitatory", DigitNeuron.Model.Layer(n, adapting), new Dictionary<string, SimulationParameter> { ["Theta"] = theta });
        var options = new CondExpLifOptions { Dt = 1, Tau = 10, TauE = 1, VRest = -60, VReset = -45, VTh = -40, TauRef = 2 };
        var inhibitory = _net.Add("inhibitory", new CondExpLif(n, options));
        var others = Enumerable.Range(0, n * n).Where(pair => pair / n != pair % n).ToArray();
        _net.Connect(_excitatory, inhibitory, "excitatory", new OneToOne(), weight: 10.4, delay: 0);
        _net.Connect(
            inhibitory, _excitatory, "inhibitory",
            GivenConnectivity.FromList(Array.ConvertAll(others, pair => pair / n), Array.ConvertAll(others, pair => pair % n)), weight: 17, delay: 0);
        var growth = pace * settings.Growth;
        _synapses = pace > 0
            ? _net.Connect(
                input, _excitatory, "excitatory", new AllToAll(), weights, delay: 0,
                new StdpSynapse { IsNearest = true, APlus = growth, AMinus = growth / 100, WMax = MostWeight })
            : _net.Connect(input, _excitatory, "excitatory", new AllToAll(), weights, delay: 0);
        _spikes = _net.RecordSpikes(_excitatory);
    }

    /// <summary>The weights, [pixels × neurons].</summary>
    public ReadOnlySpan<float> Weights => _synapses.Weights;

    /// <summary>Shows an image until there are some spikes, stronger each time.</summary>
    /// <param name="image">Its pixels, from 0 to 1.</param>
    /// <returns>How often each neuron fired.</returns>
    public int[] Show(ReadOnlySpan<float> image)
    {
        if (_synapses is PlasticConnection<float>) _synapses.NormalizeWeights(_settings.WeightSum);
        var rates = new double[image.Length];
        var counts = new int[_settings.Neurons];
        for (var rate = _settings.Rate; rate < MostRate && counts.Sum() < LeastSpikes; rate *= 1.5)
        {
            for (var i = 0; i < rates.Length; i++) rates[i] = rate * image[i];
            _pixels.Rate = rates;
            _net.Run(Shown);
            _pixels.Rate = 0;
            _net.Run(Pause);
            foreach (var neuron in _spikes.Neurons) counts[neuron]++;
            _spikes.Clear();
        }
        return counts;
    }

    /// <summary>The same network as it is now, which goes on at another pace.</summary>
    /// <param name="pace">How fast weights and thresholds change, as a part of what the settings say; 0 where they shall stay as they are.</param>
    /// <param name="seed">What the spikes of pixels are drawn from.</param>
    public DigitNetwork At(double pace, ulong seed)
    {
        var theta = Numbers(_net.State(_excitatory, "Theta"));
        var weights = Numbers(_synapses.Weights);
        // scaled to their sum, some may be beyond the bound of the rule
        if (pace > 0) weights = Array.ConvertAll(weights, weight => Math.Min(weight, MostWeight));
        return new(_synapses.Source.Count, _settings, seed, pace, theta, weights);
    }

    /// <inheritdoc/>
    public void Dispose() => _net.Dispose();

    private static double[] Numbers(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);
}
