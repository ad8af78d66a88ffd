using Neurons.Symbolic;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The steps of a neuron as torch operations, one after another.</summary>
internal static class OperationIntegral
{
    /// <summary>The output at every step and the states after the last.</summary>
    public static (Tensor Output, Tensor[] Final) Run(NeuronCall call, ParameterSource[] parameters, Tensor[] inputs, Tensor[] states)
    {
        using var scope = NewDisposeScope();
        var (type, device) = (inputs[0].dtype, inputs[0].device);
        Operand[] numbers = [.. parameters.Select((parameter, p) => OfParameter(parameter, call.Values[p], type, device))];
        var outputs = new List<Tensor>(call.Steps);
        for (var t = 0; t < call.Steps; t++)
        {
            using var step = NewDisposeScope();
            var row = Array.ConvertAll(inputs, input => input.select(0, t));
            var (output, next) = Step(call, t, numbers, row, states, type, device);
            outputs.Add(output.MoveToOuterDisposeScope());
            // What the gradient needs of a state, autograd keeps.
            if (t > 0) Array.ForEach(states, state => state.Dispose());
            states = Array.ConvertAll(next, state => state.MoveToOuterDisposeScope());
        }

        // A state that no step has touched is the caller's tensor, and the output of no steps is as empty as the input.
        if (call.Steps == 0) states = Array.ConvertAll(states, state => state.alias());
        var all = call.Steps == 0 ? inputs[0].alias() : stack(outputs);
        return (all.MoveToOuterDisposeScope(), Array.ConvertAll(states, state => state.MoveToOuterDisposeScope()));
    }

    private static (Tensor Output, Tensor[] Next) Step(
        NeuronCall call, int t, Operand[] parameters, Tensor[] inputs, Tensor[] states, ScalarType type, Device device)
    {
        var step = call.Clock.Step + t;
        var draws = new RandomRows(call, type, step);
        Operand Leaf(Variable leaf) => leaf.Kind.Match<Func<int, Operand>>(
            input: i => inputs[i],
            state: i => states[i],
            parameter: i => parameters[i],
            adjoint: _ => throw new InvalidOperationException($"A step has no adjoint, such as {leaf.Name}."))(leaf.Index);
        var algebra = new OperationAlgebra(type, device, Leaf, step, draws.Uniform);
        var value = Fold.over(algebra);
        // A value that depends on no neuron is one number for all; one that is an input's or a state's gets a handle of its own.
        Tensor Whole(Expr expression) => algebra.Values(value.Invoke(expression)).expand(call.Shape);
        return (Whole(call.Model.Equations.Outputs[0]), Array.ConvertAll(call.Model.Equations.Next, Whole));
    }

    /// <summary>A shared fixed parameter stays a number.</summary>
    private static Operand OfParameter(ParameterSource parameter, ParameterValue value, ScalarType type, Device device) =>
        parameter.Tensor is { } tensor ? tensor.to(type, device)
        : value is ParameterValue.PerNeuron each
            ? TensorMemory.Create(value.ToArray(), Array.ConvertAll(each.Item.Lengths.ToArray(), length => (long)length), type, device)
        : PrecisionModule.round(type == ScalarType.Float32 ? Precision.Float32 : Precision.Float64, ((ParameterValue.Shared)value).Item);
}
