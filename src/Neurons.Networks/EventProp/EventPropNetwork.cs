using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Layers of <see cref="ExactLif"/> neurons one after the other, trained by exact gradients of spike times: EventProp (Wunderlich and Pehle
/// 2021), in place of surrogate gradients. Weights are parameters in float32, as optimizers take them; times, potentials and gradients are
/// computed in float64.
/// </summary>
/// <example><code>
/// var network = new EventPropNetwork(seed: 1, new(5, 100), new(100, 3));
/// var loss = Loss.SpikeTimeCrossEntropy(scale: 0.005);
/// var adam = new Adam(0.003);
/// foreach (var (spikes, labels) in batches)
/// {
///     var run = network.Forward(spikes, duration: 0.06);
///     var (value, gradient) = loss.Evaluate(run.FirstSpikes, labels);
///     adam.Step(run.Pullback(new() { FirstSpikes = gradient }));
/// }
/// </code></example>
public sealed class EventPropNetwork
{
    private readonly ExactLif[] _layers;
    private readonly Parameter[] _parameters;
    private readonly int[] _weight, _recurrent;

    /// <summary>Builds a network.</summary>
    /// <param name="seed">What the first weights are drawn from.</param>
    /// <param name="layers">The layers; only the last can be of readouts.</param>
    /// <exception cref="ArgumentException">The layers do not fit together.</exception>
    public EventPropNetwork(ulong seed, params ExactLifOptions[] layers)
        : this(seed, layers, null)
    {
    }

    internal EventPropNetwork(ulong seed, ExactLifOptions[] layers, StoredWeights? stored)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Length == 0) throw new ArgumentException("EventPropNetwork: there are no layers; at least one is needed.", nameof(layers));
        Seed = seed;
        _layers = Array.ConvertAll(layers, options => new ExactLif(options));
        (_weight, _recurrent) = (new int[layers.Length], new int[layers.Length]);
        var parameters = new List<Parameter>();
        for (var l = 0; l < layers.Length; l++)
        {
            var o = layers[l];
            if (l > 0 && layers[l - 1].Outputs != o.Inputs)
                throw new ArgumentException(
                    $"EventPropNetwork: layer {l - 1} has {layers[l - 1].Outputs} outputs and layer {l} {o.Inputs} inputs; they must be as many.",
                    nameof(layers));
            if (l + 1 < layers.Length && !o.Spikes)
                throw new ArgumentException($"EventPropNetwork: layer {l} of {layers.Length} is of readouts; only the last can be.", nameof(layers));
            var mean = 4 * o.Threshold / Math.Sqrt(o.Inputs);
            var random = new RandomStream(seed, (uint)l);
            _weight[l] = Add(new($"weight_{l}", [o.Outputs, o.Inputs]), o.Weights ?? Initializer.Normal(mean, mean / 2));
            _recurrent[l] = o.Recurrent ? Add(new($"recurrent_{l}", [o.Outputs, o.Outputs]), o.RecurrentWeights) : -1;

            int Add(Parameter parameter, Initializer? initial)
            {
                stored?.Require(parameter);
                initial?.Fill(random, parameter.Value);
                parameters.Add(parameter);
                return parameters.Count - 1;
            }
        }
        _parameters = [.. parameters];
    }

    /// <summary>What the first weights were drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The layers.</summary>
    public IReadOnlyList<ExactLif> Layers => _layers;

    /// <summary>The weights, <c>weight_0</c>, …, and the recurrent ones, <c>recurrent_0</c>, ….</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Reads a network that <see cref="Save"/> wrote.</summary>
    /// <exception cref="IO.FormatError">The file is no such file.</exception>
    public static EventPropNetwork Load(string path) => EventPropFile.Read(path);

    /// <summary>Writes layers and weights to a safetensors file, atomically.</summary>
    /// <exception cref="NotFiniteNumberException">A weight is not finite; the message names the parameter.</exception>
    /// <exception cref="NotSupportedException">An initializer is your own and not registered; the message names it.</exception>
    public void Save(string path) => EventPropFile.Write(path, this);

    /// <summary>Simulates a batch, its samples on all threads.</summary>
    /// <param name="batch">The spikes of each sample, sorted by time.</param>
    /// <param name="duration">Until when, in s, &gt; 0.</param>
    /// <exception cref="ArgumentException">Spikes are not sorted or of unknown neurons.</exception>
    public EventPropRun Forward(IReadOnlyList<IReadOnlyList<TimedSpike>> batch, double duration)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require.Positive(nameof(EventPropNetwork), nameof(duration), duration);
        var weights = Array.ConvertAll(_parameters, Widened);
        var runs = new ExactLifRun[batch.Count][];
        Parallelism.Run(batch.Count, new Simulation(this, weights, batch, duration, runs));
        return new(this, weights, runs, duration);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _layers.AsEnumerable());

    /// <summary>The gradients of a run.</summary>
    internal ParameterGradients Backward(double[][] weights, ExactLifRun[][] runs, Func<int, ExactLifGradient> outer, double[][]? inputTimes)
    {
        var samples = new double[runs.Length][][];
        Parallelism.Run(runs.Length, new Return(this, weights, runs, outer, inputTimes, samples));
        var gradients = Array.ConvertAll(_parameters, parameter => Tensor.CreateFromShape<float>(parameter.Shape));
        for (var p = 0; p < gradients.Length; p++)
        {
            // the sum runs over the samples in order, whatever the threads
            var sum = new double[weights[p].Length];
            foreach (var sample in samples) TensorPrimitives.Add(sum, sample[p], sum);
            TensorPrimitives.ConvertTruncating<double, float>(sum, gradients[p].Span());
        }
        return new(_parameters, gradients);
    }

    private static double[] Widened(Parameter parameter)
    {
        var wide = new double[parameter.Value.FlattenedLength];
        TensorPrimitives.ConvertTruncating(parameter.Value.ReadOnlySpan(), wide.AsSpan());
        return wide;
    }

    private ReadOnlySpan<double> Recurrent(double[][] weights, int layer) => _recurrent[layer] < 0 ? [] : weights[_recurrent[layer]];

    private sealed class Simulation(
        EventPropNetwork network, double[][] weights, IReadOnlyList<IReadOnlyList<TimedSpike>> batch, double duration, ExactLifRun[][] runs)
        : IWork
    {
        public void Run(int worker, int item)
        {
            var run = new ExactLifRun[network._layers.Length];
            var spikes = batch[item];
            for (var l = 0; l < run.Length; l++)
            {
                run[l] = network._layers[l].Forward(weights[network._weight[l]], network.Recurrent(weights, l), spikes, duration);
                spikes = run[l].Spikes;
            }
            runs[item] = run;
        }
    }

    private sealed class Return(
        EventPropNetwork network, double[][] weights, ExactLifRun[][] runs, Func<int, ExactLifGradient> outer, double[][]? inputTimes,
        double[][][] samples) : IWork
    {
        public void Run(int worker, int item)
        {
            var gradients = Array.ConvertAll(weights, weight => new double[weight.Length]);
            var gradient = outer(item);
            for (var l = network._layers.Length - 1; l >= 0; l--)
            {
                var (at, run) = (network._recurrent[l], runs[item][l]);
                var times = l > 0 || inputTimes is not null ? new double[run.InputCount] : [];
                network._layers[l].Backward(
                    weights[network._weight[l]], network.Recurrent(weights, l), run, gradient,
                    gradients[network._weight[l]], at < 0 ? [] : gradients[at], times);
                gradient = new(times);
                if (l == 0 && inputTimes is not null) inputTimes[item] = times;
            }
            samples[item] = gradients;
        }
    }
}
