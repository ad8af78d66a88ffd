using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>The options of a <see cref="Gain"/>.</summary>
public sealed record GainOptions(int Features, double Start = 1);

/// <summary>A layer of one's own: each feature times a number that is learnt.</summary>
public sealed class Gain : Layer, IEachStep
{
    private readonly Parameter _gain;

    public Gain(GainOptions options)
    {
        Options = options;
        _gain = new("gain", [options.Features], new ConstantInitializer(options.Start));
    }

    public GainOptions Options { get; }

    public override IReadOnlyList<Parameter> StoredParameters => [_gain];

    public bool IsEachStep => true;

    public override int[] InputShape => [Options.Features];

    public override int[] OutputShape(int[] input) => input;

    public override string ToString() => $"Gain({Options.Features})";

    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (x, gain, features) = (input.Values, _gain.Value, Options.Features);
        var y = pass.Take(this, "output", x.Lengths);
        var from = x.Span();
        var to = y.Span();
        for (var i = 0; i < from.Length; i++) to[i] = gain.Span()[i % features] * from[i];
        if (!pass.WithGradient) return new(input.With(y));
        return new(input.With(y), (outputGradient, gradients, inputGradient) =>
        {
            var dy = outputGradient.Span();
            var dGain = gradients[0].Span();
            dGain.Clear();
            for (var i = 0; i < dy.Length; i++) dGain[i % features] += dy[i] * x.Span()[i];
            if (inputGradient is null) return;
            var dx = inputGradient.Span();
            for (var i = 0; i < dx.Length; i++) dx[i] = gain.Span()[i % features] * dy[i];
        });
    }
}
