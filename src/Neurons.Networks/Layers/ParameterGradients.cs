using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The gradients of a network's parameters.</summary>
public sealed class ParameterGradients
{
    private readonly Parameter[] _parameters;
    private readonly Tensor<float>[] _gradients;

    internal ParameterGradients(Parameter[] parameters, Tensor<float>[] gradients) => (_parameters, _gradients) = (parameters, gradients);

    /// <summary>The parameters, as in the network.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The gradients, in the order of the parameters.</summary>
    internal IReadOnlyList<Tensor<float>> Tensors => _gradients;

    /// <summary>The gradient of the parameter at a place, in its shape; 0 where the parameter is not learnable.</summary>
    public Tensor<float> this[int index] => _gradients[index];

    /// <summary>Refuses gradients that an update could not take; of several, it names the one that the backward pass met first.</summary>
    /// <param name="where">What is said of the place in a training, such as " in epoch 3".</param>
    /// <exception cref="NotFiniteNumberException">A gradient has an element that is NaN or infinite.</exception>
    internal void RequireFinite(Func<Parameter, string>? where = null)
    {
        for (var p = _gradients.Length - 1; p >= 0; p--)
        {
            var values = _gradients[p].ReadOnlySpan();
            if (!_parameters[p].IsLearnable || TensorSpans.FirstNotFinite(values) is not (>= 0 and var place)) continue;
            throw new NotFiniteNumberException(
                $"The gradient of parameter {_parameters[p].Name} is {values[place]} at element "
                + $"{place}{where?.Invoke(_parameters[p])}: there is no update, and parameters and optimizer are as they were.",
                values[place]);
        }
    }

    /// <summary>The gradient of the parameter of a name, such as <c>0.weight</c>.</summary>
    public Tensor<float> this[string name]
    {
        get
        {
            var index = Array.FindIndex(_parameters, parameter => parameter.Name == name);
            return index >= 0
                ? _gradients[index]
                : throw new ArgumentException(
                    $"There is no parameter {name}.{DefinitionModule.suggestion(_parameters.Select(p => p.Name), name)}", nameof(name));
        }
    }
}
