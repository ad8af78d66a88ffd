using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// A call with the arrangement of its tensors: the inputs, the states, and the parameters that are tensors. It does not hold the
/// tensors, which are autograd's to keep.
/// </summary>
internal sealed class FusedCall
{
    private readonly bool[] _isTensor;
    private readonly (long[] Shape, ScalarType Type, string Place)?[] _wanted;
    private readonly Gpu.Device? _device;
    private readonly int _inputs;
    private readonly int _states;

    /// <param name="call">The call.</param>
    /// <param name="parameters">All parameters.</param>
    /// <param name="tensors">The inputs, the states, and the parameters that are tensors.</param>
    /// <param name="device">Where the kernels are; null for the processor.</param>
    public FusedCall(NeuronCall call, ParameterSource[] parameters, Tensor[] tensors, Gpu.Device? device)
    {
        Call = call;
        _device = device;
        _isTensor = Array.ConvertAll(parameters, parameter => parameter.Tensor is not null);
        _wanted = [.. tensors.Select(tensor =>
            tensor.requires_grad ? (tensor.shape, tensor.dtype, tensor.device.ToString()) : ((long[], ScalarType, string)?)null)];
        _inputs = call.Model.InputNames.Length;
        _states = call.Model.StateNames.Length;
    }

    public NeuronCall Call { get; }

    /// <summary>What the forward pass made, until torch has wrapped it.</summary>
    public List<Tensor> Made { get; set; } = [];

    private Range States => _inputs..(_inputs + _states);

    private Range Parameters => (_inputs + _states)..;

    /// <summary>The output at every step, then the states after the last.</summary>
    public static List<Tensor> Forward(Gpu.Device? device, NeuronCall call, Tensor[] inputs, Tensor[] states) =>
        device is null ? FusedMemory.Forward(call, inputs, states) : FusedOnDevice.Forward(device, call, inputs, states);

    /// <summary>The same, of the tensors of this call.</summary>
    public List<Tensor> Forward(Tensor[] tensors) => Forward(_device, Call, tensors[.._inputs], tensors[States]);

    /// <summary>The gradients by the tensors, null where one has none, from those by the results of the forward pass.</summary>
    public Tensor?[] Gradients(Tensor[] tensors, Tensor[] given) =>
        is_grad_enabled() ? DifferentiableGradients(tensors, given) : FusedGradients(tensors, given);

    /// <summary>What a failed backward pass returns: where the device has failed, too, in this machine's memory, which torch refuses.</summary>
    public Tensor?[] NotNumbers()
    {
        Tensor?[] On(Func<string, Device> place) =>
            Array.ConvertAll(_wanted, wanted => wanted is { } one ? full(one.Shape, double.NaN, one.Type, place(one.Place)) : null);
        try
        {
            return On(place => new Device(place));
        }
        catch (Exception)
        {
            return On(_ => CPU);
        }
    }

    private Tensor?[] FusedGradients(Tensor[] tensors, Tensor[] given)
    {
        var wanted = Array.ConvertAll(_wanted, one => one is not null);
        var parameters = tensors[Parameters];
        var wantedParameters = new Queue<bool>(wanted[Parameters]);
        var ofParameters = Array.ConvertAll(_isTensor, isTensor => isTensor && wantedParameters.Dequeue());
        var (inputs, states, ofInputs, ofStates) = (tensors[.._inputs], tensors[States], wanted[.._inputs], wanted[States]);
        var (inputGradients, stateGradients, numbers) = _device is null
            ? FusedMemory.Backward(Call, inputs, states, given[0], given[1..], ofInputs, ofStates, ofParameters)
            : FusedOnDevice.Backward(_device, Call, inputs, states, given[0], given[1..], ofInputs, ofStates, ofParameters);
        var parameterGradients = parameters.Zip(
            numbers.Where((_, p) => _isTensor[p]),
            (tensor, values) => values is null ? null : TensorMemory.Create(values, tensor.shape, tensor.dtype, tensor.device));
        return [.. inputGradients, .. stateGradients, .. parameterGradients];
    }

    /// <summary>The gradients by torch operations, for a second derivative: the call is repeated with them.</summary>
    private Tensor?[] DifferentiableGradients(Tensor[] tensors, Tensor[] given)
    {
        using var scope = NewDisposeScope();
        // What torch finds wrong within, in this mode, would end the process; it finds it in what is returned, too.
        using var noAnomaly = autograd.set_detect_anomaly(false);
        // Other nodes for the same values: a gradient by them does not go on into what the tensors were computed from.
        Tensor[] here = Array.ConvertAll(tensors, tensor => tensor.alias());
        var parameters = new Queue<Tensor>(here[Parameters]);
        ParameterSource[] sources = [.. _isTensor.Select((isTensor, p) => isTensor ? parameters.Dequeue() : (ParameterSource)Call.Values[p])];
        var (output, final) = OperationIntegral.Run(Call, sources, here[.._inputs], here[States]);
        var pairs = final.Prepend(output).Zip(given).Where(pair => pair.First.requires_grad).ToArray();
        if (pairs.Length == 0) return new Tensor?[here.Length];

        var gradients = new Queue<Tensor>(autograd.grad(
            [.. pairs.Select(pair => pair.First)],
            [.. here.Where(tensor => tensor.requires_grad)],
            [.. pairs.Select(pair => pair.Second)],
            retain_graph: true,
            create_graph: true,
            allow_unused: true));
        return Array.ConvertAll(here, tensor =>
            tensor.requires_grad && gradients.Dequeue() is { IsInvalid: false } gradient ? gradient.MoveToOuterDisposeScope() : null);
    }
}
