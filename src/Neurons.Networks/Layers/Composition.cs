namespace Neurons.Networks;

/// <summary>What consists of layers: a network, or a layer such as a block.</summary>
public interface IComposed
{
    /// <summary>The layers, and how they are connected; known when the network is built.</summary>
    Composition Composition { get; }
}

/// <summary>
/// The layers that something consists of and how they are connected, for who runs them in another place than this processor. What goes from one to
/// another is a signal, which has a number.
/// </summary>
/// <param name="Parts">What runs as a whole, in the order in which it runs.</param>
/// <param name="BackOrder">The places of the parts in the order of the way back.</param>
/// <param name="Signals">How many signals there are.</param>
/// <param name="Inputs">The signals that the caller gives.</param>
/// <param name="Outputs">What is given back.</param>
public sealed record Composition(
    IReadOnlyList<ComposedPart> Parts, IReadOnlyList<int> BackOrder, int Signals, IReadOnlyList<int> Inputs, IReadOnlyList<PartInput> Outputs)
{
    /// <summary>One part, of which all inputs are inputs of the whole, and whose one output is its output.</summary>
    internal static Composition Of(ComposedPart part) =>
        new([part], [0], part.Outputs[0] + 1, [.. part.Inputs.SelectMany(input => input.Sources)], [new(part.Outputs)]);
}

/// <summary>What some signals become: an input of a part, or an output of the whole.</summary>
/// <param name="Sources">The signals; none of an input that nothing from outside of the part feeds.</param>
/// <param name="Merge">How several become one.</param>
public sealed record PartInput(IReadOnlyList<int> Sources, Merge Merge = Merge.Sum);

/// <summary>What runs as a whole.</summary>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">The signals that it gives.</param>
public abstract record ComposedPart(IReadOnlyList<PartInput> Inputs, IReadOnlyList<int> Outputs);

/// <summary>Layers with one input and one output, one after the other.</summary>
/// <param name="Input">What the first takes.</param>
/// <param name="Output">The signal that the last gives.</param>
/// <param name="Layers">The layers; without any, the input is passed on.</param>
public sealed record ChainOfLayers(PartInput Input, int Output, IReadOnlyList<Layer> Layers) : ComposedPart([Input], [Output]);

/// <summary>A layer with several inputs or outputs.</summary>
/// <param name="Inputs">Its inputs, in the order of their names.</param>
/// <param name="Outputs">The signals that it gives.</param>
/// <param name="Layer">The layer.</param>
/// <param name="LayerOutputs">Which of its outputs they are.</param>
public sealed record SingleLayer(IReadOnlyList<PartInput> Inputs, IReadOnlyList<int> Outputs, Layer Layer, IReadOnlyList<int> LayerOutputs)
    : ComposedPart(Inputs, Outputs);

/// <summary>Nodes that depend on each other, stepped together.</summary>
/// <param name="Inputs">What comes from outside to each input of each node, in order.</param>
/// <param name="Outputs">The signals that others need.</param>
/// <param name="Nodes">The nodes, in the order in which they run at a step.</param>
/// <param name="Places">The nodes that give the outputs.</param>
public sealed record CircleOfNodes(
    IReadOnlyList<PartInput> Inputs, IReadOnlyList<int> Outputs, IReadOnlyList<StepwiseNode> Nodes, IReadOnlyList<int> Places)
    : ComposedPart(Inputs, Outputs);

/// <summary>A node of a circle.</summary>
/// <param name="Layer">The layer; of the synapses of a <see cref="Feedback"/>, that itself.</param>
/// <param name="Output">Which of its outputs it is; those of a layer with memory after the first have no inputs of their own.</param>
/// <param name="Shape">The features of the output.</param>
/// <param name="Inputs">
/// For each input the nodes of the circle that feed it: those before at the same step, itself and those after at the step before.
/// </param>
/// <param name="AddsTo">
/// The node and the input whose sum it adds its output to before the others are added; null where it gives a row of its own.
/// </param>
/// <param name="TakesOutsideLast">Whether the gradient from outside of the circle is the last one that is added to that of its output.</param>
public sealed record StepwiseNode(
    Layer Layer, int Output, IReadOnlyList<int> Shape, IReadOnlyList<IReadOnlyList<int>> Inputs, (int Node, int Input)? AddsTo,
    bool TakesOutsideLast);
