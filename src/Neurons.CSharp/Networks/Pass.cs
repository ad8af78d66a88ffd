using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What the layers know of the forward pass that they are part of.</summary>
public sealed class Pass
{
    private readonly NetworkState? _before;

    /// <summary>A pass, as a network makes it; by itself, it runs a layer outside of a network.</summary>
    /// <param name="network">What runs the layers: its states are those that can be gone on from.</param>
    /// <param name="workspace">The memory of outputs and gradients.</param>
    /// <param name="isTraining">Whether layers behave as in training, and somebody asks for the gradient.</param>
    /// <param name="number">Counts the training passes, from 1; 0 in evaluation.</param>
    /// <param name="before">Where layers with memory go on; null to begin.</param>
    public Pass(object network, Workspace workspace, bool isTraining, long number, NetworkState? before)
        : this(workspace, isTraining, number, before, new(network))
    {
    }

    private Pass(Workspace workspace, bool isTraining, long number, NetworkState? before, NetworkState after) =>
        (Workspace, IsTraining, WithGradient, Number, _before, After) = (workspace, isTraining, isTraining, number, before, after);

    /// <summary>Whether layers behave as in training: dropout drops, normalisation takes the batch's own statistics.</summary>
    public bool IsTraining { get; }

    /// <summary>
    /// Whether somebody will ask for the gradient; otherwise a layer need not make the function. Default: in training. In evaluation, it is that of
    /// a network with fixed statistics and nothing dropped.
    /// </summary>
    public bool WithGradient { get; init; }

    /// <summary>Counts the training passes of a network, from 1; 0 in evaluation. Noise and dropout differ from one to the next.</summary>
    public long Number { get; }

    /// <summary>What looks at the pass; null for nothing.</summary>
    public PassWatcher? Watcher { get; set; }

    /// <summary>The step of the sequence with which the pass begins: after 0 in the pass of one step of another one.</summary>
    public int FirstStep { get; private init; }

    /// <summary>What layers add to the loss, such as a price of spikes; they add its gradient to that of their input.</summary>
    public double Penalty { get; set; }

    /// <summary>The memory of the pass.</summary>
    public Workspace Workspace { get; }

    /// <summary>What layers with memory end with.</summary>
    public NetworkState After { get; }

    /// <summary>
    /// The pass of one step of this one, with memory of its own. What a layer keeps is the same at every step, such as the mask of a dropout.
    /// </summary>
    /// <param name="workspace">The memory of the step.</param>
    /// <param name="step">Which step it is.</param>
    public Pass OfStep(Workspace workspace, int step = 0) =>
        new(workspace, IsTraining, Number, _before, After) { WithGradient = WithGradient, Watcher = Watcher, FirstStep = step };

    /// <summary>
    /// Memory for a result, with any content, used again by the next pass with the same workspace: a steady training allocates nothing.
    /// </summary>
    /// <param name="owner">The layer.</param>
    /// <param name="role">What it is for, such as "output"; two tensors of a layer that are needed at the same time have two roles.</param>
    /// <param name="shape">The shape.</param>
    public Tensor<float> Take(Layer owner, string role, ReadOnlySpan<nint> shape) => Workspace.Take(owner, role, shape);

    /// <summary>What a layer ended with in the pass before; null to begin.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="shape">The shape of its input at a step, [batch, features…], which must be that of the pass before.</param>
    /// <exception cref="ArgumentException">The shape was another one.</exception>
    public T? Before<T>(Layer layer, ReadOnlySpan<nint> shape)
        where T : class => _before?.Of<T>(layer, layer, shape);

    /// <summary>As <see cref="Before{T}(Layer, ReadOnlySpan{nint})"/>, for state of a layer that something else holds.</summary>
    /// <param name="key">What holds it.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="shape">The shape of its input at a step, [batch, features…].</param>
    /// <exception cref="ArgumentException">The shape was another one.</exception>
    public T? BeforeOf<T>(object key, Layer layer, ReadOnlySpan<nint> shape)
        where T : class => _before?.Of<T>(key, layer, shape);

    /// <summary>Keeps what a layer with memory ended with, for a pass that goes on from here. It must not be changed any more.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="state">Its memory.</param>
    /// <param name="shape">The shape of its input at a step, [batch, features…].</param>
    public void Keep(Layer layer, object state, nint[] shape) => KeepOf(layer, state, shape);

    /// <summary>As <see cref="Keep"/>, for state of a layer that something else holds.</summary>
    /// <param name="key">What holds it.</param>
    /// <param name="state">The state.</param>
    /// <param name="shape">The shape of the layer's input at a step, [batch, features…].</param>
    public void KeepOf(object key, object state, nint[] shape) => After.Set(key, state, shape);
}
