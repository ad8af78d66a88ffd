using System.Numerics.Tensors;
using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>
/// The eligibility of each weight. All decay by the same factor, so that a number s for all is kept beside ê, with e = s ê, and nothing is done
/// between events.
/// </summary>
internal sealed class Eligibility(RewardModulated rule, double dt, int weights)
{
    /// <summary>Below it, s is made 1 again.</summary>
    private const double Least = 1e-3;

    private readonly float[] _scaled = new float[weights], _change = new float[weights];
    private long _since, _rewarded;
    private double _dopamine;

    /// <summary>Makes ready to add at a step: the factor that a change is divided by.</summary>
    public float Begin(long now)
    {
        var scale = Exp((now - _since) * dt / rule.TauEligibility);
        if (scale >= Least) return (float)scale;
        TensorPrimitives.Multiply(_scaled, (float)scale, _scaled);
        _since = now;
        return 1;
    }

    /// <summary>The numbers ê of weights from a first on.</summary>
    public Span<float> At(int first, int count) => _scaled.AsSpan(first, count);

    /// <summary>The eligibilities at a step.</summary>
    public void Read(long now, Span<float> values) => TensorPrimitives.Multiply(_scaled, Begin(now), values);

    /// <summary>The reward of a step; whether weights have changed.</summary>
    public bool Reward(double reward, long now, Span<float> weights, float least, float most)
    {
        var amount = rule.Rate * reward;
        if (rule.TauReward > 0)
        {
            // the integral of both exponentials over the step
            var together = (1 / rule.TauEligibility) + (1 / rule.TauReward);
            var dopamine = (_dopamine * Exp((now - _rewarded) * dt / rule.TauReward)) + (reward / rule.TauReward);
            (_dopamine, _rewarded) = (dopamine, now);
            // what a weight would not notice
            if (Math.Abs(dopamine) * rule.TauReward < float.Epsilon) _dopamine = dopamine = 0;
            amount = rule.Rate * dopamine * (1 - Exp(dt * together)) / together;
        }
        if (amount == 0) return false;
        TensorPrimitives.Multiply(_scaled, (float)(amount * Begin(now)), _change);
        TensorPrimitives.Add(weights, _change, weights);
        TensorPrimitives.Clamp(weights, least, most, weights);
        return true;
    }

    public void Clear()
    {
        Array.Clear(_scaled);
        (_since, _rewarded, _dopamine) = (0, 0, 0);
    }

    /// <summary>exp(−x), with the same bits everywhere.</summary>
    private static double Exp(double x)
    {
        Span<double> one = [-x];
        Elementwise.exp(one, one);
        return one[0];
    }
}
