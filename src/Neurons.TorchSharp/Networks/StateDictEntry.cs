namespace Neurons.TorchSharp;

/// <summary>
/// What a tensor of a neuron in a state_dict of PyTorch means: the one home of the names that snnTorch, SpikingJelly and Norse give them.
/// </summary>
internal abstract record StateDictEntry
{
    private StateDictEntry()
    {
    }

    /// <summary>A parameter.</summary>
    /// <param name="Index">Its place in the model.</param>
    /// <param name="Convert">From the number that is stored to the one that the neuron uses.</param>
    public sealed record Parameter(int Index, Func<double, double> Convert) : StateDictEntry;

    /// <summary>A setting, which the neuron must have as well.</summary>
    /// <param name="Value">The number that stands for the neuron's.</param>
    /// <param name="Meaning">What that is, for people.</param>
    public sealed record Setting(double Value, string Meaning) : StateDictEntry;

    /// <summary>A number that follows from others.</summary>
    public sealed record Derived : StateDictEntry;

    /// <summary>The meaning of a name; null where it has none. The model's own names are known in any case, as tau_mem_inv for TauMemInv.</summary>
    public static StateDictEntry? Find(Definition model, string name)
    {
        var parameter = Place(model, name);
        return (model.Name, name) switch
        {
            // snnTorch keeps settings as tensors, and decays by what it has cut to [0, 1]
            ("Leaky" or "Synaptic" or "Alpha" or "Lapicque", "graded_spikes_factor") => new Setting(1, "a spike is 1"),
            ("Leaky" or "Synaptic" or "Alpha" or "Lapicque", "reset_mechanism_val") => Reset(model),
            ("Lapicque", "time_step") => new Setting(model.Dt, "Dt"),
            ("Lapicque", "beta") => new Derived(),
            ("Leaky" or "Synaptic" or "Alpha", "alpha" or "beta") when parameter >= 0 => new Parameter(parameter, decay => Math.Clamp(decay, 0, 1)),
            // SpikingJelly's ParametricLIFNode learns the logit of 1/τ
            ("LifBox", "w") => new Parameter(Place(model, "TauMemInv"), w => 1 / (1 + Math.Exp(-w)) / model.Dt),
            _ => parameter >= 0 ? new Parameter(parameter, number => number) : null,
        };
    }

    /// <summary>The place of a parameter, whatever the case, underscores and dots; −1 where there is none.</summary>
    private static int Place(Definition model, string name) => DefinitionModule.tryIndex(model.ParameterNames, name)?.Value ?? -1;

    /// <summary>As the number by which snnTorch calls it.</summary>
    private static Setting Reset(Definition model)
    {
        var reset = model.Options.First(option => option.Item1 == "Reset").Item2;
        string[] known = ["Subtract", "Zero", "None"];
        return new(Array.IndexOf(known, reset), $"Reset = {reset}");
    }
}
