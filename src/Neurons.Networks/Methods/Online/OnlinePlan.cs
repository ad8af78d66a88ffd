namespace Neurons.Networks;

/// <summary>Makes the runners of a network's nodes, or says which node cannot learn so.</summary>
internal sealed class OnlinePlan
{
    private readonly StepPlan _plan;
    private readonly OnlineRules _rules;
    private readonly string _method;
    private readonly Dictionary<StepNode, NeuronRunner> _neurons = [];
    private readonly StepNode? _filterNode;

    /// <param name="network">The network.</param>
    /// <param name="rules">What the traces are.</param>
    /// <param name="method">The name of the method, for messages.</param>
    /// <exception cref="ArgumentException">A node cannot learn so; the message names it.</exception>
    public OnlinePlan(Network network, OnlineRules rules, string method)
    {
        (_plan, _rules, _method) = (StepPlan.Of(network), rules, method);
        Sums = new(network);
        var derivatives = _plan.Nodes.Where(node => node.Neurons is not null)
            .ToDictionary(node => node, node => new NeuronDerivatives(node.Neurons!, ignoresSpikes: !rules.Exact));
        if (rules.Exact && _plan.Outputs is [var output] && derivatives.TryGetValue(_plan.Nodes[output], out var last)
            && last is { Inputs: 1, Equations.Gain: null } && LinearFilter.Of(last, 0) is { States: > 0 } filter)
            (_filterNode, Readout) = (_plan.Nodes[output], filter);
        foreach (var (node, own) in derivatives)
            _neurons[node] = new(node, rules, Sums, own, node == _filterNode ? null : Readout) { IsFilter = node == _filterNode };
        Runners = [.. _plan.Nodes.Select(Make)];
        foreach (var runner in Runners) runner.Connect(Runners);
    }

    /// <summary>The nodes in the order in which they run.</summary>
    public StepRunner[] Runners { get; }

    /// <summary>Those of neurons.</summary>
    public IEnumerable<NeuronRunner> Neurons => _neurons.Values;

    /// <summary>Those whose sum is the network's output.</summary>
    public IEnumerable<StepRunner> Outputs => _plan.Outputs.Select(output => Runners[output]);

    /// <summary>Where gradients are added up.</summary>
    public GradientSums Sums { get; }

    /// <summary>The linear readout that filters the traces before it; null for none.</summary>
    public LinearFilter? Readout { get; }

    /// <summary>Finds out which gradients are of use, once it is known which neurons have feedback of their own.</summary>
    /// <exception cref="ArgumentException">Nothing passes through neurons to what is to learn before them.</exception>
    public void Finish()
    {
        foreach (var runner in Runners)
        {
            var node = runner.Node;
            var before = Enumerable.Range(0, node.Ports.Length).Any(port => runner.Wanting(port).Any());
            runner.Wants = runner switch
            {
                InputRunner => false,
                NeuronRunner neurons => neurons.Feedback is null,
                SynapseRunner synapses => before || synapses.NeedsGradient,
                _ => before || node.Layer!.AllParameters.Any(parameter => parameter.IsLearnable),
            };
            if (runner is not NeuronRunner { Feedback: null, IsFilter: false } passing) continue;
            for (var port = 0; port < node.Ports.Length; port++)
            {
                if (runner.Wanting(port).FirstOrDefault() is not { } wanting || passing.Passes(port)) continue;
                throw Refusal(
                    node, $"gives an output that does not depend on its input of the same step, so that nothing passes through it to {wanting.Node}",
                    "e_prop with feedback random, bptt and truncated_bptt can");
            }
        }
    }

    private StepRunner Make(StepNode node) => node switch
    {
        { Layer: null } => new InputRunner(node),
        { Neurons: not null } => _neurons[node],
        { Synapses: not null } => new SynapseRunner(node, Sums, TraceOf(node)),
        _ when _rules.Exact && node.Layer!.AllParameters.Any(parameter => parameter.IsLearnable) && StepPlan.NeuronsAfter(node).Any() =>
            throw Refusal(node, "has parameters without eligibility traces, before neurons", "ottt, bptt and truncated_bptt can"),
        _ => new LayerRunner(node, Sums),
    };

