using Neurons.Run;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The compiled kernels at work on the memory of torch tensors.</summary>
internal static class FusedMemory
{
    /// <summary>The output at every step, then the states after the last.</summary>
    public static List<Tensor> Forward(NeuronCall call, Tensor[] inputs, Tensor[] states)
    {
        var type = inputs[0].dtype;
        List<Tensor> results = [empty([call.Steps, .. call.Shape], type, CPU)];
        foreach (var _ in states) results.Add(empty(call.Shape, type, CPU));
        nint[] addresses = [.. results.Select(TensorMemory.Address)];
        using var run = Run(call, inputs, states);
        run.Forward(addresses[0], addresses[1..]);
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
        var outputGradient = TensorMemory.RowMajor(output);
        var finalGradients = Array.ConvertAll(final, TensorMemory.RowMajor);
        Tensor?[] inputGradients = [.. inputs.Zip(wantedInputs, (input, wanted) => wanted ? empty_like(input) : null)];
        Tensor?[] stateGradients = [.. states.Zip(wantedStates, (state, wanted) => wanted ? empty_like(state) : null)];
        using var run = Run(call, inputs, states);
        var parameters = run.Backward(
            Address(outputGradient),
            Array.ConvertAll(finalGradients, TensorMemory.Address),
            Array.ConvertAll(inputGradients, Address),
            Array.ConvertAll(stateGradients, Address),
            wantedParameters);
        KeepAlive(inputs, states);
        foreach (var gradient in inputGradients.Concat(stateGradients)) gradient?.MoveToOuterDisposeScope();
        return (inputGradients, stateGradients, parameters);
    }

    private static nint Address(Tensor? tensor) => tensor is null ? 0 : TensorMemory.Address(tensor);

    private static MemoryRun Run(NeuronCall call, Tensor[] inputs, Tensor[] states) => new(
        call.Dynamics,
        TensorMemory.PrecisionOf(inputs[0].dtype),
        call.Steps,
        call.Neurons,
        call.Values,
        Array.ConvertAll(inputs, TensorMemory.Address),
        Array.ConvertAll(states, TensorMemory.Address),
        new(call.Clock.Seed, call.Clock.Stream, call.Clock.Step));

    private static void KeepAlive(params Tensor[][] tensors) => GC.KeepAlive(tensors);
}
