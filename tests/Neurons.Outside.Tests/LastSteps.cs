using Neurons.Networks;

namespace Neurons.Outside.Tests;

public sealed record LastStepsOptions(int Steps);

/// <summary>Learns of the last steps alone; those before run without a gradient.</summary>
public sealed class LastSteps(LastStepsOptions options) : TrainingMethod
{
    public LastStepsOptions Options => options;

    public override TrainedBatch Train(TrainingBatch batch)
    {
        var skipped = Math.Max(0, batch.Steps - options.Steps);
        NetworkState? state = skipped == 0 ? null : batch.Forward(batch.Input.Piece(0, skipped, batch.Workspace)).State;
        var run = batch.Forward(batch.Input.Piece(skipped, batch.Steps - skipped, batch.Workspace), state);
        var loss = batch.Loss(run.Output, skipped, run.Penalty);
        batch.Update(run.Pullback(loss.Gradient));
        return new(loss.Value, loss.Classes);
    }
}
