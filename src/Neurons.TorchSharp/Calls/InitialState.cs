using System.Numerics;
using Neurons.Primitives;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a model before the first step, as the model has them; without gradient.</summary>
internal static class InitialState
{
    public static Tensor[] Create(Dynamics dynamics, ParameterValue[] parameters, long[] shape, ScalarType type, Device device)
    {
        TensorMemory.CheckFloating(dynamics.Definition, "the state", type);
        Run.Check.complete(dynamics.Definition, parameters);
        Run.Check.fit(dynamics.Definition, parameters, TensorMemory.CheckShape(dynamics.Definition, shape));
        return type == ScalarType.Float64
            ? Create<double>(dynamics, parameters, shape, type, device)
            : Create<float>(dynamics, parameters, shape, type, device);
    }

    /// <summary>
    /// They depend on the parameters alone: what these tell apart is computed once and repeated; not by torch, whose threads would wait
    /// busily for more when the kernels need the processors.
    /// </summary>
    private static Tensor[] Create<T>(Dynamics dynamics, ParameterValue[] parameters, long[] shape, ScalarType type, Device device)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        var own = parameters.OfType<ParameterValue.PerNeuron>().Select(each => each.Item.Lengths.ToArray()).MaxBy(lengths => lengths.Length) ?? [1];
        var period = Shapes.Elements(own);
        return Array.ConvertAll(dynamics.Initial<T>(parameters, own, 0, 0).Values, state =>
        {
            var values = empty(shape, typeof(T) == typeof(double) ? ScalarType.Float64 : ScalarType.Float32, CPU);
            var all = TensorMemory.Numbers<T>(values);
            if (!all.IsEmpty) state.FlattenTo(all[..period]);
            for (var done = period; done < all.Length; done += period) all[..period].CopyTo(all[done..]);
            return values.to(type, device).MoveToOuterDisposeScope();
        });
    }
}
