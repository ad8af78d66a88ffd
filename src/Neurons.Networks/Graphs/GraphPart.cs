using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What runs as a whole in a graph: a chain of layers, a layer with several inputs, or a circle of nodes that are stepped together.
/// </summary>
/// <param name="ports">The inputs from outside, each the sum of its sources.</param>
/// <param name="outputs">The nodes whose outputs others need.</param>
internal abstract class GraphPart(Port[] ports, int[] outputs)
{
    public Port[] Ports => ports;

    public int[] Outputs => outputs;

    /// <summary>The parameters, in the order in which gradients are given.</summary>
    public abstract Parameter[] Stored { get; }

    /// <summary>What it consists of, for others.</summary>
    public abstract ComposedPart Describe();

    /// <summary>The outputs, and the gradient function, of inputs that are values.</summary>
    public abstract PartRun Forward(Signal[] inputs, Pass pass, StepAccount? account);
}

/// <summary>A forward pass of a part.</summary>
/// <param name="Outputs">One for each node whose output others need; values, not bits.</param>
/// <param name="Pullback">The gradient function; null where nobody asks for it.</param>
internal readonly record struct PartRun(Signal[] Outputs, PartPullback? Pullback);

/// <summary>Takes the gradients of the outputs. Writes those of the parameters, and of the inputs where there is a buffer.</summary>
internal delegate void PartPullback(Tensor<float>[] outputGradients, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>?[] inputGradients);

/// <summary>Layers one after the other, the output of each used by the next alone.</summary>
internal sealed class ChainPart(Port port, int last, LayerChain chain) : GraphPart([port], [last])
{
    public override Parameter[] Stored => chain.Stored;

    public override ComposedPart Describe() => new ChainOfLayers(Ports[0].Describe(), last, chain.Layers);

    public override PartRun Forward(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var (output, pullback) = chain.Forward(inputs[0], pass, account);
        output = output.Unpacked(pass.Workspace, this);
        return new([output], pullback is null ? null : With(pullback));

        // a closure over the one thing that it needs
        static PartPullback With(LayerPullback pullback) => (outputGradients, gradients, inputGradients) =>
            pullback(outputGradients[0], gradients, inputGradients[0]);
    }
}

/// <summary>A layer with several inputs, or of which several outputs are needed.</summary>
/// <param name="ports">Its inputs.</param>
/// <param name="outputs">The signals that its outputs are.</param>
/// <param name="which">Which of its outputs they are.</param>
/// <param name="layer">The layer.</param>
internal sealed class JoinPart(Port[] ports, int[] outputs, int[] which, Layer layer) : GraphPart(ports, outputs)
{
    public override Parameter[] Stored { get; } = [.. layer.AllParameters];

    public override ComposedPart Describe() => new SingleLayer([.. Ports.Select(port => port.Describe())], Outputs, layer, which);

    private readonly int _first = Array.IndexOf(which, 0);

    public override PartRun Forward(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var watcher = pass.Watcher?.Of(layer);
        if (which is not [0])
        {
            var all = ((IManyOutputs)layer).Forward(inputs, which, pass);
            watcher?.OnForward(inputs, _first < 0 ? default : all.Outputs[_first], pass.FirstStep);
            return new(
                [.. all.Outputs.Select((output, o) => output.Unpacked(pass.Workspace, this, $"output {o}"))],
                pass.WithGradient ? (outputGradients, gradients, inputGradients) =>
                {
                    if (_first >= 0) Tell(watcher, outputGradients[_first], all.Outputs[_first], pass);
                    all.Pullback!(outputGradients, gradients, inputGradients);
                }
            : null);
        }
        var run = ((IManyInputs)layer).Forward(inputs, pass);
        watcher?.OnForward(inputs, run.Output, pass.FirstStep);
        return new(
            [run.Output.Unpacked(pass.Workspace, this)],
            pass.WithGradient ? (outputGradients, gradients, inputGradients) =>
            {
                Tell(watcher, outputGradients[0], run.Output, pass);
                run.PullbackOfInputs!(outputGradients[0], gradients, inputGradients);
            }
        : null);
    }

    private static void Tell(LayerWatcher? watcher, Tensor<float> gradient, Signal output, Pass pass)
    {
        if (watcher is { WantsGradient: true }) watcher.OnGradient(gradient.ReadOnlySpan(), output.Shape, pass.FirstStep);
    }
}
