using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>The first layer of a network whose next layer takes any shape: it states that of the input, and passes it on.</summary>
public sealed class Input : Layer
{
    private readonly int[] _shape;

    /// <summary>States the shape of the features of an input, such as channels, height and width.</summary>
    /// <param name="shape">At least one length, each at least 1.</param>
    public Input(params int[] shape)
    {
        _shape = Shapes.Checked("Input", shape);
        if (_shape.Length == 0) throw new ArgumentException("Input: the shape is empty; at least one length is needed.", nameof(shape));
    }

    /// <inheritdoc/>
    public override int[] InputShape => (int[])_shape.Clone();

    internal override Parameter[] Stored => [];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"Input({string.Join(" × ", _shape)})";

    internal static Input Read(LayerDescription description) => new(description.Shape("shape"));

    internal override bool TakesBits => GivesBits;

    internal override LayerRun Forward(Signal input, Pass pass) => Identity(input);

    internal override JsonObject Describe() => new() { ["type"] = "Input", ["shape"] = Json.Array(Shapes.Native(_shape)) };
}
