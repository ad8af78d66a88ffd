namespace Neurons.Networks;

/// <summary>What a layer has done, counted from its inputs and outputs; or the sum of several.</summary>
public readonly record struct LayerOperations
{
    /// <summary>Spikes that arrived at a weight: of a binary input, each pair of a spike and a weight that meet (in images, those inside).</summary>
    public long SynapticOperations { get; init; }

    /// <summary>Multiply-accumulates: products with an input that is not binary, padding included, and the scaling of normalisations.</summary>
    public long MultiplyAccumulates { get; init; }

    /// <summary>Sums and differences: a synaptic operation each, and those of neurons, pooling, normalisation and merged inputs.</summary>
    public long Accumulates { get; init; }

    /// <summary>The floating-point operations of a framework that computes all products, zeros or not.</summary>
    public long FloatingPointOperations { get; init; }

    /// <summary>Steps of neurons.</summary>
    public long NeuronUpdates { get; init; }

    /// <summary>Outputs of spiking neurons that are not 0.</summary>
    public long Spikes { get; init; }

    /// <summary>Bytes that a framework reads and writes which computes operator by operator, each with its whole tensors in float32.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Weights that are read, each as often as it is used: by a synaptic operation or a multiply-accumulate.</summary>
    public long WeightReads { get; init; }

    /// <summary>Biases that are read, one for each output.</summary>
    public long BiasReads { get; init; }

    /// <summary>
    /// Bytes that hardware reads and writes which computes by events, in float32: weights and biases as often as they are used, and a state read
    /// and written for each step of a neuron.
    /// </summary>
    public long AccessBytes => sizeof(float) * (WeightReads + BiasReads + (2 * NeuronUpdates));

    /// <summary>All of two.</summary>
    public static LayerOperations operator +(LayerOperations one, LayerOperations other) => new()
    {
        SynapticOperations = one.SynapticOperations + other.SynapticOperations,
        MultiplyAccumulates = one.MultiplyAccumulates + other.MultiplyAccumulates,
        Accumulates = one.Accumulates + other.Accumulates,
        FloatingPointOperations = one.FloatingPointOperations + other.FloatingPointOperations,
        NeuronUpdates = one.NeuronUpdates + other.NeuronUpdates,
        Spikes = one.Spikes + other.Spikes,
        MemoryBytes = one.MemoryBytes + other.MemoryBytes,
        WeightReads = one.WeightReads + other.WeightReads,
        BiasReads = one.BiasReads + other.BiasReads,
    };

    /// <summary>All of two.</summary>
    public static LayerOperations Add(LayerOperations left, LayerOperations right) => left + right;
}

/// <summary>A layer of your own that says what it does, where the rules for the built-in ones do not.</summary>
public interface ICountsOperations
{
    /// <summary>What it has done in a pass.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="output">Its output.</param>
    LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output);
}

/// <summary>What one step of one neuron costs.</summary>
/// <param name="Accumulates">Sums and differences.</param>
/// <param name="FloatingPointOperations">All operations on numbers.</param>
/// <param name="MemoryBytes">Bytes read and written.</param>
/// <param name="FirstStepBytes">Bytes besides at the first step.</param>
/// <param name="IsLeaky">Whether the potential is multiplied: a multiply-accumulate more (in <see cref="LemaireEnergy"/>).</param>
public readonly record struct UpdateCost(
    int Accumulates, int FloatingPointOperations, int MemoryBytes, int FirstStepBytes = 0, bool IsLeaky = true)
{
    /// <summary>What this library's kernel executes in float32.</summary>
    /// <param name="layer">The neurons.</param>
    public static UpdateCost Of(NeuronLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var step = layer.Dynamics.ForwardOperations(Precision.Float32);
        return new(
            step.Additions, step.Additions + step.Multiplications + step.Divisions + step.Selections, sizeof(float) * step.Moves,
            IsLeaky: step.Multiplications + step.Divisions > 0);
    }
}
