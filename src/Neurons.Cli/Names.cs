namespace Neurons.Cli;

/// <summary>What was probably meant by an unknown name.</summary>
internal static class Names
{
    /// <summary>" Did you mean X?" where a name is near one that exists, else the list of names.</summary>
    public static string Suggestion(IEnumerable<string> names, string name) => DefinitionModule.suggestion(names, name);
}
