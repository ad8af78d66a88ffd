using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A <see cref="GraphLayer"/> with several inputs, which its nodes take by their names (<see cref="InputNames"/>).</summary>
public abstract class ManyInputGraphLayer : GraphLayer, IManyInputs
{
    /// <summary>The names of the inputs; the first is the one that a node's plain source feeds.</summary>
    public abstract IReadOnlyList<string> InputNames { get; }

    private protected sealed override IReadOnlyList<string> SourceNames => InputNames;

    /// <summary>The nodes for inputs of these shapes; called once.</summary>
    /// <param name="inputs">The shape of the features of each input.</param>
    /// <exception cref="ArgumentException">The layer does not take these shapes; the message goes on from its name.</exception>
    protected abstract IReadOnlyList<Node> Compose(IReadOnlyList<int[]> inputs);

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node> Compose(int[] input) => Compose([input]);

    private protected sealed override IReadOnlyList<Node> ComposeAll(int[][] inputs) => Compose(inputs);

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        // all inputs are told at once
    }

    /// <inheritdoc/>
    public int[] Build(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        BuildAll([.. inputs]);
        return Output;
    }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Output;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) =>
        throw new InvalidOperationException($"{this} has the inputs {string.Join(", ", InputNames)}; a Graph feeds them.");

    /// <inheritdoc/>
    public LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (output, pullback) = RunAll([.. inputs], pass);
        return new(output)
        {
            PullbackOfInputs = pullback is null ? null : (outputGradient, gradients, inputGradients) =>
                pullback([outputGradient], Ordered(gradients), inputGradients.ToArray()),
        };
    }

    /// <summary>As <see cref="GraphLayer.Trace"/>, for several inputs.</summary>
    /// <param name="inputs">One for each name.</param>
    /// <param name="pass">The pass.</param>
    public IReadOnlyDictionary<string, Tensor<float>> Trace(IReadOnlyList<Signal> inputs, Pass pass) => TraceAll([.. inputs], pass);
}
