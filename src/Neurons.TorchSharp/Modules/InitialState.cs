using System.Numerics;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a model before the first step, as the model has them; without gradient.</summary>
internal static class InitialState
{
    public static Tensor[] Create(Dynamics dynamics, ParameterValue[] parameters, long[] shape, ScalarType type, Device device)
    {
        TensorMemory.CheckFloating(dynamics.Definition, "the state", type);
        TensorMemory.CheckShape(dynamics.Definition, shape);
        return type == ScalarType.Float64
            ? Create<double>(dynamics, parameters, shape, type, device)
            : Create<float>(dynamics, parameters, shape, type, device);
    }

    private static unsafe Tensor[] Create<T>(Dynamics dynamics, ParameterValue[] parameters, long[] shape, ScalarType type, Device device)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        var states = dynamics.Initial<T>(parameters, Array.ConvertAll(shape, length => (nint)length), 0, 0).Values;
        return Array.ConvertAll(states, state =>
        {
            var values = empty(shape, typeof(T) == typeof(double) ? ScalarType.Float64 : ScalarType.Float32, CPU);
            state.FlattenTo(new Span<T>((void*)TensorMemory.Address(values), (int)values.numel()));
            return values.to(type, device).MoveToOuterDisposeScope();
        });
    }
}
