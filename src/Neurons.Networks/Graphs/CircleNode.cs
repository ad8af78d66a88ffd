namespace Neurons.Networks;

/// <summary>What can be a node of a circle: something that runs one step at a time.</summary>
/// <param name="Layer">The layer that it is, or is a part of.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Memory">How it can do with less memory.</param>
/// <param name="Steps">Makes it ready to run over memory of a whole sequence.</param>
internal sealed record CircleNode(Layer Layer, Parameter[] Parameters, StepMemory Memory, Func<LayerSequences, Pass, LayerSteps> Steps)
{
    /// <summary>The layer as which it is looked at; null where it is none.</summary>
    public Layer? Watched { get; init; }

    /// <summary>Which output of the layer it is.</summary>
    public int Output { get; init; }

    /// <summary>Makes it of the steps of the layer, of which it is another output; null for the layer's first, or one that runs by itself.</summary>
    public Func<LayerSteps, LayerSequences, LayerSteps>? OfOwner { get; init; }

    /// <summary>A layer; one without memory of its own makes a forward pass of each step.</summary>
    public static CircleNode Of(Layer layer) => layer is IStepwise stepwise
        ? new(layer, [.. layer.AllParameters], stepwise.Memory, stepwise.Steps) { Watched = layer }
        : new(
            layer, [.. layer.AllParameters], StepMemory.OneInputGradient | StepMemory.OneOutputGradient,
            (sequences, pass) => new EachStepRuns(layer, sequences, pass))
        { Watched = layer };

    /// <summary>An output of a layer with several: of one with memory after the first, which it takes it from; else by a pass of its own.</summary>
    public static CircleNode Of(Layer layer, int output) => output == 0 ? Of(layer) : layer is IStepwise
        ? new(layer, [], StepMemory.None, (_, _) => throw new InvalidOperationException($"{layer} has no steps of its own for output {output}."))
        { Output = output, OfOwner = (own, sequences) => ((IManyStepOutputs)own).StepsOf(output, sequences) }
        : new(
            layer, [], StepMemory.OneInputGradient | StepMemory.OneOutputGradient,
            (sequences, pass) => new EachStepRuns(layer, sequences, pass, output))
        { Output = output };
}
