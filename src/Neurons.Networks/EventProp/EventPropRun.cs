using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What an <see cref="EventPropNetwork"/> gave for a batch, with its gradient function.</summary>
public sealed class EventPropRun
{
    private readonly EventPropNetwork _network;
    private readonly double[][] _weights;
    private readonly ExactLifRun[][] _runs;
    private readonly double _duration;
    private readonly int _outputs;
    private readonly int[,] _first;

    internal EventPropRun(EventPropNetwork network, double[][] weights, ExactLifRun[][] runs, double duration)
    {
        (_network, _weights, _runs, _duration) = (network, weights, runs, duration);
        _outputs = network.Layers[^1].Options.Outputs;
        _first = new int[runs.Length, _outputs];
        FirstSpikes = Tensor.CreateFromShape<float>([runs.Length, _outputs]);
        Maxima = Tensor.CreateFromShape<float>([runs.Length, _outputs]);
        Integrals = Tensor.CreateFromShape<float>([runs.Length, _outputs]);
        var (times, maxima, integrals) = (new float[_outputs], new float[_outputs], new float[_outputs]);
        for (var sample = 0; sample < runs.Length; sample++)
        {
            var run = runs[sample][^1];
            for (var n = 0; n < _outputs; n++)
            {
                _first[sample, n] = run.FirstSpike(n);
                times[n] = (float)(_first[sample, n] < 0 ? duration : run.Fired[_first[sample, n]].Time);
                (maxima[n], integrals[n]) = ((float)run.MaximumValues[n], (float)run.IntegralValues[n]);
            }
            times.CopyTo(FirstSpikes.Span()[(sample * _outputs)..]);
            maxima.CopyTo(Maxima.Span()[(sample * _outputs)..]);
            integrals.CopyTo(Integrals.Span()[(sample * _outputs)..]);
        }
    }

    /// <summary>The time of the first spike of each output in s, [batch, outputs]; of one that does not fire, the duration, without a
    /// gradient.</summary>
    public Tensor<float> FirstSpikes { get; }

    /// <summary>Of readouts, the largest potential of each, [batch, outputs].</summary>
    public Tensor<float> Maxima { get; }

    /// <summary>Of readouts, ∫ V dt of each in s, [batch, outputs].</summary>
    public Tensor<float> Integrals { get; }

    /// <summary>The samples.</summary>
    public int Batch => _runs.Length;

    /// <summary>What a layer gave for a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="layer">The layer.</param>
    public ExactLifRun this[int sample, int layer] => _runs[sample][layer];

    /// <summary>The mean number of spikes of a sample in all layers.</summary>
    public double SpikesPerSample => _runs.Length == 0 ? 0 : _runs.Sum(run => run.Sum(layer => (double)layer.Spikes.Count)) / _runs.Length;

    /// <summary>The gradients of the weights.</summary>
    /// <param name="outer">The derivatives of the loss by what the run gave.</param>
    /// <exception cref="ArgumentException">A gradient has another shape.</exception>
    public ParameterGradients Pullback(EventPropGradient outer) => Pullback(outer, null);

    /// <summary>The gradients of the weights, and those of the times of the input's spikes.</summary>
    /// <param name="outer">The derivatives of the loss by what the run gave.</param>
    /// <param name="inputTimes">One for each spike of each sample, in their order.</param>
    /// <exception cref="ArgumentException">A gradient has another shape.</exception>
    public ParameterGradients Pullback(EventPropGradient outer, out double[][] inputTimes)
    {
        inputTimes = new double[_runs.Length][];
        return Pullback(outer, inputTimes);
    }

    private ParameterGradients Pullback(EventPropGradient outer, double[][]? inputTimes)
    {
        ArgumentNullException.ThrowIfNull(outer);
        foreach (var (name, tensor) in new[]
        {
            (nameof(outer.FirstSpikes), outer.FirstSpikes), (nameof(outer.Maxima), outer.Maxima), (nameof(outer.Integrals), outer.Integrals),
        })
        {
            if (tensor is not null && !tensor.Lengths.SequenceEqual(FirstSpikes.Lengths))
                throw new ArgumentException(
                    $"EventPropRun: {name} has the shape {Shapes.Text(tensor.Lengths)}; it must be {Shapes.Text(FirstSpikes.Lengths)}.",
                        nameof(outer));
        }
        return _network.Backward(_weights, _runs, Of, inputTimes);

        ExactLifGradient Of(int sample)
        {
            double[]? times = null;
            if (outer.FirstSpikes is not null)
            {
                times = new double[_runs[sample][^1].Spikes.Count];
                for (var n = 0; n < _outputs; n++)
                {
                    if (_first[sample, n] >= 0) times[_first[sample, n]] = outer.FirstSpikes[sample, n];
                }
            }
            return new(times, Row(outer.Maxima, sample), Row(outer.Integrals, sample));
        }

        double[]? Row(Tensor<float>? tensor, int sample)
        {
            if (tensor is null) return null;
            var row = new double[_outputs];
            for (var n = 0; n < _outputs; n++) row[n] = tensor[sample, n];
            return row;
        }
    }
}

/// <summary>The derivatives of a loss by what an <see cref="EventPropRun"/> gave, each [batch, outputs]; null for 0.</summary>
public sealed record EventPropGradient
{
    /// <summary>By the times of first spikes.</summary>
    public Tensor<float>? FirstSpikes { get; init; }

    /// <summary>By the largest potentials of readouts.</summary>
    public Tensor<float>? Maxima { get; init; }

    /// <summary>By the integrals of readouts.</summary>
    public Tensor<float>? Integrals { get; init; }
}
