using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Gpu;

/// <summary>The parameters of a neuron in one precision: those that are one number each, and those in the memory of the device.</summary>
internal sealed class NeuronParameters<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterValue[] _values;
    private readonly DeviceTensor<T>?[] _perNeuron;

    public NeuronParameters(Device device, Dynamics dynamics, ParameterValue[] values)
    {
        Precision = PrecisionModule.ofType<T>();
        dynamics.Validate(Precision, values);
        _values = values;
        _perNeuron = Array.ConvertAll(values, value => value is ParameterValue.PerNeuron each
            ? device.Copy(Tensor.Create(Array.ConvertAll(each.ToArray(), T.CreateChecked), each.Item.Lengths))
            : null);
    }

    public Precision Precision { get; }

    public void Dispose() => Array.ForEach(_perNeuron, tensor => tensor?.Dispose());

    /// <summary>Adds the parameters in the order in which kernels take them.</summary>
    public void AddTo(KernelArguments arguments)
    {
        for (var p = 0; p < _values.Length; p++)
        {
            if (_perNeuron[p] is { } tensor) arguments.Add(tensor.Memory).Add(DeviceTools.Number(tensor.Count));
            else arguments.Add(((ParameterValue.Shared)_values[p]).Item, Precision);
        }
    }
}
