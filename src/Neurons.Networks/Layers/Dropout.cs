using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Dropout"/>.</summary>
/// <param name="Probability">The part of the numbers that is set to zero, in [0, 1).</param>
/// <param name="PerStep">Whether every step has a mask of its own.</param>
public sealed record DropoutOptions(double Probability = 0.5, bool PerStep = false);

/// <summary>
/// Sets numbers to zero at random in training and divides the others by 1 − p, so that the mean stays; in evaluation it passes its input
/// on (Srivastava et al. 2014). By default one mask holds for all steps of a sequence, as is usual for spiking networks. Masks follow
/// from the network's seed, the place of the layer and the number of the training pass.
/// </summary>
public sealed class Dropout : Layer, IEachStep
{
    private readonly DropoutModule.Options _options;
    private ulong _seed;
    private uint _stream;

    /// <summary>A layer for features of any shape.</summary>
    /// <param name="probability">The part of the numbers that is set to zero, in [0, 1).</param>
    /// <param name="perStep">Whether every step has a mask of its own.</param>
    public Dropout(double probability = 0.5, bool perStep = false)
    {
        _options = new(probability, perStep);
        DropoutModule.check(_options);
    }

    /// <summary>The part of the numbers that is set to zero.</summary>
    public double Probability => _options.Probability;

    /// <summary>Whether every step has a mask of its own.</summary>
    public bool PerStep => _options.PerStep;

    /// <summary>What makes the same layer again.</summary>
    public DropoutOptions Options => new(Probability, PerStep);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"Dropout({NumberText.Of(Probability)}{(PerStep ? ", per step" : "")})";

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => (_seed, _stream) = (seed, stream);

    bool IEachStep.IsEachStep => !PerStep;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        if (!pass.IsTraining || Probability == 0) return Identity(input);
        var x = input.Sequenced;
        // one mask over time is one over all pieces of a sequence
        var features = input.Shape.ToArray();
        var key = !PerStep && pass.Before<object>(this, features) is DropoutKey earlier ? earlier : new DropoutKey(_seed, _stream, pass.Number);
        pass.Keep(this, key, features);
        nint[] shape = PerStep ? [input.Steps, .. features] : input.Values.Lengths.ToArray();
        var output = DropoutModule.forward(_options, key, x, pass.Take(this, "output", shape));
        return new(Signal.Of(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) DropoutModule.inputGradient(_options, key, x, outputGradient, inputGradient);
        });
    }
}
