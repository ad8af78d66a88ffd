using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>The options of a <see cref="Hinge"/>.</summary>
public sealed record HingeOptions(double Margin = 1);

/// <summary>A loss of one's own: how far the mean output of the right class is below each other's, and a margin.</summary>
public sealed class Hinge(HingeOptions options) : Loss
{
    public HingeOptions Options => options;

    public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
    {
        var (steps, classes, samples) = ((int)output.Lengths[0], (int)output.Lengths[^1], labels.Length);
        var values = output.Span();
        var into = gradient.Span();
        into.Clear();
        var loss = 0.0;
        for (var b = 0; b < samples; b++)
        {
            for (var c = 0; c < classes; c++)
            {
                if (c == labels[b]) continue;
                var difference = options.Margin;
                for (var t = 0; t < steps; t++)
                    difference += (values[(t * samples + b) * classes + c] - values[(t * samples + b) * classes + labels[b]]) / steps;
                if (difference <= 0) continue;
                loss += difference / samples;
                for (var t = 0; t < steps; t++)
                {
                    into[(t * samples + b) * classes + c] += 1f / (steps * samples);
                    into[(t * samples + b) * classes + labels[b]] -= 1f / (steps * samples);
                }
            }
        }
        return loss;
    }
}

/// <summary>The options of a <see cref="SignMomentum"/>.</summary>
public sealed record SignMomentumOptions(double LearningRate, double Keep = 0.9);

/// <summary>An optimizer of one's own: a step of one size in the direction of a running mean of the gradient.</summary>
public sealed class SignMomentum(SignMomentumOptions options) : Optimizer(options.LearningRate)
{
    public SignMomentumOptions Options => options with { LearningRate = LearningRate };

    public override IReadOnlyList<string> StateNames => ["mean"];

    protected override void Update(in ParameterUpdate update)
    {
        var mean = update.State(0);
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] = (float)(options.Keep * mean[i] + (1 - options.Keep) * update.Gradient[i]);
            update.Values[i] -= (float)LearningRate * Math.Sign(mean[i]);
        }
    }
}

/// <summary>The options of a <see cref="Pulse"/>.</summary>
public sealed record PulseOptions(int Every = 2);

/// <summary>An encoding of one's own: the values at every so many steps, and nothing in between.</summary>
public sealed class Pulse(PulseOptions options) : InputEncoding
{
    public PulseOptions Options => options;

    public override void Encode(in SampleSequence sample)
    {
        for (var t = 0; t < sample.TimeSteps; t += options.Every) sample.ValuesAt(t).CopyTo(sample.At(t));
    }
}
