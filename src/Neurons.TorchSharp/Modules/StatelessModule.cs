using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Neurons.TorchSharp;

/// <summary>
/// A neuron module by another signature. It is no part of this one but what this one consists of: parameters and buffers have the same
/// names in both, with nothing before them.
/// </summary>
internal sealed class StatelessModule<TState>(NeuronModule<TState> neuron, ulong seed, uint stream) : StatelessNeuron(neuron.GetName(), seed, stream)
    where TState : NeuronState<TState>
{
    public override Definition Model => neuron.Model;

    private protected override ModuleParameters Values => ((INeuron)neuron).Values;

    public override IEnumerable<(string name, TorchParameter parameter)> named_parameters(bool recurse = true) => neuron.named_parameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
        neuron.named_buffers(recurse, include_nonpersistent);

    public override bool has_parameter(string target) => neuron.has_parameter(target);

    public override bool has_buffer(string target) => neuron.has_buffer(target);

    public override TorchParameter? get_parameter(string target) => neuron.get_parameter(target);

    public override Tensor? get_buffer(string target) => neuron.get_buffer(target);

    private protected override Tensor Output(Tensor input, Clock clock) => neuron.Output(input, clock);

    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        neuron.to(dtype, non_blocking);
        return this;
    }

    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        neuron.to(device, dtype, non_blocking);
        return this;
    }

    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        neuron.to(deviceType, deviceIndex, non_blocking);
        return this;
    }

    /// <summary>The neuron is not registered as a part.</summary>
    protected override void RegisterComponents()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) neuron.Dispose();
        base.Dispose(disposing);
    }
}
