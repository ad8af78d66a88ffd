using Neurons.Primitives;
using Neurons.Run;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>Where a run stands: the steps taken, and what its random numbers are drawn from.</summary>
internal readonly record struct Clock(long Step, ulong Seed, uint Stream);

/// <summary>One call of a neuron over a sequence, all of it checked: what does not depend on how it is computed.</summary>
internal sealed class NeuronCall
{
    private NeuronCall(Dynamics dynamics, ParameterValue[] values, bool areFixed, int steps, long[] shape, Clock clock)
    {
        Dynamics = dynamics;
        Values = values;
        AreFixed = areFixed;
        Steps = steps;
        Shape = shape;
        Clock = clock;
    }

    public Dynamics Dynamics { get; }

    public Definition Model => Dynamics.Definition;

    /// <summary>The numbers of all parameters, at the time of the call.</summary>
    public ParameterValue[] Values { get; }

    /// <summary>Whether no parameter is a tensor: then they are the same numbers at every call.</summary>
    public bool AreFixed { get; }

    public int Steps { get; }

    /// <summary>The shape of a state, [batch…, features…].</summary>
    public long[] Shape { get; }

    public Clock Clock { get; }

    public int Neurons => (int)Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Checks shapes, types, places and parameters. Inputs are [T, shape of the state], checked by <see cref="CheckInputs"/>.</summary>
    public static NeuronCall Create(Dynamics dynamics, ParameterSource[] parameters, Tensor[] inputs, Tensor[] states, Clock clock)
    {
        var model = dynamics.Definition;
        var first = inputs[0];
        var values = ParameterSource.Values(model, parameters);
        dynamics.Validate(first.dtype == ScalarType.Float64 ? Precision.Float64 : Precision.Float32, values);
        var shape = first.shape[1..];
        Run.Check.fit(model, values, TensorMemory.CheckShape(model, shape));
        for (var i = 0; i < inputs.Length; i++) Like(model, $"the input {model.InputNames[i]}", inputs[i], first.shape, first);
        for (var s = 0; s < states.Length; s++) Like(model, $"the state {model.StateNames[s]}", states[s], shape, first);
        var steps = first.shape[0];
        if (clock.Step < 0 || steps > int.MaxValue || clock.Step + steps > uint.MaxValue)
            throw new ArgumentException(
                $"{model.Name}: {steps} steps from step {clock.Step} on were given; a call takes {int.MaxValue}, a run those from 0 to 2³² − 1.");

        return new(dynamics, values, Array.TrueForAll(parameters, parameter => parameter.Tensor is null), (int)steps, shape, clock);
    }

    /// <summary>The inputs of a model where the first is given: the others are 0.</summary>
    public static Tensor[] Inputs(Definition model, Tensor first)
    {
        Run.Check.present(model, model.InputNames[0], first);
        return [first, .. model.InputNames.Skip(1).Select(_ => zeros_like(first))];
    }

    /// <summary>Checks that there is a tensor for each input of the model, of a type that neurons compute in.</summary>
    public static void CheckInputs(Definition model, Tensor[] inputs)
    {
        Run.Check.present(model, nameof(inputs), inputs);
        if (inputs.Length != model.InputNames.Length)
            throw new ArgumentException(
                $"{model.Name}: {inputs.Length} inputs were given; there are {model.InputNames.Length}: {string.Join(", ", model.InputNames)}.");
        for (var i = 0; i < inputs.Length; i++)
        {
            Run.Check.present(model, model.InputNames[i], inputs[i]);
            TensorMemory.CheckFloating(model, $"the input {model.InputNames[i]}", inputs[i].dtype);
        }
    }

    /// <summary>Checks that an input has an axis of time.</summary>
    public static void CheckSequence(Definition model, Tensor input)
    {
        if (input.dim() == 0) throw new ArgumentException($"{model.Name}: the input is a single number; it must be [T, batch…, features…].");
    }

    private static void Like(Definition model, string what, Tensor tensor, long[] shape, Tensor first)
    {
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"{model.Name}: {what} has the shape {Shapes.Text(tensor.shape)}; {Shapes.Text(shape)} is needed.");
        if (tensor.dtype != first.dtype || tensor.device.ToString() != first.device.ToString())
            throw new ArgumentException($"{model.Name}: {what} is {tensor.dtype} on {tensor.device}; the input is {first.dtype} on {first.device}.");
    }
}
