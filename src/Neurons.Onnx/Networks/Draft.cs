using Neurons.Networks;

namespace Neurons.Onnx.Networks;

/// <summary>A node of the network that is being made.</summary>
/// <param name="name">Its name there.</param>
/// <param name="layer">Its layer, whose numbers are written when the network is built.</param>
/// <param name="inputs">What its inputs are the sums of.</param>
internal sealed class Draft(string name, Layer layer, params IReadOnlyList<Draft>[] inputs)
{
    public string Name => name;

    public Layer Layer { get; set; } = layer;

    public IReadOnlyList<Draft>[] Inputs => inputs;

    /// <summary>The numbers of its parameters, by their names.</summary>
    public Dictionary<string, float[]> Numbers { get; init; } = [];

    /// <summary>Writes the numbers, when the layer is part of a network.</summary>
    public void Fill()
    {
        foreach (var parameter in Layer.StoredParameters)
        {
            if (!Numbers.TryGetValue(parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..], out var numbers)) continue;
            numbers.CopyTo(parameter.Value.Span());
            parameter.Changed();
        }
    }
}

/// <summary>A value of the model that depends on its inputs.</summary>
/// <param name="Sources">The nodes whose sum it is.</param>
/// <param name="Shape">The lengths without the batch.</param>
internal sealed record Flow(IReadOnlyList<Draft> Sources, int[] Shape);
