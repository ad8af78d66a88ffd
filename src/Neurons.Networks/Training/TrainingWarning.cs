namespace Neurons.Networks;

/// <summary>What keeps a layer from learning.</summary>
public enum TrainingProblem
{
    /// <summary>Its neurons do not fire at all.</summary>
    NeverFires,

    /// <summary>Its neurons fire at nearly every step.</summary>
    AlwaysFires,

    /// <summary>All gradients of its parameters are 0.</summary>
    NoGradient,
}

/// <summary>Something that a training has noticed of a layer, once.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Problem">What it is.</param>
/// <param name="Epoch">The epoch in which it was noticed, from 1.</param>
/// <param name="Message">The layer, the numbers, and what may help.</param>
public sealed record TrainingWarning(Layer Layer, TrainingProblem Problem, int Epoch, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
