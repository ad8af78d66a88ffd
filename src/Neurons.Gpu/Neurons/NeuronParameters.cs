using System.Numerics.Tensors;

namespace Neurons.Gpu;

/// <summary>The parameters of a neuron in one precision: those that are one number each, and those in the memory of the device.</summary>
internal sealed class NeuronParameters : IDisposable
{
    private readonly ParameterValue[] _values;
    private readonly (DeviceMemory Memory, uint Count)?[] _perNeuron;

    public NeuronParameters(Device device, Dynamics dynamics, ParameterValue[] values, Precision precision)
    {
        Precision = precision;
        dynamics.Validate(Precision, values);
        _values = values;
        _perNeuron = Array.ConvertAll(values, value => value is ParameterValue.PerNeuron each
            ? precision.IsFloat32 ? Copied(device, Array.ConvertAll(each.ToArray(), number => (float)number)) : Copied(device, each.ToArray())
            : ((DeviceMemory, uint)?)null);
    }

    public Precision Precision { get; }

    public void Dispose() => Array.ForEach(_perNeuron, each => each?.Memory.Dispose());

    /// <summary>Adds the parameters in the order in which kernels take them.</summary>
    public void AddTo(KernelArguments arguments)
    {
        for (var p = 0; p < _values.Length; p++)
        {
            if (_perNeuron[p] is var (memory, count)) arguments.Read(memory).Add(count);
            else arguments.Add(((ParameterValue.Shared)_values[p]).Item, Precision);
        }
    }

    private static (DeviceMemory, uint)? Copied<T>(Device device, T[] numbers)
        where T : unmanaged => (device.Copy(Tensor.Create(numbers)).Memory, DeviceTools.Number(numbers.Length));
}
