namespace Neurons.Networks;

/// <summary>The options of <see cref="Sltt"/>.</summary>
/// <param name="Accumulate">Whether the gradients of all steps are added to one update; else there is one after each.</param>
public sealed record SlttOptions(bool Accumulate = true);

/// <summary>
/// Spatial learning through time (Meng et al. 2023): the loss of each step is propagated back through the layers, and not at all through time.
/// The memory is that of one step. The answers of a training are those of the summed outputs.
/// </summary>
public sealed class Sltt : TrainingMethod
{
    /// <summary>The method with these options.</summary>
    /// <param name="options">The options.</param>
    public Sltt(SlttOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>The method.</summary>
    /// <param name="accumulate">Whether the gradients of all steps are added to one update; else there is one after each.</param>
    public Sltt(bool accumulate = true)
        : this(new SlttOptions(accumulate))
    {
    }

    /// <summary>The options.</summary>
    public SlttOptions Options { get; }

    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var sum = new OutputSum(this, batch);
        var loss = TruncatedBptt.Train(this, batch, 1, Options.Accumulate, (output, _) => sum.Add(output));
        return new(loss, sum.Classes(batch));
    }
}
