using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A pass of a network on a device, for its layers: what they compute with, and memory that is given back when the pass is over.</summary>
public sealed class DevicePass : IDisposable
{
    private readonly DeviceParameters _parameters;
    private readonly Dictionary<Parameter, DeviceTensor<float>> _gradients = [];
    private readonly Dictionary<object, object> _kept;
    private readonly Dictionary<object, object>? _before;
    private readonly List<IDisposable> _held;

    /// <param name="device">Where it runs.</param>
    /// <param name="parameters">The numbers of the parameters.</param>
    /// <param name="number">Which training pass it is, or 0.</param>
    /// <param name="before">The pass of the piece of the sequence before; it is disposed of after this one. Null to begin.</param>
    internal DevicePass(Device device, DeviceParameters parameters, long number, DevicePass? before = null)
    {
        (Device, _parameters, Number) = (device, parameters, number);
        (_held, _kept, _before) = ([], new(ReferenceEqualityComparer.Instance), before?._kept);
    }

    private DevicePass(DevicePass whole, int step)
    {
        (Device, _parameters, Number, FirstStep) = (whole.Device, whole._parameters, whole.Number, step);
        (_held, _kept, _before) = (whole._held, whole._kept, whole._before);
    }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>Counts the training passes of the network, from 1; 0 in evaluation. Noise and dropout differ from one to the next.</summary>
    public long Number { get; }

    /// <summary>The step of the sequence that it begins with: 0, but where it is of one step in a circle.</summary>
    public int FirstStep { get; }

    /// <summary>Whether layers behave as in training, and somebody asks for the gradient.</summary>
    public bool IsTraining => Number > 0;

    /// <summary>The numbers of a parameter on the device; they are copied there when they have changed here.</summary>
    /// <param name="parameter">The parameter.</param>
    public DeviceTensor<float> Value(Parameter parameter) => _parameters.Of(parameter).Value;

    /// <summary>Memory for a result, with any content, until the pass is over.</summary>
    /// <param name="shape">The shape.</param>
    public DeviceTensor<float> Take(params ReadOnlySpan<nint> shape) => Hold(Device.Allocate<float>(shape));

    /// <summary>Zeros, until the pass is over.</summary>
    /// <param name="shape">The shape.</param>
    internal DeviceTensor<float> Zeros(params ReadOnlySpan<nint> shape) => Hold(Device.Zeros<float>(shape));

    /// <summary>Gives something back when the pass is over.</summary>
    /// <param name="held">The tensor, state or whatever else.</param>
    public T Hold<T>(T held)
        where T : IDisposable
    {
        _held.Add(held);
        return held;
    }

    /// <summary>What a layer ended with in the pass of the piece of the sequence before; null to begin.</summary>
    /// <param name="layer">The layer.</param>
    public T? Before<T>(Layer layer)
        where T : class => BeforeOf<T>(layer);

    /// <summary>Keeps what a layer with memory ended with, for a pass that goes on from here.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="state">Its memory, which may be that of this pass: it is given back after the pass that goes on.</param>
    public void Keep(Layer layer, object state) => KeepOf(layer, state);

    /// <summary>Says what the gradient of a parameter is.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, in its shape; memory of the pass.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public void SetGradient(Parameter parameter, DeviceTensor<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        if (!gradient.Lengths.SequenceEqual(parameter.Shape))
            throw new ArgumentException(
                $"The gradient of {parameter.Name} has the shape {Primitives.Shapes.Text(gradient.Lengths)}; "
                + $"it must be {Primitives.Shapes.Text(parameter.Shape)}.", nameof(gradient));
        _gradients[parameter] = gradient;
    }

    /// <summary>
    /// Runs a kernel of one's own: <c>KERNEL name(…) { … }</c> in C, with the words KERNEL, GLOBAL, ONLY and ITEM for what OpenCL and CUDA call
    /// otherwise, and real for float. An item beyond those asked for has to return at once, so a kernel is told how many there are. What it declares
    /// GLOBAL const is read alone, so that streams may do so at once; all else counts as written.
    /// </summary>
    /// <param name="source">The text; compiled once.</param>
    /// <param name="name">The name of the kernel.</param>
    /// <param name="items">How many items there are.</param>
    /// <param name="arguments">Its arguments in order: <c>DeviceTensor&lt;float&gt;</c>, <c>uint</c> or <c>float</c>.</param>
    /// <exception cref="DeviceException">It is not compiled; the message shows the line.</exception>
    public void Run(string source, string name, long items, params ReadOnlySpan<object> arguments)
    {
        var list = new KernelArguments();
        var isRead = KernelSignature.IsRead(source, name);
        var memories = 0;
        foreach (var argument in arguments) memories += argument is DeviceTensor<float> ? 1 : 0;
        // one that is written in a way that is not understood
        if (isRead.Length != memories) isRead = new bool[memories];
        var memory = 0;
        foreach (var argument in arguments)
        {
            _ = argument switch
            {
                DeviceTensor<float> tensor when tensor.Device == Device =>
                    isRead[memory++] ? list.Read(tensor.Memory) : list.Add(tensor.Memory),
                DeviceTensor<float> tensor => throw new ArgumentException($"{name}: a tensor is on {tensor.Device.Id}, the pass on {Device.Id}."),
                uint number => list.Add(number),
                float number => list.Add(number, Precision.Float32),
                _ => throw new ArgumentException(
                    $"{name}: an argument is a {argument.GetType().Name}; a DeviceTensor<float>, uint or float is possible."),
            };
        }

        Device.Kernel(Prelude.Of(Device.Language, Precision.Float32) + source, name).Run(items, list);
    }

    /// <summary>Gives all memory of the pass back.</summary>
    public void Dispose()
    {
        foreach (var held in _held) held.Dispose();
        _held.Clear();
    }

    internal T? BeforeOf<T>(object key)
        where T : class => (T?)_before?.GetValueOrDefault(key);

    internal void KeepOf(object key, object state) => _kept[key] = state;

    /// <summary>The pass of one step of this one, with gradients of parameters of its own; memory is given back with that of all steps.</summary>
    internal DevicePass OfStep(int step) => new(this, step);

    /// <summary>Tells that the numbers of a parameter have been changed on the device.</summary>
    internal void Changed(Parameter parameter) => _parameters.Of(parameter).Changed();

    /// <summary>Adds the gradients of another pass to those of this one.</summary>
    internal void AddGradients(DevicePass other)
    {
        foreach (var (parameter, gradient) in other._gradients)
            _gradients[parameter] = GradientOf(parameter) is { } sum ? DeviceProducts.Add(sum, gradient, this) : Hold(gradient.Clone());
    }

    /// <summary>The gradient of a parameter; null where no layer has set one.</summary>
    internal DeviceTensor<float>? GradientOf(Parameter parameter) => _gradients.GetValueOrDefault(parameter);
}
