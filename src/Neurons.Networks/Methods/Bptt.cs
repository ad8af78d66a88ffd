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
    public override bool IsWhole => true;

    /// <inheritdoc/>
    public override bool TakesMany => true;

    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var run = batch.Run(0, batch.Steps);
        batch.Update(run.Gradients());
        return new(run.Loss, run.Classes);
    }
}
