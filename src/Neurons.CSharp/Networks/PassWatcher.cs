using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What looks at one pass of a network while it runs, such as a monitor. All numbers are those of a pass without it.</summary>
public abstract class PassWatcher
{
    /// <summary>What looks at a layer; null for nothing, and then the pass of the layer is as ever.</summary>
    /// <param name="layer">The layer, at any depth.</param>
    public abstract LayerWatcher? Of(Layer layer);

    /// <summary>What several layers give has been summed for another; a circle's sums are not told of.</summary>
    /// <param name="signals">What they give.</param>
    public virtual void OnSum(ReadOnlySpan<Signal> signals)
    {
    }

    /// <summary>The forward pass is over; the way back may follow.</summary>
    public virtual void EndForward()
    {
    }

    /// <summary>The way back is over.</summary>
    /// <param name="parameters">The parameters of the network.</param>
    /// <param name="gradients">Their gradients.</param>
    public virtual void EndBackward(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor<float>> gradients)
    {
    }
}

/// <summary>What looks at one layer in one pass. What it is given is to be read at once, and not to be kept.</summary>
public abstract class LayerWatcher
{
    /// <summary>What it wants to know of the states and outputs of neurons; the same list each time.</summary>
    public virtual IReadOnlyList<StateWatch> States => [];

    /// <summary>Whether it wants the gradient of the layer's output.</summary>
    public virtual bool WantsGradient => false;

    /// <summary>A state of neurons, or their output, as it was asked for.</summary>
    /// <param name="watch">What was asked for.</param>
    /// <param name="values">The number that each neuron has gathered, [batch, features…]; or all steps, [T, batch, features…].</param>
    /// <param name="steps">T, the steps of the pass.</param>
    /// <param name="isGathered">Whether the neurons have gathered; else these are all steps, also where gathering was asked for.</param>
    public virtual void OnState(StateWatch watch, Tensor<float> values, int steps, bool isGathered)
    {
    }

    /// <summary>The layer has run.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="output">Its (first) output; none where nothing takes it.</param>
    /// <param name="firstStep">The first of the steps that it has run; after 0 where it runs one at a time.</param>
    public virtual void OnForward(ReadOnlySpan<Signal> inputs, Signal output, int firstStep)
    {
    }

    /// <summary>The gradient of the layer's output has arrived.</summary>
    /// <param name="gradient">The numbers of some steps, one after the other; of an output that stays the same, the sum over time.</param>
    /// <param name="shape">The shape of a step, [batch, features…].</param>
    /// <param name="firstStep">The first of the steps.</param>
    public virtual void OnGradient(ReadOnlySpan<float> gradient, ReadOnlySpan<nint> shape, int firstStep)
    {
    }

    /// <summary>The gradient of the layer's output will be computed in pieces; what is returned takes its place, with the same numbers.</summary>
    /// <param name="gradient">The gradient, which is for who takes its place to dispose.</param>
    /// <param name="output">The output that it is of.</param>
    public virtual IGradientRows OnGradientRows(IGradientRows gradient, Signal output) => gradient;
}

/// <summary>Something of neurons that is looked at.</summary>
/// <param name="State">The name of a state, or <see cref="NeuronLayer.Spikes"/>.</param>
/// <param name="By">What each neuron gathers over the steps; null for all steps.</param>
public sealed record StateWatch(string State, Gathering? By);
