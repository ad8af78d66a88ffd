using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>
/// Synapses with a state, which a rule changes where spikes arrive and where their targets fire. In a step, spikes arrive first, and each releases
/// what enters the input at the beginning of the next step; then the targets' own spikes of this step come. Between events nothing is computed.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class PlasticConnection<T> : Connection<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = SynapseDesk<T>.Block;

    private readonly SynapseColumns<T> _columns;
    private readonly int _ownParameters;
    private readonly SynapseKernel _pre;
    private readonly SynapseKernel? _post, _modulated, _settled;
    private readonly SpikeHistory _history;
    private readonly Func<long> _now;
    private (PendingEvents Pending, SynapseDesk<T> Desk)[] _threads = [];
    private bool _isStale = true;

    internal PlasticConnection(ConnectionParts<T> parts, SynapseRule rule, SynapseParts<T> synapses, double dt, Func<long> now)
        : base(parts)
    {
        (Rule, Model, _now, _ownParameters) = (rule, synapses.Model, now, synapses.OwnParameters.Length);
        _columns = new([.. synapses.States, .. synapses.OwnParameters], synapses.SharedParameters, dt);
        SynapseKernel? Compiled(SynapseEvent? what) => SynapseKernel.Of<T>(Model, what, synapses.IsShared);
        (_pre, _post, _modulated, _settled) = (Compiled(Model.Pre)!, Compiled(Model.Post), Compiled(Model.Modulated), Compiled(Model.Settled));
        _history = new(Source.Count, MaxDelay);
        // found now, as threads will ask for it at once
        if (_post is not null) _ = Arriving(0);
    }

    /// <summary>What the synapses follow.</summary>
    public SynapseRule Rule { get; }

    /// <summary>The step of the last event of each synapse, as of which its states are; 0 before the first.</summary>
    public ReadOnlySpan<int> Updated => _columns.Updated;

    /// <inheritdoc/>
    public override double BytesPerSynapse =>
        base.BytesPerSynapse + (Model.StateNames.Count - 1 + _ownParameters) * sizeof(T) + sizeof(int) + (_post is null ? 0 : sizeof(int));

    internal SynapseModel Model { get; }

    /// <summary>As <see cref="Updated"/>, to be written.</summary>
    internal Span<int> UpdatedColumn => _columns.Updated;

    /// <summary>The spikes that are under way.</summary>
    internal Span<int> Underway => _history.All;

    /// <summary>The numbers of a state, in the order of the synapses, each as of its last event; to be read and, between runs, changed.</summary>
    /// <param name="state">The name of the state.</param>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    public Span<T> State(string state) => _columns[StateIndex(state)];

    /// <summary>
    /// Brings the states of all synapses to now. The simulation does not need it; what is read of it does, where decay matters. Numbers that follow
    /// may differ in their last digits from those without.
    /// </summary>
    public void Settle()
    {
        if (_settled is not null) All(_settled);
    }

    /// <summary>Whether the rule knows a modulation.</summary>
    public bool HasModulation => _modulated is not null;

    /// <summary>
    /// A modulation of all synapses now, such as a reward: between runs, or where a run asks whether it is done. It comes before what arrives in the
    /// next step.
    /// </summary>
    /// <param name="value">What the rule is given; finite.</param>
    /// <exception cref="InvalidOperationException">The rule knows no modulation.</exception>
    public void Modulate(double value)
    {
        if (_modulated is null) throw new InvalidOperationException($"{this}: {Model.Name} knows no modulation.");
        Require.That(T.IsFinite(T.CreateTruncating(value)), $"{this}", nameof(value), value, "finite");
        _columns.SetModulation(value);
        All(_modulated);
    }

    /// <summary>The numbers of the state of a number.</summary>
    internal Span<T> Column(int state) => _columns[state];

    internal int StateIndex(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return DefinitionModule.tryIndex([.. Model.StateNames], state)?.Value
            ?? throw new ArgumentException(
                $"{Model.Name} has no state {state}.{DefinitionModule.suggestion(Model.StateNames, state)}", nameof(state));
    }

    /// <summary>All has been given from outside: what is under way is found anew.</summary>
    internal void Restored() => _isStale = true;

    internal override void Cut(int[] firstOfThread)
    {
        base.Cut(firstOfThread);
        var threads = firstOfThread.Length - 1;
        if (_threads.Length == threads && !_isStale) return;
        _threads = [.. Enumerable.Range(0, threads).Select(_ => (new PendingEvents(MaxDelay), _columns.NewDesk()))];
        _isStale = false;
        var now = _now();
        for (var step = Math.Max(0, now - MaxDelay); step < now; step++)
        {
            foreach (var source in _history.At(step))
            {
                for (var thread = 0; thread < threads; thread++) Send(thread, source, step, now);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override long Deliver(int thread, ReadOnlySpan<int> spikes, InputRing<T> ring, long step)
    {
        var (start, end) = (Source.Start, Source.Start + Source.Count);
        foreach (var spike in spikes)
        {
            if (spike < start) continue;
            if (spike >= end) break;
            if (thread == 0) _history.Add(step, spike - start);
            Send(thread, spike - start, step, step);
        }
        return 0;
    }

    /// <summary>What arrives in a step and what targets that fire do, when all spikes of the step have been delivered.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="fired">The neurons of the target's population that fired and are the thread's own, ascending.</param>
    /// <param name="ring">Where what is on its way to the target's input is added up.</param>
    /// <param name="step">The step.</param>
    /// <returns>How many synapses spikes have passed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal long React(int thread, ReadOnlySpan<int> fired, InputRing<T> ring, long step)
    {
        var (pending, desk) = _threads[thread];
        var slot = (T*)ring.Row(step + 1) + Target.Start;
        var arrived = pending.At(step);
        long passed = 0;
        if (MinDelay == MaxDelay)
        {
            foreach (var source in arrived)
            {
                var (first, until) = Own(thread, source);
                for (passed += until - first; first < until; first += Block)
                {
                    var count = Math.Min(Block, until - first);
                    _columns.Run(_pre, desk, first, count, step);
                    Add(first, new(desk.Released, count), slot);
                }
            }
        }
        else
        {
            for (passed = arrived.Length; !arrived.IsEmpty; arrived = arrived[Math.Min(Block, arrived.Length)..])
            {
                var synapses = arrived[..Math.Min(Block, arrived.Length)];
                _columns.Run(_pre, desk, synapses, step);
                for (var i = 0; i < synapses.Length; i++) slot[TargetOf(synapses[i])] += desk.Released[i];
            }
        }
        pending.Clear(step);
        if (_post is not null) React(_post, desk, fired, step);
        if (thread == 0) _history.Begin(step + 1);
        return passed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void React(SynapseKernel post, SynapseDesk<T> desk, ReadOnlySpan<int> fired, long step)
    {
        foreach (var neuron in fired)
        {
            var target = neuron - Target.Start;
            if (target < 0) continue;
            if (target >= Target.Count) break;
            for (var synapses = Arriving(target); !synapses.IsEmpty; synapses = synapses[Math.Min(Block, synapses.Length)..])
                _columns.Run(post, desk, synapses[..Math.Min(Block, synapses.Length)], step);
        }
    }

    /// <summary>
    /// Notes a spike for when it arrives: its source where all take as long, else each synapse. What would arrive before a step has done so.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Send(int thread, int source, long step, long from)
    {
        var pending = _threads[thread].Pending;
        if (MinDelay == MaxDelay)
        {
            if (step + MaxDelay >= from) pending.Add(step + MaxDelay, source);
            return;
        }
        var (first, until) = Own(thread, source);
        for (var k = first; k < until; k++)
        {
            if (step + DelayOf(k) >= from) pending.Add(step + DelayOf(k), k);
        }
    }

    private void All(SynapseKernel kernel)
    {
        var desk = _columns.NewDesk();
        for (var first = 0; first < Count; first += Block) _columns.Run(kernel, desk, first, Math.Min(Block, Count - first), _now());
    }
}
