using Neurons.Cli.Simulate;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>Neurons of one model, in float64, each at a constant current of its own; they go on where they were.</summary>
internal sealed class ConstantCurrents
{
    /// <summary>Spikes of so many steps are looked at together, so that those of long runs need little memory.</summary>
    private const int Chunk = 5000;

    private readonly Settings _settings;
    private readonly double[] _currents;
    private StateValues<double> _state;
    private long _step;

    public ConstantCurrents(Settings settings, double[] currents)
    {
        (_settings, _currents) = (settings, currents);
        _state = settings.Dynamics.Initial<double>(settings.Parameters, [currents.Length], Recording.Seed, 0);
    }

    private double Dt => _settings.Dynamics.Definition.Dt;

    /// <summary>Time goes by.</summary>
    /// <param name="time">How long, in the model's unit.</param>
    /// <param name="part">The part of its current that each neuron gets.</param>
    /// <returns>The spikes of each.</returns>
    public double[] Count(double time, double part = 1)
    {
        var steps = (int)Math.Round(time / Dt);
        var (counts, final) = _settings.Dynamics.SpikeCounts(_settings.Parameters, _state, [Input(steps, part)]);
        (_state, _step) = (final, _step + steps);
        return Arrays.Flat(counts);
    }

    /// <summary>The currents rise from 0 to their values, in so many small steps, so that neurons stay at rest as long as there is one.</summary>
    public void Raise(double time, int parts)
    {
        for (var part = 1; part <= parts; part++) Count(time / parts, (double)part / parts);
    }

    /// <summary>The times of the spikes of each neuron in a time that goes by.</summary>
    public List<double>[] SpikeTimes(double time)
    {
        var trains = Array.ConvertAll(_currents, _ => new List<double>());
        for (var left = (int)Math.Round(time / Dt); left > 0;)
        {
            var steps = Math.Min(left, Chunk);
            var run = _settings.Dynamics.Integral(_settings.Parameters, _state, [Input(steps, 1)], [Record.Outputs],
                Microsoft.FSharp.Core.FSharpValueOption<IntegralBuffers<double>>.ValueNone);
            var spikes = Arrays.Flat(run.Recorded[0]);
            for (var i = 0; i < spikes.Length; i++)
            {
                if (spikes[i] != 0) trains[i % _currents.Length].Add((_step + i / _currents.Length + 1) * Dt);
            }

            (_state, _step, left) = (run.Final, _step + steps, left - steps);
        }

        return trains;
    }

    private InputSequence<double> Input(int steps, double part) =>
        InputSequence<double>.NewUnchanged(steps, Arrays.Tensor<double>(Array.ConvertAll(_currents, current => part * current), _currents.Length));
}
