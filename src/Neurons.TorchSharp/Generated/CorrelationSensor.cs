// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CorrelationSensor module.</summary>
public sealed class CorrelationSensorState : NeuronState<CorrelationSensorState>
{
    internal CorrelationSensorState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Whether the neuron behind fired last: [batch…, features…].</summary>
    public Tensor PostPre => Tensors[0];

    /// <summary>Correlation: [batch…, features…].</summary>
    public Tensor Correlation => Tensors[1];

    /// <summary>Anti-correlation: [batch…, features…].</summary>
    public Tensor AntiCorrelation => Tensors[2];

    internal override CorrelationSensorState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: sensor of the correlation of two neurons. Source: Norse, correlation_sensor_step.</summary>
public sealed class CorrelationSensor : NeuronModule<CorrelationSensorState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CorrelationSensor(int features, CorrelationSensorOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CorrelationSensor(int[] shape, CorrelationSensorOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CorrelationSensorOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="pre">[T, batch…, features…].</param>
    /// <param name="post">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, CorrelationSensorState State) forward(Tensor pre, Tensor post, CorrelationSensorState? state = null) =>
        Forward([pre, post], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CorrelationSensorModule.State<Tensor>> create(CorrelationSensorModule.Options options) =>
        new(Neuron.dynamics(CorrelationSensorModule.model, options));

    internal override CorrelationSensorState Wrap(StateSnapshot snapshot) => new(snapshot);
}
