namespace Neurons.Networks;

/// <summary>
/// The estimate of Lemaire et al. ("An analytical estimation of spiking neural networks energy efficiency", 2022) for digital hardware that
/// computes by events: operations, addresses, and memories whose price of a byte grows with their size. Linear layers, convolutions and neurons
/// are priced; other layers are left out.
/// </summary>
public sealed record LemaireEnergy : EnergyModel
{
    private const int Word = 4, Queue = 4000;

    private static readonly (double Bytes, double Price)[] _memory = [(0, 0), (8192, 2.5), (32768, 5), (1048576, 25)];

    /// <summary>45 nm: an addition 0.1 pJ, a multiplication 3.1 pJ; memory from 2.5 pJ a byte at 8 KiB to 25 pJ at 1 MiB.</summary>
    public static LemaireEnergy Cmos45 { get; } = new();

    /// <inheritdoc/>
    public override string Name => "lemaire45";

    /// <inheritdoc/>
    public override double Picojoules(in LayerWork work) => Of(work).Picojoules;

    /// <summary>What the estimate counts of a layer in a pass.</summary>
    public static LemaireCounts Of(in LayerWork work)
    {
        switch (work.Layer)
        {
            case Linear linear:
                {
                    var reached = work.NonZeroInputs * linear.Outputs;
                    return Weights(work, linear.Inputs, reached, reached, linear.Weight, linear.Bias, null);
                }
            case Convolution conv:
                {
                    var windows = conv.ImageWindows;
                    var outputs = work.NonZeroInputs * (conv.Outputs / conv.Groups);
                    long reached = 1, updated = 1;
                    for (var d = 0; d < windows.Kernel.Length; d++)
                    {
                        reached *= (windows.Kernel[d] + windows.Stride[d] - 1) / windows.Stride[d];
                        updated *= windows.Kernel[d];
                    }
                    var behind = conv.Weight.Value.FlattenedLength / conv.Outputs;
                    return Weights(work, behind, outputs * reached, outputs * updated, conv.Weight, conv.Bias, conv.Outputs * updated);
                }
            case NeuronLayer:
                {
                    var (bytes, spikes) = (Word * work.Outputs, work.Operations.Spikes);
                    return new()
                    {
                        Accumulates = spikes,
                        MultiplyAccumulates = work.Update.IsLeaky ? work.Outputs : 0,
                        PotentialReadBytes = bytes,
                        PotentialWriteBytes = bytes,
                        OutputBytes = Word * spikes,
                        PotentialPicojoules = 2 * bytes * Price(PotentialBytes(work)),
                        QueuePicojoules = Word * spikes * Price(Queue),
                    };
                }
            default:
                return default;
        }
    }

    /// <param name="work">The layer.</param>
    /// <param name="behind">The weights behind an output.</param>
    /// <param name="reached">The synaptic operations, borders ignored.</param>
    /// <param name="updated">The potentials that are updated.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="bias">The biases.</param>
    /// <param name="addresses">Of a convolution, the addresses of its weights for a channel; else null.</param>
    private static LemaireCounts Weights(
        in LayerWork work, long behind, long reached, long updated, Parameter weight, Parameter? bias, long? addresses)
    {
        var added = bias is null ? 0 : work.Outputs;
        var products = work.Outputs * behind;
        var parameters = Price(Word * (weight.Value.FlattenedLength + (bias?.Value.FlattenedLength ?? 0)));
        if (work.IsBinary)
        {
            var (read, bytes) = ((Word * updated) + (Word * added), Word * updated);
            return new()
            {
                SynapticOperations = reached,
                Accumulates = reached + added,
                AddressAccumulates = updated,
                AddressMultiplies = addresses is null ? 0 : 2 * work.NonZeroInputs,
                InputBytes = Word * work.NonZeroInputs,
                ParameterBytes = read,
                PotentialReadBytes = bytes,
                PotentialWriteBytes = bytes,
                ParameterPicojoules = read * parameters,
                PotentialPicojoules = 2 * bytes * Price(PotentialBytes(work)),
                QueuePicojoules = Word * work.NonZeroInputs * Price(Queue),
            };
        }
        var input = addresses is null ? Word * work.Inputs : Word * products;
        return new()
        {
            MultiplyAccumulates = products,
            Accumulates = added,
            AddressAccumulates = work.Inputs + work.Outputs + (addresses ?? 0),
            InputBytes = input,
            ParameterBytes = Word * (products + added),
            ParameterPicojoules = Word * (products + added) * parameters,
            QueuePicojoules = input * Price(Word * work.Inputs),
        };
    }

    private static double PotentialBytes(in LayerWork work) => (double)Word * work.Outputs / Math.Max(1, work.Steps);

    /// <summary>The price of a byte in a memory of a size, between those that are known.</summary>
    private static double Price(double bytes)
    {
        for (var m = 1; m < _memory.Length; m++)
        {
            var ((least, low), (most, high)) = (_memory[m - 1], _memory[m]);
            if (bytes <= most) return low + ((high - low) * (bytes - least) / (most - least));
        }
        return _memory[^1].Price;
    }
}

/// <summary>What <see cref="LemaireEnergy"/> counts, in operations, bytes and picojoules.</summary>
public readonly record struct LemaireCounts
{
    /// <summary>Synaptic operations; the borders of images are ignored.</summary>
    public long SynapticOperations { get; init; }

    /// <summary>Multiply-accumulates, one for each step of a leaky neuron among them.</summary>
    public long MultiplyAccumulates { get; init; }

    /// <summary>Accumulates, one for each spike among them.</summary>
    public long Accumulates { get; init; }

    /// <summary>Accumulates for addresses.</summary>
    public long AddressAccumulates { get; init; }

    /// <summary>Multiply-accumulates for addresses.</summary>
    public long AddressMultiplies { get; init; }

    /// <summary>Bytes of inputs that are read.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes of spikes that are written.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Bytes of weights and biases that are read.</summary>
    public long ParameterBytes { get; init; }

    /// <summary>Bytes of potentials that are read.</summary>
    public long PotentialReadBytes { get; init; }

    /// <summary>Bytes of potentials that are written.</summary>
    public long PotentialWriteBytes { get; init; }

    /// <summary>The energy of inputs and outputs.</summary>
    public double QueuePicojoules { get; init; }

    /// <summary>The energy of weights and biases.</summary>
    public double ParameterPicojoules { get; init; }

    /// <summary>The energy of potentials.</summary>
    public double PotentialPicojoules { get; init; }

    /// <summary>The energy of operations: 0.1 pJ an accumulate, 3.2 pJ a multiply-accumulate.</summary>
    public double OperationPicojoules => (0.1 * Accumulates) + (3.2 * MultiplyAccumulates);

    /// <summary>The energy of addresses.</summary>
    public double AddressPicojoules => (0.1 * AddressAccumulates) + (3.2 * AddressMultiplies);

    /// <summary>All of it.</summary>
    public double Picojoules => OperationPicojoules + AddressPicojoules + QueuePicojoules + ParameterPicojoules + PotentialPicojoules;
}
