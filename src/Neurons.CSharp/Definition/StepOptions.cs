namespace Neurons;

/// <summary>What a neuron of the user's own is told besides its parameters.</summary>
/// <param name="Dt">The time step, in the model's unit of time.</param>
public sealed record StepOptions(double Dt);
