using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// Neurons that fire at random, each by itself: in a step of dt, with the probability 1 − e^(−rate·dt) that a Poisson process has an event.
/// </summary>
public sealed class PoissonSpikes : SpikeSource
{
    private (int Size, double Dt, ulong Seed, uint Stream) _population;
    private ulong[] _thresholds = [];

    /// <summary>Neurons that fire at random.</summary>
    /// <param name="rate">Rates in Hz: one for all, one for each neuron, or drawn; ≥ 0.</param>
    public PoissonSpikes(SimulationParameter rate) => Rate = rate;

    /// <summary>
    /// Rates in Hz: one for all, one for each neuron, or drawn; ≥ 0. Between runs they may be changed, as to present one stimulus after another. A
    /// snapshot does not hold them.
    /// </summary>
    public SimulationParameter Rate
    {
        get;
        set
        {
            if (_population.Size > 0) SetThresholds(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public override void Begin(int size, double dt, ulong seed, uint stream)
    {
        _population = (size, dt, seed, stream);
        SetThresholds(Rate);
    }

    /// <inheritdoc/>
    public override void Emit(long step, int start, int end, SpikeList spikes)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        Span<ulong> bits = stackalloc ulong[16];
        for (var from = start; from < end; from += 64 * bits.Length)
        {
            var count = Math.Min(64 * bits.Length, end - from);
            bits.Clear();
            Philox.FillBits(bits, _thresholds.AsSpan(from, count), _population.Seed, _population.Stream, (uint)from, (uint)step, 0);
            for (var w = 0; w * 64 < count; w++)
            {
                for (var word = bits[w]; word != 0; word &= word - 1) spikes.Add(from + w * 64 + BitOperations.TrailingZeroCount(word));
            }
        }
    }

    private void SetThresholds(SimulationParameter rate)
    {
        var (size, dt, seed, stream) = _population;
        var rates = rate.Checked(nameof(PoissonSpikes), nameof(rate), size, value => value >= 0 && double.IsFinite(value), "≥ 0 and finite")
            .ToArray(size, seed, stream);
        _thresholds = Array.ConvertAll(rates, each => Philox.Threshold(-double.ExpM1(-each * dt / 1000)));
    }
}
