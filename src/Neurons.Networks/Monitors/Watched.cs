namespace Neurons.Networks;

/// <summary>A quantity that is recorded, and in which ways.</summary>
/// <param name="quantity">What it is.</param>
/// <param name="recordings">Where it goes; each has another <see cref="Reduce"/>.</param>
internal sealed class Watched(Quantity quantity, MonitorRecording[] recordings)
{
    public Quantity Quantity => quantity;

    public MonitorRecording[] Recordings => recordings;

    /// <summary>What is gathered of it.</summary>
    public Gathering[] Gathered { get; } = [.. recordings.Select(recording => recording.Reduce.By).OfType<Gathering>().Distinct()];

    /// <summary>What the memory of each is for.</summary>
    public string[] Roles => field ??= Array.ConvertAll(Gathered, by => $"{by}");

    /// <summary>Whether a recording needs all steps.</summary>
    public bool KeepsAll { get; } = recordings.Any(recording => recording.Reduce.By is null);

    /// <summary>Whether all that is wanted are totals of everything, which need nothing for each neuron.</summary>
    public bool IsTotal { get; } = recordings.All(recording => recording.Reduce.IsTotal);

    /// <summary>Whether how many spikes there are says all, and their neurons give them as bits: then nothing is asked of the neurons.</summary>
    public bool IsCounted { get; } = quantity is
    {
        Kind: QuantityKind.State, State: NeuronLayer.Spikes,
        Layer: NeuronLayer { Output: NeuronLayer.Spikes, Model.Spikes: true } and IGivesSpikes { GivesSpikes: true },
    } && recordings.All(recording => recording.Reduce.IsTotal);

    /// <summary>What neurons are asked for.</summary>
    public IReadOnlyList<StateWatch> States => field ??= IsCounted ? [] :
        [
            .. Gathered.Select(by => new StateWatch(quantity.State, by)),
            .. KeepsAll ? [new StateWatch(quantity.State, null)] : Array.Empty<StateWatch>(),
        ];

    /// <inheritdoc/>
    public override string ToString() => $"monitor of {quantity.Name}";
}

/// <summary>What is recorded of a layer.</summary>
/// <param name="watched">The quantities.</param>
internal sealed class WatchedLayer(Watched[] watched)
{
    public IReadOnlyList<StateWatch> States { get; } = [.. Of(watched, QuantityKind.State).SelectMany(one => one.States).Distinct()];

    public Watched[] All => watched;

    public bool WantsGradient { get; } = Of(watched, QuantityKind.Gradient).Any();

    private static IEnumerable<Watched> Of(Watched[] watched, QuantityKind kind) => watched.Where(one => one.Quantity.Kind == kind);
}
