namespace Neurons.Networks;

/// <summary>
/// How many steps a layer has seen whose parameters are one a step: a sequence that comes in pieces goes on where it was.
/// </summary>
internal sealed record StepCount(int Steps)
{
    /// <summary>The step that a pass begins with; and keeps that with which the next one does.</summary>
    /// <exception cref="ArgumentException">There are more steps than parameters.</exception>
    public static int Begin(Layer layer, Signal input, Pass pass, int most)
    {
        var first = pass.Before<StepCount>(layer, input.Shape)?.Steps ?? 0;
        if (first + input.Steps > most)
            throw new ArgumentException(
                $"Layer {layer.Place}, {layer}: the sequence has {first + input.Steps} steps; the layer has parameters for {most}.", nameof(input));
        pass.Keep(layer, new StepCount(first + input.Steps), input.Shape.ToArray());
        return first;
    }
}
