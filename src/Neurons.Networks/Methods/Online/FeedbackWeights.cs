using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Weights that bring the error of the output to hidden neurons: drawn once, or, where they are adaptive, following the weights of the readout by
/// the same changes, with both decaying, so that the two become transposes of each other (Kolen and Pollack 1994).
/// </summary>
internal sealed class FeedbackWeights
{
    private readonly Parameter? _readout;
    private readonly int _neurons, _outputs;

    /// <param name="name">The name of the neurons.</param>
    /// <param name="neurons">How many there are.</param>
    /// <param name="outputs">The outputs of the network.</param>
    /// <param name="random">What they are drawn from: normal, with the deviation 1/√neurons.</param>
    /// <param name="readout">The weights that they follow, [outputs, neurons]; null for none.</param>
    public FeedbackWeights(string name, int neurons, int outputs, RandomStream random, Parameter? readout)
    {
        (Name, _neurons, _outputs, _readout) = (name, neurons, outputs, readout);
        Weight = Tensor.CreateFromShape<float>([neurons, outputs]);
        foreach (ref var number in Weight.Span()) number = (float)(random.NextNormal() / Math.Sqrt(neurons));
        if (readout is null) return;
        Seen = Tensor.CreateFromShape<float>(readout.Shape);
        readout.Value.CopyNumbersTo(Seen);
    }

    /// <summary>The name of the neurons.</summary>
    public string Name { get; }

    /// <summary>The weights, [neurons, outputs].</summary>
    public Tensor<float> Weight { get; }

    /// <summary>The weights of the readout that have been followed.</summary>
    public Tensor<float>? Seen { get; }

    /// <summary>The gradient by the output of the readout's synapses at this step, [batch · outputs]; null for none.</summary>
    public Tensor<float>? Error { get; set; }

    /// <summary>Writes the learning signal, [batch · neurons]; false where there is none.</summary>
    public bool Write(Span<float> signal, int batch)
    {
        if (Error is null) return false;
        Matrices.Multiply(Error.ReadOnlySpan(), false, Weight.ReadOnlySpan(), true, signal, batch, _neurons, _outputs);
        return true;
    }

    /// <summary>Follows what an update has changed.</summary>
    /// <param name="decay">The share that both lose.</param>
    public void Follow(float decay)
    {
        if (Seen is null) return;
        var value = _readout!.Value.Span();
        var seen = Seen.Span();
        if (value.SequenceEqual(seen)) return;
        var own = Weight.Span();
        for (var o = 0; o < _outputs; o++)
        {
            for (var n = 0; n < _neurons; n++)
            {
                ref var weight = ref own[(n * _outputs) + o];
                var place = (o * _neurons) + n;
                weight = (1 - decay) * (weight + value[place] - seen[place]);
                value[place] *= 1 - decay;
                seen[place] = value[place];
            }
        }
        _readout.Changed();
    }
}
