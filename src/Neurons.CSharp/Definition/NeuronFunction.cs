using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;

namespace Neurons;

/// <summary>
/// A neuron as pure functions: parameters and states are records of the user's, passed in and returned. A state comes with the
/// number of steps taken and with what its random numbers are drawn from.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TParameters">A record with a <see cref="NeuronParameter"/> for each parameter.</typeparam>
/// <typeparam name="TState">A record with a tensor for each state.</typeparam>
public sealed class NeuronFunction<T, [DynamicallyAccessedMembers(Records.KeptByTrimming)] TParameters,
    [DynamicallyAccessedMembers(Records.KeptByTrimming)] TState>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TState : class
{
    private static readonly Record[] Outputs = [Record.Outputs];
    private readonly Dynamics _dynamics;

    internal NeuronFunction(Dynamics dynamics)
    {
        _dynamics = dynamics;
        Same("parameters", dynamics.Definition.ParameterNames, Records.names<TParameters>(), typeof(TParameters));
        Same("states", dynamics.Definition.StateNames, Records.names<TState>(), typeof(TState));
    }

    /// <summary>The initial state of a shape, [batch…, features…].</summary>
    public Snapshot<TState> Initial(TParameters parameters, int[] shape, ulong seed = 0, uint stream = 0)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Typed(_dynamics.Initial<T>(Raw(parameters), Array.ConvertAll(shape, length => (nint)length), seed, stream));
    }

    /// <summary>One step: the output and the next state. The input has the shape of the state.</summary>
    public (Tensor<T> Output, Snapshot<TState> Next) Step(TParameters parameters, Snapshot<TState> state, NeuronInput<T> input)
    {
        input.CheckNames(_dynamics.Definition);
        var result = _dynamics.Step(
            Raw(parameters), Raw(state), input.OneStep(_dynamics.Definition, new InputSequence<T>[_dynamics.Definition.InputNames.Length]), default);
        return (result.Recorded[0], Typed(result.Final));
    }

    /// <summary>All steps of an input, time first: the output at every step and the last state.</summary>
    public (Tensor<T> Output, Snapshot<TState> Final) Integral(TParameters parameters, Snapshot<TState> state, NeuronInput<T> input)
    {
        input.CheckNames(_dynamics.Definition);
        var result = _dynamics.Integral(
            Raw(parameters), Raw(state), input.OverTime(_dynamics.Definition), Outputs, FSharpValueOption<IntegralBuffers<T>>.None);
        return (result.Recorded[0], Typed(result.Final));
    }

    /// <summary>As <see cref="Integral"/>, together with its gradient.</summary>
    public NeuronFunctionPullback<T, TState> Pullback(TParameters parameters, Snapshot<TState> state, NeuronInput<T> input)
    {
        input.CheckNames(_dynamics.Definition);
        var pullback = Neurons.Pullback.run(
            _dynamics, Raw(parameters), Raw(state), input.OverTime(_dynamics.Definition), Outputs, FSharpValueOption<IntegralBuffers<T>>.None);
        return new(_dynamics.Definition, pullback, Typed(pullback.Final));
    }

    private static void Same(string what, string[] wanted, string[] given, Type type)
    {
        if (!wanted.SequenceEqual(given))
            throw new ArgumentException($"{type.Name} has the fields {string.Join(", ", given)}; the {what} are {string.Join(", ", wanted)}.");
    }

    private static Snapshot<TState> Typed(StateValues<T> state) =>
        new(Records.ofValues<TState, Tensor<T>>(state.Values), state.Step, state.Seed, state.Stream);

    private static StateValues<T> Raw(Snapshot<TState> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new(Records.values<TState, Tensor<T>>(state.Variables), state.Step, state.Seed, state.Stream);
    }

    private ParameterValue[] Raw(TParameters parameters)
    {
        var values = Records.values<TParameters, NeuronParameter>(parameters);
        return [.. values.Zip(_dynamics.Definition.ParameterNames, (value, name) => value.Alone(name))];
    }
}

/// <summary>A forward pass of a function together with its gradient.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TState">The record of states.</typeparam>
public sealed class NeuronFunctionPullback<T, [DynamicallyAccessedMembers(Records.KeptByTrimming)] TState>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TState : class
{
    private readonly Definition _model;
    private readonly Pullback<T> _pullback;

    internal NeuronFunctionPullback(Definition model, Pullback<T> pullback, Snapshot<TState> final)
    {
        _model = model;
        _pullback = pullback;
        Final = final;
    }

    /// <summary>The output at every step, time first.</summary>
    public Tensor<T> Output => _pullback.Recorded[0];

    /// <summary>The last state.</summary>
    public Snapshot<TState> Final { get; }

    /// <summary>The gradients by input, initial state and every parameter, of a loss whose derivatives by the output and by the last state
    /// are given; what is left out is 0.</summary>
    public NeuronFunctionGradients<T, TState> Gradients(Tensor<T>? output = null, TState? final = null)
    {
        var inputs = new bool[_model.InputNames.Length];
        var parameters = new bool[_model.ParameterNames.Length];
        Array.Fill(inputs, true);
        Array.Fill(parameters, true);
        var gradients = _pullback.Gradients(
            [output!],
            final is null ? null! : Records.values<TState, Tensor<T>>(final),
            new GradientRequest<T>(inputs, true, parameters, null!));
        return new(
            gradients.Inputs,
            Records.ofValues<TState, Tensor<T>>(gradients.State),
            new Dictionary<string, double[]>(
                _model.ParameterNames.Zip(gradients.Parameters, (name, value) => KeyValuePair.Create(name, value.ToArray()))));
    }
}

/// <summary>The gradients of a function.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TState">The record of states.</typeparam>
/// <param name="Inputs">Of each input, of its shape.</param>
/// <param name="Initial">Of the state before the first step.</param>
/// <param name="Parameters">Of each parameter, by name: as many numbers as it has, row-major.</param>
public sealed record NeuronFunctionGradients<T, TState>(
    Tensor<T>[] Inputs, TState Initial, IReadOnlyDictionary<string, double[]> Parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Of the first input.</summary>
    public Tensor<T> Input => Inputs[0];
}
