using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>
/// What goes into a neuron layer. A tensor or an array over time is [T, batch…, features…], time first; without a batch
/// [T, features…]. For a single step it is [batch…, features…]. Tensors and arrays convert by themselves; an array is copied.
/// <see cref="NeuronInput.Constant{T}(Tensor{T}, int)"/> stands for one that is the same at every step.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly struct NeuronInput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>? _values;
    private readonly (string Name, NeuronInput<T> Input)[] _others;

    internal NeuronInput(Tensor<T> values, int? constantSteps, (string, NeuronInput<T>)[] others)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        ConstantSteps = constantSteps;
        _others = others;
    }

    /// <summary>The number of steps of an input that stays the same; null where there is a row for each step.</summary>
    public int? ConstantSteps { get; }

    /// <summary>The numbers.</summary>
    public Tensor<T> Values => _values ?? throw new ArgumentException("The input is empty: a default NeuronInput holds no tensor.");

    /// <summary>An input over time, or that of one step. The tensor is not copied.</summary>
    public static implicit operator NeuronInput<T>(Tensor<T> values) => new(values, null, []);

    /// <summary>[features] for a single step.</summary>
    public static implicit operator NeuronInput<T>(T[] values) => Tensors.From(values);

    /// <summary>[T, features] over time, [batch, features] for a single step.</summary>
    public static implicit operator NeuronInput<T>(T[,] values) => Tensors.From(values);

    /// <summary>[T, batch, features].</summary>
    public static implicit operator NeuronInput<T>(T[,,] values) => Tensors.From(values);

    /// <summary>[T, batch, features…], with two dimensions of features.</summary>
    public static implicit operator NeuronInput<T>(T[,,,] values) => Tensors.From(values);

    /// <summary>Together with another input of the model, by its name. A model takes all of its inputs.</summary>
    public NeuronInput<T> And(string name, NeuronInput<T> input)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(Values, ConstantSteps, [.. _others, (name, input)]);
    }

    /// <summary>The shape of one step: that of the neurons' state.</summary>
    internal nint[] StepShape() => ConstantSteps is null ? Values.Lengths[1..].ToArray() : Values.Lengths.ToArray();

    /// <summary>In the order of the model, time first.</summary>
    internal InputSequence<T>[] OverTime(Definition model) => OverTime(model, new InputSequence<T>[model.InputNames.Length]);

    /// <summary>As the overload without an array, into one that has a place for every input.</summary>
    internal InputSequence<T>[] OverTime(Definition model, InputSequence<T>[] inputs)
    {
        inputs[0] = Sequence();
        for (var i = 1; i < inputs.Length; i++) inputs[i] = Other(model, i).Sequence();

        return inputs;
    }

    /// <summary>In the order of the model, for a single step.</summary>
    internal InputSequence<T>[] OneStep(Definition model, InputSequence<T>[] inputs)
    {
        if (ConstantSteps is { } steps)
            throw new ArgumentException(
                $"{model.Name}: a step takes one input of the shape of the state, not a constant for {steps} steps; use Integral.");

        inputs[0] = InputSequence<T>.NewUnchanged(1, Values);
        for (var i = 1; i < inputs.Length; i++)
            inputs[i] = InputSequence<T>.NewUnchanged(1, Other(model, i).Values);

        return inputs;
    }

    private InputSequence<T> Sequence() =>
        ConstantSteps is { } steps ? InputSequence<T>.NewUnchanged(steps, Values) : InputSequence<T>.NewEachStep(Values);

    private NeuronInput<T> Other(Definition model, int index)
    {
        NeuronInput<T>? found = null;
        foreach (var (name, input) in _others)
        {
            if (Names.Index(model.Name, "input", model.InputNames, name) == index) found = input;
        }

        return found ?? throw new ArgumentException(
            $"{model.Name} has the inputs {string.Join(", ", model.InputNames)}; {model.InputNames[index]} is not given: "
            + $"input.And(\"{model.InputNames[index]}\", …) does.");
    }

    /// <summary>Inputs that the model does not have are an error.</summary>
    internal void CheckNames(Definition model)
    {
        foreach (var (name, _) in _others) Names.Index(model.Name, "input", model.InputNames, name);
    }
}

/// <summary>Inputs that need a word more than a tensor.</summary>
public static class NeuronInput
{
    /// <summary>The same input at each of so many steps, [batch…, features…]. It is neither copied nor computed for every step.</summary>
    public static NeuronInput<T> Constant<T>(Tensor<T> values, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        return new(values, steps, []);
    }

    /// <summary>The same input at each of so many steps, [features].</summary>
    public static NeuronInput<T> Constant<T>(T[] values, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Constant(Tensors.From(values), steps);

    /// <summary>The same input at each of so many steps, [batch, features].</summary>
    public static NeuronInput<T> Constant<T>(T[,] values, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Constant(Tensors.From(values), steps);
}
