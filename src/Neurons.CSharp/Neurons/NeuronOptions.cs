namespace Neurons;

/// <summary>
/// The options of a neuron layer: every parameter of the model, and what its equations leave open (time step, order of the jump,
/// reset, surrogate). Immutable; the layer that is made from them checks them as a whole.
/// </summary>
public abstract record NeuronOptions
{
    private protected NeuronOptions()
    {
    }

    /// <summary>What states begin with where it is not what the model says: <see cref="InitialStatesOfOptions.WithInitial"/>.</summary>
    public InitialStates InitialStates { get; init; } = InitialStates.OfTheModel;

    /// <summary>The name in the table of models.</summary>
    internal abstract string Model { get; }

    /// <summary>In the order of the model.</summary>
    internal abstract NeuronParameter[] ParameterValues { get; }

    /// <summary>In the order of the model.</summary>
    internal abstract object[] OptionValues { get; }

    /// <summary>The model with its default options: enough to know the parameters.</summary>
    internal virtual Definition Describe() => Models.find(Model).Definition;

    /// <summary>The model with these options.</summary>
    internal virtual Dynamics Compile() => Models.find(Model).WithOptions(OptionValues);

    /// <summary>What no file can say of these options, as it is code of the user's; null where all has a name.</summary>
    internal virtual string? Unnamed => OptionValues.Select(value => value switch
    {
        Surrogate surrogate when !Surrogates.isNamed(surrogate) => $"the surrogate {surrogate.Name}",
        Transform transform when !Transform.All.Contains(transform) => $"the transform {transform.Name}",
        _ => null,
    }).FirstOrDefault(text => text is not null);
}
