using System.Numerics.Tensors;

namespace Neurons;

/// <summary>Parameters that training may change, by the value that they start from.</summary>
public static class Learnable
{
    /// <summary>One number for all neurons.</summary>
    public static NeuronParameter Shared(double initial) => NeuronParameter.Shared(initial, true);

    /// <summary>One number for each channel, the first dimension of the layer's shape; all start from the same.</summary>
    public static NeuronParameter PerChannel(double initial) => NeuronParameter.PerChannel(initial, true);

    /// <summary>One number for each channel, the first dimension of the layer's shape. The array is copied.</summary>
    public static NeuronParameter PerChannel(double[] initial) =>
        NeuronParameter.PerChannel(NeuronParameter.Copy(initial), true);

    /// <summary>One number a neuron; all start from the same.</summary>
    public static NeuronParameter PerNeuron(double initial) => NeuronParameter.PerNeuron(initial, true);

    /// <summary>One number a neuron, for a layer of one dimension. The array is copied.</summary>
    public static NeuronParameter PerNeuron(double[] initial) =>
        NeuronParameter.PerNeuron(NeuronParameter.Copy(initial), true);

    /// <summary>One number a neuron: the shape of the layer or its last dimensions. The tensor is copied.</summary>
    public static NeuronParameter PerNeuron(Tensor<double> initial) =>
        NeuronParameter.PerNeuron(NeuronParameter.Copy(initial), true);
}
