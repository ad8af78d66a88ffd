namespace Neurons.Generate;

/// <summary>The records of a model, as generated code names them.</summary>
/// <param name="Options">Its options.</param>
/// <param name="Parameters">Its generic record of parameters.</param>
/// <param name="State">Its generic record of states.</param>
internal sealed record ModelRecords(string Options, string Parameters, string State)
{
    /// <summary>In C#, where a module of F# has the suffix Module.</summary>
    public static ModelRecords InCSharp(string model)
    {
        var arguments = typeof(ModelEntry).Assembly.GetType($"Neurons.{model}Module")!.GetProperty("model")!.PropertyType.GetGenericArguments();
        return new(Name(arguments[0]), Name(arguments[2]), Name(arguments[3]));

        static string Name(Type record) => record.FullName!.Split('`')[0]["Neurons.".Length..].Replace('+', '.');
    }

    /// <summary>In F#.</summary>
    public static ModelRecords InFSharp(string model)
    {
        var (options, parameters, state) = InCSharp(model);
        return new(Plain(options), Plain(parameters), Plain(state));

        static string Plain(string name) => name.Replace("Module.", ".", StringComparison.Ordinal);
    }
}
