using System.Diagnostics.CodeAnalysis;
using Neurons.Compile;
using Neurons.Symbolic;

namespace Neurons.Simulation;

/// <summary>
/// What a synapse with a state is: how the state decays, and what is done to it where a spike arrives, where the target fires, and at a modulation,
/// such as a reward. It is written as functions over <see cref="Expr"/>, with records that are generic in what they hold, such as
/// <c>record Parameters&lt;T&gt;(T Tau, T A)</c> and <c>record State&lt;T&gt;(T Weight, T Trace)</c>. The functions are traced once and compiled; the
/// rules of the library are written in the same way.
/// </summary>
public sealed class SynapseModel
{
    /// <summary>The state that every synapse has.</summary>
    public const string Weight = "Weight";

    private SynapseModel(
        string name, string summary, string source, string[] parameterNames, Quantity[] parameters, string[] stateNames, Quantity[] states,
        (int Least, int Most)? bounds)
    {
        (Name, Summary, Source, ParameterNames, Parameters) = (name, summary, source, parameterNames, parameters);
        (StateNames, States, Bounds) = (stateNames, states, bounds);
        WeightIndex = Array.IndexOf(stateNames, Weight);
        StateLeaves = EquationsModule.leaves(VariableKind.State, stateNames);
        ParameterLeaves = EquationsModule.leaves(VariableKind.Parameter, parameterNames);
        var inputs = EquationsModule.leaves(VariableKind.Input, ["elapsed", "modulation"]);
        (Elapsed, Modulation) = (inputs[0], inputs[1]);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is, in a sentence.</summary>
    public string Summary { get; }

    /// <summary>The paper that it comes from.</summary>
    public string Source { get; }

    /// <summary>The names of the parameters.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <summary>Default, unit, range and meaning of each parameter.</summary>
    public IReadOnlyList<Quantity> Parameters { get; }

    /// <summary>The names of the states, the weight among them.</summary>
    public IReadOnlyList<string> StateNames { get; }

    /// <summary>What each state begins with, its unit and meaning; the weight begins with what a connection is given.</summary>
    public IReadOnlyList<Quantity> States { get; }

    internal int WeightIndex { get; }

    /// <summary>The parameters between which the weight stays.</summary>
    internal (int Least, int Most)? Bounds { get; }

    internal Expr[] StateLeaves { get; }

    internal Expr[] ParameterLeaves { get; }

    /// <summary>The time in ms since the last event.</summary>
    internal Expr Elapsed { get; }

    internal Expr Modulation { get; }

    internal SynapseEvent Pre { get; private set; } = null!;

    internal SynapseEvent? Post { get; private set; }

    internal SynapseEvent? Modulated { get; private set; }

    /// <summary>Nothing happens but that time has passed.</summary>
    internal SynapseEvent Settled { get; private set; } = null!;

    /// <summary>Defines a synapse.</summary>
    /// <param name="name">The name, for messages.</param>
    /// <param name="parameters">Default, unit, range and meaning of each parameter; time constants are in ms.</param>
    /// <param name="onPre">
    /// Where a spike arrives: of parameters and state, what is released to the input of the target (the weight, for most) and the next state.
    /// </param>
    /// <param name="onPost">Where the target fires: the next state; null for nothing.</param>
    /// <param name="decay">
    /// What the state has become when nothing has happened for a time in ms, the third argument: of the state at the event before, it makes that
    /// which the functions of events are given. It must be exact, so that two times are as good as their sum. Null where nothing decays.
    /// </param>
    /// <param name="onModulation">
    /// What <see cref="PlasticConnection{T}.Modulate"/> does, of which the number is the third argument; null where there is no such thing.
    /// </param>
    /// <param name="states">What each state begins with, its unit and meaning, in their order; null where all begin with 0.</param>
    /// <param name="bounds">The names of the parameters between which the weight is put at every event; null for no bounds.</param>
    /// <param name="summary">What it is, in a sentence.</param>
    /// <param name="source">The paper that it comes from.</param>
    /// <typeparam name="TParameters">The record of parameters, of <see cref="Expr"/>.</typeparam>
    /// <typeparam name="TQuantities">The same, of <see cref="Quantity"/>.</typeparam>
    /// <typeparam name="TState">The record of states, of <see cref="Expr"/>; one is called Weight.</typeparam>
    /// <exception cref="ArgumentException">The records do not fit one another, or a function uses what is not its own.</exception>
    public static SynapseModel Define<
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TParameters,
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TQuantities,
        [DynamicallyAccessedMembers(Records.KeptByTrimming)] TState>(
        string name,
        TQuantities parameters,
        Func<TParameters, TState, (Expr Release, TState Next)> onPre,
        Func<TParameters, TState, TState>? onPost,
        Func<TParameters, TState, Expr, TState>? decay,
        Func<TParameters, TState, Expr, TState>? onModulation = null,
        Quantity[]? states = null,
        (string Least, string Most)? bounds = null,
        string summary = "",
        string source = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(onPre);
        var (parameterNames, stateNames) = (Records.names<TParameters>(), Records.names<TState>());
        states ??= Array.ConvertAll(stateNames, _ => QuantityModule.state("", ""));
        if (!parameterNames.SequenceEqual(Records.names<TQuantities>()))
            throw new ArgumentException(
                $"{name}: the parameters are {string.Join(", ", parameterNames)}; the defaults are for "
                + $"{string.Join(", ", Records.names<TQuantities>())}.");
        if (!stateNames.Contains(Weight))
            throw new ArgumentException($"{name}: the states are {string.Join(", ", stateNames)}; one of them must be {Weight}.");
        if (states.Length != stateNames.Length)
            throw new ArgumentException($"{name}: {states.Length} states are described; the record has {stateNames.Length}.", nameof(states));
        int Bound(string parameter) => Array.IndexOf(parameterNames, parameter) is >= 0 and var at
            ? at
            : throw new ArgumentException(
                $"{name}: the bound {parameter} is no parameter.{DefinitionModule.suggestion(parameterNames, parameter)}", nameof(bounds));
        var model = new SynapseModel(
            name, summary, source, parameterNames, Records.values<TQuantities, Quantity>(parameters), stateNames, states,
            bounds is var (least, most) ? (Bound(least), Bound(most)) : null);

        var p = Records.ofValues<TParameters, Expr>(model.ParameterLeaves);
        var before = Records.ofValues<TState, Expr>(model.StateLeaves);
        var now = model.StateLeaves;
        if (decay is not null) now = model.Bounded(Records.values<TState, Expr>(decay(p, before, model.Elapsed)), now);
        var decayed = Records.ofValues<TState, Expr>(now);
        SynapseEvent Event(TState next, Expr? release = null) => model.Event(model.Bounded(Records.values<TState, Expr>(next), now), release);
        var (released, after) = onPre(p, decayed);
        model.Pre = Event(after, released ?? throw new ArgumentException($"{name}: what an arriving spike releases is null.", nameof(onPre)));
        model.Post = onPost is null ? null : Event(onPost(p, decayed));
        model.Modulated = onModulation is null ? null : Event(onModulation(p, decayed, model.Modulation));
        model.Settled = model.Event(now, null);
        return model;
    }

    /// <summary>The rule that synapses follow, with values for its parameters.</summary>
    /// <param name="parameters">Values by name, in place of the defaults: one for all synapses, one for each, or drawn.</param>
    public SynapseRule Rule(IReadOnlyDictionary<string, SimulationParameter>? parameters = null) =>
        new ModelRule(this, parameters ?? new Dictionary<string, SimulationParameter>());

    /// <summary>The same states, but that the weight stays in its bounds where it is another than before.</summary>
    private Expr[] Bounded(Expr[] next, Expr[] before)
    {
        if (Bounds is var (least, most) && !ReferenceEquals(next[WeightIndex], before[WeightIndex]))
            next[WeightIndex] = Expr.Min(Expr.Max(next[WeightIndex], ParameterLeaves[least]), ParameterLeaves[most]);
        return next;
    }

    private SynapseEvent Event(Expr[] next, Expr? release)
    {
        _ = Elementwise.uses([.. StateLeaves, .. ParameterLeaves, Elapsed, Modulation], release is null ? next : [.. next, release]);
        return new(next, release);
    }

    private sealed record ModelRule(SynapseModel Definition, IReadOnlyDictionary<string, SimulationParameter> Given) : SynapseRule
    {
        public override SynapseModel Model => Definition;

        public override IReadOnlyDictionary<string, SimulationParameter> Parameters => Given;
    }
}

/// <summary>What an event does.</summary>
/// <param name="Next">The states after it.</param>
/// <param name="Release">What it releases to the target's input; null for nothing.</param>
internal sealed record SynapseEvent(Expr[] Next, Expr? Release);
