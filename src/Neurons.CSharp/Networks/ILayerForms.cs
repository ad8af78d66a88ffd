using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A layer that takes spikes as bits (<see cref="Signal.Bits"/>) as well as numbers; to others, the network gives numbers.</summary>
public interface ITakesSpikes
{
    /// <summary>Whether it does; asked when the network is built.</summary>
    bool TakesSpikes { get; }
}

/// <summary>A layer that can give its spikes as bits, a 32nd of the memory.</summary>
public interface IGivesSpikes
{
    /// <summary>Whether what comes next takes them; set when the network is built. The layer may still give numbers.</summary>
    bool GivesSpikes { get; set; }
}

/// <summary>A layer with several inputs, each fed by a node of its own in a graph.</summary>
public interface IManyInputs
{
    /// <summary>The names of the inputs; the first is the one that a node's plain source feeds.</summary>
    IReadOnlyList<string> InputNames { get; }

    /// <summary>
    /// The shape of the features that it gives for the shapes of its inputs, in the order of the names; told before the first pass.
    /// </summary>
    /// <exception cref="ArgumentException">The layer does not take these shapes; the message says what it takes.</exception>
    int[] Build(IReadOnlyList<int[]> inputs);

    /// <summary>The output of a whole sequence, and the gradient function (<see cref="LayerRun.PullbackOfInputs"/>).</summary>
    /// <param name="inputs">One for each name.</param>
    /// <param name="pass">Memory for the results, and what the layer has to know of the pass.</param>
    LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass);
}

/// <summary>
/// A layer with several outputs, which the nodes of a graph take by name: <c>lif.mem</c> is the output <c>mem</c> of the node <c>lif</c>.
/// </summary>
public interface IManyOutputs
{
    /// <summary>The names of the outputs; the first is the one that the name of the node alone stands for.</summary>
    IReadOnlyList<string> OutputNames { get; }

    /// <summary>The shape of the features of an output, after the layer has been told the shape of its input.</summary>
    /// <param name="output">The place of its name.</param>
    int[] OutputShape(int output);

    /// <summary>Some outputs of a whole sequence, and the gradient function.</summary>
    /// <param name="inputs">One for each input.</param>
    /// <param name="outputs">The places of the names of those that somebody takes.</param>
    /// <param name="pass">Memory for the results, and what the layer has to know of the pass.</param>
    LayerOutputs Forward(IReadOnlyList<Signal> inputs, IReadOnlyList<int> outputs, Pass pass);
}

/// <summary>
/// A layer that is linear in its input, weights times input plus a bias. Its gradients are wanted for another input than the one that it ran on
/// where a network learns while it runs: for a trace of its inputs.
/// </summary>
public interface ISynapses
{
    /// <summary>What the input is multiplied by.</summary>
    Parameter Weight { get; }

    /// <summary>What is added; null without.</summary>
    Parameter? Bias { get; }

    /// <summary>The gradients of the sum of output gradient times output; null where nobody asks for one.</summary>
    /// <param name="input">The input, or what stands for it, [steps, batch, features…].</param>
    /// <param name="outputGradient">In the shape of the output.</param>
    /// <param name="inputGradient">A buffer in the shape of the input.</param>
    /// <param name="weightGradient">A buffer in the shape of the weight.</param>
    /// <param name="biasGradient">A buffer in the shape of the bias; only together with the weight's.</param>
    void Backward(
        Tensor<float> input, Tensor<float> outputGradient, Tensor<float>? inputGradient, Tensor<float>? weightGradient, Tensor<float>? biasGradient);
}
