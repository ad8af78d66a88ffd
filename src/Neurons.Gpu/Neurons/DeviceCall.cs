using Neurons.Compile;
using Neurons.Primitives;
using Neurons.Run;

namespace Neurons.Gpu;

/// <summary>What a call is given, checked to fit: the shape, the steps, and the arguments that all kernels of a neuron begin with.</summary>
internal sealed class DeviceCall<T>
    where T : unmanaged
{
    private readonly NeuronParameters _parameters;

    public DeviceCall(
        Device device, Definition model, ParameterValue[] values, NeuronParameters parameters, DeviceState<T> state, DeviceInput<T>[] inputs,
        bool isOneStep)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(inputs);
        Device = device;
        Model = model;
        State = state;
        Inputs = inputs;
        _parameters = parameters;
        if (state.Values.Length != model.StateNames.Length || !state.Names.SequenceEqual(model.StateNames))
            throw Error($"the state has {string.Join(", ", state.Names)}; that of the model has {string.Join(", ", model.StateNames)}.");
        for (var s = 0; s < state.Values.Length; s++) Require(state.Values[s], model.StateNames[s], Shape, "that of the state's first");
        Check.fit(model, values, Shape.ToArray());
        Neurons = Shapes.Elements(Shape);
        if (inputs.Length != model.InputNames.Length)
            throw Error($"{inputs.Length} inputs were given; there are {model.InputNames.Length}: {string.Join(", ", model.InputNames)}.");
        Steps = isOneStep ? 1 : StepsOf(inputs[0]);
        for (var i = 0; i < inputs.Length; i++)
        {
            var name = $"the input {model.InputNames[i]}";
            if (isOneStep || inputs[i].ConstantSteps is not null) Require(inputs[i].Values, name, Shape, "that of the state");
            else Require(inputs[i].Values, name, OverTime(StepsOf(inputs[i])), "the steps and that of the state");
            if (!isOneStep && StepsOf(inputs[i]) != Steps)
                throw Error($"{name} has {StepsOf(inputs[i])} steps, the first {Steps}.");
        }

        IsConstant = Array.ConvertAll(inputs, input => isOneStep || input.ConstantSteps is not null);
        if (state.Step + Steps > uint.MaxValue) throw Error($"the state is at step {state.Step}; {Steps} more would pass 2³² − 1.");
    }

    public Device Device { get; }

    public Definition Model { get; }

    public DeviceState<T> State { get; }

    public DeviceInput<T>[] Inputs { get; }

    public bool[] IsConstant { get; }

    public int Neurons { get; }

    public int Steps { get; }

    public ReadOnlySpan<nint> Shape => State.Shape;

    /// <summary>The shape over so many steps.</summary>
    public nint[] OverTime(int steps) => [steps, .. Shape];

    public KernelArguments Arguments(bool hasNoise)
    {
        var arguments = new KernelArguments().Add((uint)Neurons).Add((uint)Steps).Add((uint)State.Step);
        if (hasNoise) arguments.Add(State.Stream).Add((uint)State.Seed).Add((uint)(State.Seed >> 32));
        for (var i = 0; i < Inputs.Length; i++) arguments.Read(Inputs[i].Values.Memory).Add(IsConstant[i] ? 0UL : (ulong)Neurons);
        _parameters.AddTo(arguments);
        return arguments;
    }

    /// <summary>Refuses a tensor of another device or shape, or one that was disposed of.</summary>
    public void Require(DeviceTensor<T> tensor, string name, ReadOnlySpan<nint> shape, string what)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        tensor.Require();
        if (tensor.Device != Device) throw Error($"{name} is on {tensor.Device.Id}, the neuron on {Device.Id}; nothing is copied by itself.");
        if (!tensor.Lengths.SequenceEqual(shape))
            throw Error($"{name} has the shape {Shapes.Text(tensor.Lengths)}; it must be {what}, {Shapes.Text(shape)}.");
    }

    public ArgumentException Error(string problem) => new($"{Model.Name}: {problem}");

    private int StepsOf(DeviceInput<T> input) => input.ConstantSteps
        ?? (input.Values.Lengths.IsEmpty
            ? throw Error("an input is a single number; it must be [T, batch…, features…].")
            : (int)input.Values.Lengths[0]);
}
