namespace Neurons.Networks;

/// <summary>A function of each number by itself.</summary>
public enum ActivationFunction
{
    /// <summary>max(0, x), with derivative 0 at 0.</summary>
    Relu,

    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>x itself.</summary>
    Identity,

    /// <summary>min(max(0, x), 6), with derivative 0 at 0 and from 6 on.</summary>
    Relu6,
}
