namespace Neurons.Nir;

/// <summary>
/// A node of a NIR graph: one of the 18 primitives, or a graph. A node is a record of its parameters as a file has them, compared by value; it
/// is checked where it becomes part of a <see cref="NirGraph"/>, as it may be any sooner only in part. Source of all: Pedersen et al. 2024,
/// "Neuromorphic intermediate representation", https://doi.org/10.1038/s41467-024-52259-9, and the format's reference library, version 1.0.8.
/// </summary>
public abstract record NirNode
{
    private protected NirNode()
    {
    }

    /// <summary>The type as files name it, such as <c>LIF</c>.</summary>
    public abstract string Type { get; }

    /// <summary>What belongs to the node and has no meaning for NIR. Default: nothing.</summary>
    public NirMetadata Metadata { get; init; } = NirMetadata.Empty;

    /// <summary>The parameters by the names that they have in a file, in the order of the format's documentation.</summary>
    public abstract IReadOnlyList<NirParameter> Parameters { get; }

    /// <summary>The type, and the parameters with their types and shapes.</summary>
    public sealed override string ToString() =>
        $"{Type}({string.Join(", ", Parameters.Select(parameter => $"{parameter.Name}: {parameter.Value}"))})";

    /// <summary>The shape that the node takes by its parameters; null where they do not say it.</summary>
    internal abstract NirShape? Takes { get; }

    /// <summary>The shape that it gives to one of a shape that it takes; null where nothing says it.</summary>
    /// <exception cref="ArgumentException">It cannot take it.</exception>
    internal virtual NirShape? Gives(NirShape? input) => input;

    /// <summary>This, with what follows for its parameters from the shape that it takes.</summary>
    internal virtual NirNode Taking(NirShape input) => this;

    /// <summary>Refuses parameters that are wrong, whatever is around the node.</summary>
    /// <exception cref="ArgumentException">One is; the message begins with the type.</exception>
    internal abstract void Check();
}

/// <summary>A parameter of a node.</summary>
/// <param name="Name">Its name in a file.</param>
/// <param name="Value">Its value.</param>
public readonly record struct NirParameter(string Name, NirArray Value);
