using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The functions of a neuron as a module with parameters of its own.</summary>
internal sealed class StatelessFunction : StatelessNeuron
{
    private readonly Dynamics _dynamics;

    public StatelessFunction(Dynamics dynamics, ParameterSource[] parameters, ulong seed, uint stream)
        : base(dynamics.Definition.Name, seed, stream)
    {
        _dynamics = dynamics;
        var values = ParameterSource.Values(Model, parameters);
        Values = new(NeuronSetup.Of(dynamics, values, Array.ConvertAll(parameters, source => source.Tensor is { requires_grad: true })));
        var first = ParameterSource.FirstFloating(parameters);
        foreach (var (name, parameter) in Values.Learnable(first?.dtype ?? get_default_dtype(), first?.device ?? CPU))
            register_parameter(name, parameter);
    }

    public override Definition Model => _dynamics.Definition;

    private protected override ModuleParameters Values { get; }

    private protected override Tensor Output(Tensor input, Clock clock)
    {
        using var scope = NewDisposeScope();
        var inputs = NeuronCall.Inputs(Model, input);
        NeuronCall.CheckInputs(Model, inputs);
        NeuronCall.CheckSequence(Model, input);
        var sources = Values.Sources(name => get_parameter(name)!);
        var start = InitialState.Create(_dynamics, ParameterSource.Values(Model, sources), input.shape[1..], input.dtype, input.device);
        return NeuronIntegral.Run(_dynamics, sources, inputs, start, clock).Output.MoveToOuterDisposeScope();
    }
}
