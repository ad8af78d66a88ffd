namespace Neurons.Networks;

/// <summary>The options of <see cref="Bptt"/>: there are none.</summary>
public sealed record BpttOptions;

/// <summary>
/// Backpropagation through time: the whole sequence, then the whole way back, and one update. Its memory grows with the number of steps. The
/// default.
/// </summary>
public sealed class Bptt : TrainingMethod
{
    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var run = batch.Forward(batch.Input);
        var (value, gradient, classes) = batch.Loss(run.Output, 0, run.Penalty);
        batch.Update(run.Pullback(gradient));
        return new(value, classes);
    }
}
