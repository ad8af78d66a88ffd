using System.Diagnostics.CodeAnalysis;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Neurons;

/// <summary>
/// Neurons of the user's own: one step written as a function over <see cref="Expr"/>, with records of parameters and states that are
/// generic in what they hold, such as <c>record Parameters&lt;T&gt;(T Tau, T Threshold)</c> and <c>record State&lt;T&gt;(T V)</c>. The
/// step is traced once and compiled; it is as fast as a neuron of the library, and its gradient comes with it.
/// </summary>
public static class NeuronModel
{
    /// <summary>Defines a neuron with one input.</summary>
    /// <param name="name">The name, for messages and descriptions.</param>
    /// <param name="step">One step: options, parameters, state and input to the output and the next state.</param>
    /// <param name="defaults">Default, unit, range and meaning of each parameter.</param>
    /// <param name="initial">The initial state, by the parameters.</param>
    /// <param name="states">Unit and meaning of each state, in their order; null to leave them out.</param>
    /// <param name="dt">The time step.</param>
    /// <param name="timeUnit">The unit of the time step; "" for none.</param>
    /// <param name="spikes">Whether the output is a spike, 0 or 1; false for the potential of a readout.</param>
    /// <param name="summary">What the neuron is, in a sentence.</param>
    /// <param name="source">The paper that it comes from.</param>
    /// <exception cref="ArgumentException">The records do not fit one another, or the step is not well formed.</exception>
    public static NeuronModel<TParameters, TState> Define<
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TParameters,
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TQuantities,
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TState>(
        string name,
        Func<StepOptions, TParameters, TState, Expr, (Expr Output, TState Next)> step,
        TQuantities defaults,
        Func<TParameters, TState> initial,
        Quantity[]? states = null,
        double dt = 1,
        string timeUnit = "",
        bool spikes = true,
        string summary = "",
        string source = "")
    {
        ArgumentNullException.ThrowIfNull(step);
        return Define<TParameters, TQuantities, TState>(
            name, ["x"], (o, p, s, x) => step(o, p, s, x[0]), defaults, initial, states, dt, timeUnit, spikes, summary, source);
    }

    /// <summary>Defines a neuron with several inputs: their names, and a step that takes them in this order. Else as the other overload.</summary>
    public static NeuronModel<TParameters, TState> Define<
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TParameters,
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TQuantities,
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TState>(
        string name,
        string[] inputs,
        Func<StepOptions, TParameters, TState, Expr[], (Expr Output, TState Next)> step,
        TQuantities defaults,
        Func<TParameters, TState> initial,
        Quantity[]? states = null,
        double dt = 1,
        string timeUnit = "",
        bool spikes = true,
        string summary = "",
        string source = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(defaults);
        ArgumentNullException.ThrowIfNull(initial);
        if (inputs.Length == 0) throw new ArgumentException($"{name}: there are no inputs; a neuron has one at least.", nameof(inputs));
        CheckNames<TParameters, TQuantities>(name);
        states ??= Array.ConvertAll(Records.names<TState>(), _ => QuantityModule.state("", ""));

        var model = new Model<StepOptions, TQuantities, TParameters, TState>(
            name,
            summary,
            source,
            timeUnit,
            new StepOptions(dt),
            FuncConvert.FromFunc<StepOptions, double>(options => options.Dt),
            defaults,
            ListModule.OfArray(states),
            FSharpList<Preset<StepOptions, TQuantities>>.Empty,
            FuncConvert.FromFunc<StepOptions, FSharpList<string>>(_ => ListModule.OfArray(inputs)),
            spikes,
            FuncConvert.FromFunc<StepOptions, TParameters, TState, FSharpList<Expr>, (Expr, TState)>(
                (o, p, s, x) => step(o, p, s, [.. x])),
            FuncConvert.FromFunc<StepOptions, TParameters, TState>((_, p) => initial(p)),
            FuncConvert.FromFunc<StepOptions, TParameters, FSharpList<Constraint>>((_, _) => FSharpList<Constraint>.Empty),
            FSharpList<Invariant>.Empty);
        return new(step => Neuron.dynamics(model, new StepOptions(step)), dt);
    }

