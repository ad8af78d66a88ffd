namespace Neurons.Networks;

/// <summary>An optimizer as a checkpoint has it, without its tensors.</summary>
internal sealed record OptimizerDescription(string Kind, double LearningRate, long Updates, IReadOnlyDictionary<string, double> Options)
{
    /// <exception cref="ArgumentException">The kind is not known, an option is missing, or a number is not allowed.</exception>
    public Optimizer Create()
    {
        if (Updates < 0) throw new ArgumentException($"The optimizer has made {Updates} updates.");
        Optimizer optimizer = Kind switch
        {
            Sgd.Kind => Sgd.Create(this),
            Adam.Kind => Adam.Create(this),
            AdamW.Kind => AdamW.Create(this),
            _ => throw new ArgumentException($"The optimizer is '{Kind}', which is not known."),
        };
        optimizer.Updates = Updates;
        return optimizer;
    }

    public double Option(string name) => Options is not null && Options.TryGetValue(name, out var value)
        ? value
        : throw new ArgumentException($"The optimizer {Kind} has no number {name}.");

    public bool Flag(string name) => Option(name) switch
    {
        0 => false,
        1 => true,
        var other => throw new ArgumentException($"The optimizer {Kind} has {name} = {other}; it must be 0 or 1."),
    };
}
