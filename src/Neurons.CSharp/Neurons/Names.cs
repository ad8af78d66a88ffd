namespace Neurons;

/// <summary>Looks up names as the models do: whatever the case, underscores and dots.</summary>
internal static class Names
{
    /// <summary>The index of a name; an unknown one is an error that suggests the nearest.</summary>
    public static int Index(string model, string what, string[] names, string name)
    {
        var found = Find(names, name);
        return found >= 0
            ? found
            : throw new ArgumentException($"{model} has no {what} {name}.{DefinitionModule.suggestion(names, name)}");
    }

    /// <summary>The index of a name, or −1.</summary>
    public static int Find(string[] names, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DefinitionModule.tryIndex(names, name)?.Value ?? -1;
    }
}