    private static void CheckNames<
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TParameters,
            [DynamicallyAccessedMembers(Records.KeptByTrimming)] TQuantities>(string name)
    {
        var parameters = Records.names<TParameters>();
        var quantities = Records.names<TQuantities>();
        if (!parameters.SequenceEqual(quantities))
            throw new ArgumentException(
                $"{name}: the parameters are {string.Join(", ", parameters)}; the defaults are for {string.Join(", ", quantities)}.");
    }
}

/// <summary>A neuron of the user's own, defined by <see cref="NeuronModel"/>.</summary>
/// <typeparam name="TParameters">The record of parameters, of <see cref="Expr"/>.</typeparam>
/// <typeparam name="TState">The record of states, of <see cref="Expr"/>.</typeparam>
public sealed class NeuronModel<TParameters, TState>
{
    private readonly Func<double, Dynamics> _compile;
    private readonly double _dt;

    internal NeuronModel(Func<double, Dynamics> compile, double dt)
    {
        _compile = compile;
        _dt = dt;
        Definition = compile(dt).Definition;
    }

    /// <summary>The neuron traced with its default time step.</summary>
    public Definition Definition { get; }

    /// <summary>
    /// Makes files know the neuron by its name, so that a network with it can be saved and loaded: a process that loads one registers the
    /// same definition first.
    /// </summary>
    /// <param name="required">
    /// What a file must say, as no default would be sensible: names of parameters, and <c>Dt</c> for the time step; null for nothing.
    /// </param>
    /// <exception cref="ArgumentException">Another neuron has the name, or a required parameter is not one of this.</exception>
    public NeuronModel<TParameters, TState> Register(IReadOnlyList<string>? required = null)
    {
        NamedNeurons.Add(new(Definition, Make, [.. required ?? []]));
        return this;
    }

    /// <summary>A layer of this neuron.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="parameters">Values for parameters, by name, in place of their defaults.</param>
    /// <param name="dt">The time step; null for that of the definition.</param>
    public CustomNeuron Layer(int features, Dictionary<string, NeuronParameter>? parameters = null, double? dt = null) =>
        Layer([features], parameters, dt);

    /// <summary>A layer of this neuron with a sample of any shape.</summary>
    public CustomNeuron Layer(int[] shape, Dictionary<string, NeuronParameter>? parameters = null, double? dt = null) =>
        Make(shape, parameters, dt);

    private CustomNeuron Make(int[]? shape, Dictionary<string, NeuronParameter>? parameters, double? dt, string output = NeuronLayer.Spikes,
        InitialStates? initialStates = null) =>
        new(
            shape,
            new CustomNeuronOptions(Definition, () => _compile(dt ?? _dt), parameters ?? [])
            {
                InitialStates = initialStates ?? InitialStates.OfTheModel,
            })
        {
            Output = output,
        };

    /// <summary>
    /// The neuron as pure functions of parameters, state and input, in records of the user's: <typeparamref name="TValues"/> is the
    /// parameters' of <see cref="NeuronParameter"/>, <typeparamref name="TTensors"/> the states' of tensors.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TValues">Such as <c>Parameters&lt;NeuronParameter&gt;</c>.</typeparam>
    /// <typeparam name="TTensors">Such as <c>State&lt;Tensor&lt;float&gt;&gt;</c>.</typeparam>
    public NeuronFunction<T, TValues, TTensors> Function<
        T, [DynamicallyAccessedMembers(Records.KeptByTrimming)] TValues,
            [DynamicallyAccessedMembers(Records.KeptByTrimming)] TTensors>(double? dt = null)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        where TTensors : class => new(_compile(dt ?? _dt));
}
