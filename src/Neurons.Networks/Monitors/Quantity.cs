namespace Neurons.Networks;

/// <summary>Where in a pass a quantity is found.</summary>
internal enum QuantityKind
{
    /// <summary>A state of neurons, or what they give.</summary>
    State,

    /// <summary>The output of another layer.</summary>
    Output,

    /// <summary>An input.</summary>
    Input,

    /// <summary>The gradient of the output.</summary>
    Gradient,

    /// <summary>A weight, or another parameter.</summary>
    Parameter,

    /// <summary>Its gradient.</summary>
    ParameterGradient,
}

/// <summary>Something of a layer that can be recorded.</summary>
/// <param name="Name">Its name, with the place of the layer: <c>lif.V</c>.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Kind">Where it is found.</param>
/// <param name="State">The name of a state, or of the output of neurons.</param>
/// <param name="Input">Which input.</param>
/// <param name="Parameter">The parameter.</param>
internal sealed record Quantity(
    string Name, Layer Layer, QuantityKind Kind, string State = "", int Input = 0, Parameter? Parameter = null)
{
    private const string GradientSuffix = "gradient";

    /// <summary>The quantities of a name; <c>*</c> stands for every layer that has such a thing.</summary>
    /// <exception cref="ArgumentException">There is none; the message says what there is.</exception>
    public static IReadOnlyList<Quantity> Find(Network network, string what)
    {
        ArgumentNullException.ThrowIfNull(what);
        Layer[] all = [.. network.Layers.SelectMany(WithChildren)];
        if (what == "*" || what.StartsWith("*.", StringComparison.Ordinal))
        {
            Quantity[] found =
                [.. all.Where(layer => layer is not Networks.Input).Select(layer => Of(layer, what[1..].TrimStart('.'))).OfType<Quantity>()];
            return found.Length > 0 ? found : throw new ArgumentException($"'{what}': no layer of the network has such a quantity.", nameof(what));
        }
        var owner = all.Where(layer => what == layer.Place || what.StartsWith($"{layer.Place}.", StringComparison.Ordinal))
            .MaxBy(layer => layer.Place!.Length)
            ?? throw new ArgumentException(
                $"'{what}' begins with no layer of the network; there are {string.Join(", ", all.Select(layer => layer.Place))}.", nameof(what));
        return Of(owner, what[owner.Place!.Length..].TrimStart('.')) is { } one ? [one] : throw new ArgumentException(
            $"'{what}': {owner} has no '{what[(owner.Place.Length + 1)..]}'; it has {string.Join(", ", Names(owner))}.", nameof(what));
    }

    private static IEnumerable<Layer> WithChildren(Layer layer) => layer.Children.SelectMany(WithChildren).Prepend(layer);

    private static Quantity? Of(Layer layer, string name)
    {
        if (name.Length == 0)
            return layer is NeuronLayer giver
                ? new(layer.Place!, layer, QuantityKind.State, giver.Output) : new(layer.Place!, layer, QuantityKind.Output);
        var full = $"{layer.Place}.{name}";
        if (name == GradientSuffix) return new(full, layer, QuantityKind.Gradient);
        if (layer is NeuronLayer neurons && States(neurons).FirstOrDefault(state => PartName.Same(state, name)) is { } known)
            return new($"{layer.Place}.{known}", layer, QuantityKind.State, known);
        if (name == "input") return new(full, layer, QuantityKind.Input);
        var input = layer is IManyInputs many ? many.InputNames.ToList().FindIndex(one => PartName.Same(one, name)) : -1;
        if (input >= 0) return new(full, layer, QuantityKind.Input, Input: input);
        var isGradient = name.EndsWith($".{GradientSuffix}", StringComparison.Ordinal);
        var parameter = layer.StoredParameters.FirstOrDefault(
            one => one.Name == (isGradient ? full[..^(GradientSuffix.Length + 1)] : full));
        return parameter is null
            ? null : new(full, layer, isGradient ? QuantityKind.ParameterGradient : QuantityKind.Parameter, Parameter: parameter);
    }

    private static IEnumerable<string> States(NeuronLayer neurons) => neurons.Model.StateNames.Prepend(NeuronLayer.Spikes);

    private static IEnumerable<string> Names(Layer layer) =>
    [
        GradientSuffix, "input",
        .. layer is NeuronLayer neurons ? States(neurons) : [],
        .. layer is IManyInputs many ? many.InputNames : [],
        .. layer.StoredParameters.Select(parameter => parameter.Name[(layer.Place!.Length + 1)..]),
    ];
}