    private ISynapseTrace TraceOf(StepNode node)
    {
        if (StepPlan.NeuronsAfter(node).FirstOrDefault() is not { } after) return OfReadout(node);
        var traced = _rules.TracesInput || _plan.HasNeuronsBefore(node);
        var (use, port) = node.Uses[0];
        if (node.Uses.Count > 1 || use != after || _plan.Outputs.Contains(node.Index)) return Indirect(node, after, traced);

        if (use.IsBefore(node.Index))
            throw Refusal(node, $"is taken by {use} one step later than it runs", "give it before that node");
        var neurons = _neurons[use];
        var filter = LinearFilter.Of(neurons.Derivatives, port);
        if (!_rules.Exact)
        {
            if (filter is null) throw NotLinear(node, use);
            var passes = neurons.Passes(port);
            return OfInputs(node, neurons, filter, traced || !passes, tracesBias: !passes);
        }
        var readout = use == _filterNode ? null : Readout;
        if (filter is not null && readout is null) return OfInputs(node, neurons, filter, tracesInput: true, tracesBias: true);
        if (node.Layer is Linear or FeedbackSynapses) return new PairTrace(neurons, port, readout);
        var reason = filter is null ? "its states do not all decay alike" : "the readout has a memory";
        throw Refusal(
            node, $"needs a trace for each connection to {use}, as {reason}, and only linear layers have them", "ottt, bptt and truncated_bptt can");
    }

    /// <summary>The trace of synapses behind which there are no neurons.</summary>
    private ISynapseTrace OfReadout(StepNode node)
    {
        if (_rules is not { Exact: false, TracesReadout: true } || _plan.NeuronsBefore(node).FirstOrDefault() is not { } before)
            return new InputTrace(null, null, tracesInput: false, tracesBias: false);
        var filter = LinearFilter.Of(_neurons[before].Derivatives, 0);
        if (filter is null) throw NotLinear(node, before);
        return _neurons[before].Passes(0)
            ? OfInputs(node, null, filter, tracesInput: true, tracesBias: false)
            : new InputTrace(null, null, tracesInput: false, tracesBias: false);
    }

    /// <summary>The trace of synapses with something between them and the neurons.</summary>
    private ISynapseTrace Indirect(StepNode node, StepNode after, bool traced)
    {
        if (_rules.Exact)
            throw Refusal(
                node, $"does not feed {after} alone and directly, so that no eligibility trace is known for it", "ottt, bptt and truncated_bptt can");
        var filter = LinearFilter.Of(_neurons[after].Derivatives, 0);
        if (filter is null) throw NotLinear(node, after);
        if (!_neurons[after].Passes(0))
            throw Refusal(
                node, $"does not feed {after} directly, whose output does not depend on its input of the same step", "bptt and truncated_bptt can");
        return OfInputs(node, null, filter, traced, tracesBias: false);
    }

    /// <summary>The trace of the inputs alone.</summary>
    private ISynapseTrace OfInputs(StepNode node, NeuronRunner? neurons, LinearFilter filter, bool tracesInput, bool tracesBias) =>
        _rules.Accumulates && tracesInput && node.Layer is Linear && node.Ports is [[var source]] && !node.IsBefore(source)
            && _plan.Nodes[source].GivesSpikes
            ? new SpikeInputTrace(neurons, filter, tracesBias)
            : new InputTrace(neurons, filter, tracesInput, tracesBias);

    private ArgumentException NotLinear(StepNode node, StepNode neurons) => Refusal(
        node, $"has one trace for each of its inputs, and between its spikes, {neurons} is not linear in a current, alike for all neurons and steps",
        "e_prop, sltt, bptt and truncated_bptt can");

    private ArgumentException Refusal(StepNode node, string why, string what) =>
        new($"{_method} cannot train this network: {node}, {why}; {what}.");
}
