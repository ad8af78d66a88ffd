using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>All steps of a neuron over a sequence, by the fused kernels where they can work, else by torch operations.</summary>
internal static class NeuronIntegral
{
    /// <summary>The output at every step and the states after the last; differentiable by all tensors.</summary>
    /// <param name="dynamics">The neuron.</param>
    /// <param name="parameters">In the order of the model.</param>
    /// <param name="inputs">In the order of the model, [T, batch…, features…] each.</param>
    /// <param name="states">In the order of the model, [batch…, features…] each.</param>
    /// <param name="clock">Where the run stands.</param>
    /// <param name="fused">Whether to use the fused kernels where they can work.</param>
    public static (Tensor Output, Tensor[] Final) Run(
        Dynamics dynamics, ParameterSource[] parameters, Tensor[] inputs, Tensor[] states, Clock clock, bool fused = true)
    {
        NeuronGradients.ThrowIfFailed();
        var call = NeuronCall.Create(dynamics, parameters, inputs, states, clock);
        if (fused && call.Steps > 0 && call.Neurons > 0)
        {
            if (TensorDevices.Of([.. inputs, .. states]) is { } device) return FusedIntegral.Run(call, parameters, inputs, states, device);
            if (ArePlain(parameters, inputs, states)) return FusedIntegral.Run(call, parameters, inputs, states, null);
        }

        return OperationIntegral.Run(call, parameters, inputs, states);
    }

    private static bool ArePlain(ParameterSource[] parameters, Tensor[] inputs, Tensor[] states) =>
        inputs.All(TensorMemory.IsPlain)
        && states.All(TensorMemory.IsPlain)
        && parameters.All(parameter => parameter.Tensor is null || parameter.Tensor.device_type == global::TorchSharp.DeviceType.CPU);
}
