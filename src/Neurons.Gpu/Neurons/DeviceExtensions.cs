using System.Numerics.Tensors;

namespace Neurons.Gpu;

/// <summary>How neurons come to a device.</summary>
public static class DeviceExtensions
{
    /// <summary>The neurons of a layer on a device, with the parameters that they have now.</summary>
    /// <param name="layer">The layer, of a known shape.</param>
    /// <param name="device">The device.</param>
    public static DeviceNeuron On(this NeuronLayer layer, Device device)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Dynamics.On(device, layer.Values());
    }

    /// <summary>A neuron on a device.</summary>
    /// <param name="dynamics">The neuron.</param>
    /// <param name="device">The device.</param>
    /// <param name="parameters">Its parameters, in order; they are checked and copied to the device when they are first used.</param>
    /// <exception cref="ArgumentException">A parameter is not allowed.</exception>
    public static DeviceNeuron On(this Dynamics dynamics, Device device, ParameterValue[] parameters)
    {
        ArgumentNullException.ThrowIfNull(dynamics);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(parameters);
        return new(device, dynamics, parameters);
    }

    /// <summary>The parameters that a layer has now.</summary>
    internal static ParameterValue[] Values(this NeuronLayer layer) => [.. layer.Parameters.Select(parameter => Value(layer, parameter))];

    private static ParameterValue Value(NeuronLayer layer, NeuronLayerParameter parameter)
    {
        var values = parameter.ToArray();
        if (parameter.Shape.IsEmpty) return ParameterValue.NewShared(values[0]);
        if (!parameter.IsPerChannel) return ParameterValue.NewPerNeuron(Tensor.Create(values, parameter.Shape));
        var perChannel = layer.Features / values.Length;
        return ParameterValue.NewPerNeuron(
            Tensor.Create([.. Enumerable.Range(0, layer.Features).Select(neuron => values[neuron / perChannel])], layer.Shape));
    }
}
