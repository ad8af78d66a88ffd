using Neurons.Compile;
using Neurons.Run;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The compiled kernels at work on the memory of torch tensors.</summary>
internal static class FusedMemory
{
    private static readonly Recorded[] s_output = [Recorded.NewOutput(0)];

    /// <summary>The output at every step, then the states after the last.</summary>
    public static List<Tensor> Forward(NeuronCall call, Tensor[] inputs, Tensor[] states)
    {
        var type = inputs[0].dtype;
        List<Tensor> results = [empty([call.Steps, .. call.Shape], type, CPU)];
        foreach (var _ in states) results.Add(empty(call.Shape, type, CPU));
        using var lease = new Lease();
        var operands = Operands(lease, call, inputs, states);
        nint[] addresses = [.. results.Select(TensorMemory.Address)];
        var execution = call.Dynamics.Execution;
        var forward = execution.Forward(operands, s_output, [new Rows(addresses[0], operands.RowBytes)], Array.ConvertAll(addresses[1..], Rows.One));
        execution.Run(forward, 0, operands.Neurons, operands.Steps, operands.Noise);
        KeepAlive(inputs, states);
        return results;
    }

    /// <summary>
    /// The gradients by inputs, states and parameters, null where they are not wanted; <paramref name="output"/> and
    /// <paramref name="final"/> are those by what the forward pass returned.
    /// </summary>
    public static (Tensor?[] Inputs, Tensor?[] States, double[]?[] Parameters) Backward(
        NeuronCall call, Tensor[] inputs, Tensor[] states, Tensor output, Tensor[] final,
        bool[] wantedInputs, bool[] wantedStates, bool[] wantedParameters)
    {
        using var scope = NewDisposeScope();
        var outputGradient = Plain(output);
        var finalGradients = Array.ConvertAll(final, Plain);
        Tensor?[] inputGradients = [.. inputs.Zip(wantedInputs, (input, wanted) => wanted ? empty_like(input) : null)];
        Tensor?[] stateGradients = [.. states.Zip(wantedStates, (state, wanted) => wanted ? empty_like(state) : null)];
        using var lease = new Lease();
        var operands = Operands(lease, call, inputs, states);
        Rows RowsOf(Tensor? tensor) => new(Address(tensor), operands.RowBytes);
        var parameters = SummedGradients.zeros(call.Values, wantedParameters);
        call.Dynamics.Execution.Backward(lease, operands, s_output, new(
            [RowsOf(outputGradient)],
            null,
            Array.ConvertAll(finalGradients, TensorMemory.Address),
            Array.ConvertAll(inputGradients, RowsOf),
            Array.ConvertAll(stateGradients, Address),
            parameters)).Run(0);
        KeepAlive(inputs, states);
        foreach (var gradient in inputGradients.Concat(stateGradients)) gradient?.MoveToOuterDisposeScope();
        return (inputGradients, stateGradients, parameters);
    }

    private static Tensor Plain(Tensor gradient) => gradient.resolve_neg().contiguous();

    private static nint Address(Tensor? tensor) => tensor is null ? 0 : TensorMemory.Address(tensor);

    private static Operands Operands(Lease lease, NeuronCall call, Tensor[] inputs, Tensor[] states)
    {
        var precision = TensorMemory.PrecisionOf(inputs[0].dtype);
        var rowBytes = (nint)call.Neurons * PrecisionModule.size(precision);
        return new(
            precision,
            call.Steps,
            call.Neurons,
            Bound.parameters(precision, lease, call.Values),
            Array.ConvertAll(inputs, input => new Rows(TensorMemory.Address(input), rowBytes)),
            Array.ConvertAll(states, state => InitialRow.Of(Rows.One(TensorMemory.Address(state)))),
            new Noise(call.Clock.Seed, call.Clock.Stream, call.Clock.Step));
    }

    private static void KeepAlive(params Tensor[][] tensors) => GC.KeepAlive(tensors);
}
