using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>NIR graphs as networks, and networks as NIR graphs.</summary>
public static class NirConversion
{
    /// <summary>
    /// The network of a graph, in float32, with times in seconds. Inner graphs are dissolved, into nodes <c>sub/inner</c>. In a circle, what
    /// neurons give comes one step later; with no neuron or delay in it, what its last node gives.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">What NIR leaves open; null for the defaults.</param>
    /// <returns>The network, and a report of what was decided and of what deviates.</returns>
    /// <exception cref="NotSupportedException">Something cannot be done as the file says; the message names node and parameter.</exception>
    /// <exception cref="ArgumentException">An option is not possible, or the nodes do not fit together.</exception>
    public static NirNetwork ToNetwork(this NirGraph graph, NirOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new();
        options.Check();
        NirNeurons.Register();
        var notes = new List<NirNote>();
        options = options.Resolved(graph.Metadata, notes);
        Readings.Check(options);
        FlatGraph.LeftOut(null, graph.Metadata, [NetworkWriter.Step, NetworkWriter.Form], notes);
        var flat = FlatGraph.Of(graph, notes);
        var order = NodeOrder.Of(
            [.. flat.Select(node => node.From)],
            // in sinabs also what has no memory gives in a circle what it gave in the step before
            [.. flat.Select(node => options.Reading == NirReading.Sinabs || LayerMaker.HasMemory(node.Node))],
            [.. Enumerable.Range(0, flat.Count).Where(node => flat[node].Node is NirInput)]);
        LeftOpen(options, flat, notes);
        var names = Names(flat, options);
        foreach (var (node, name) in flat.Zip(names))
            if (Shown(name) != node.Path) notes.Add(new(node.Path, NirNoteKind.LeftOut, $"the name: the network has {name}"));
        var maker = new LayerMaker(options, notes);
        var nodes = new List<Node>();
        foreach (var (at, i) in order.Select((node, i) => (node, i)))
        {
            var from = flat[at].From.Select(source => Source(at, source)).ToArray();
            nodes.Add(new(names[at], maker.Make(flat[at]), from));
            if (options.Spike == NirSpike.Impulse && LayerMaker.Fires(flat[at].Node))
                nodes.Add(new($"{names[at]}/impulse", Impulse(options), names[at]));
            foreach (var later in flat[at].From.Where(source => Array.IndexOf(order, source) >= i).Distinct())
                notes.Add(new(
                    flat[at].Path, NirNoteKind.LeftOpen, $"in a circle: what {NirText.Quote(flat[later].Path)} gives comes one step later"));
        }

        string[] outputs = [.. Enumerable.Range(0, flat.Count).Where(node => flat[node].Node is NirOutput).Select(node => names[node])];
        if (outputs.Length == 0) throw new NotSupportedException("NIRGraph: it has no Output");
        var network = new Graph(options.Seed, [.. outputs, .. options.Record.Select(Recorded)], [.. nodes]);
        maker.Fill();
        return new(network, notes, flat.Zip(names).ToDictionary(pair => pair.First.Path, pair => pair.Second, StringComparer.Ordinal));

        string Source(int target, int source) =>
            options.Spike == NirSpike.Impulse && LayerMaker.Fires(flat[source].Node) && flat[target].Node is not NirOutput
                ? $"{names[source]}/impulse" : names[source];

        string Recorded(string state)
        {
            var dot = state.LastIndexOf('.');
            var node = dot < 0 ? -1 : flat.FindIndex(one => one.Path == state[..dot]);
            return node >= 0 ? $"{names[node]}{state[dot..]}" : throw new ArgumentException(
                $"NirOptions: Record has '{state}'; it must be a node and a state, as lif.v; "
                + $"nodes are {NirText.Some(flat.Select(one => one.Path))}.");
        }
    }

    /// <summary>The graph of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="dt">The step in seconds of layers that count in steps; null for that of the neurons that have one, and else 1e-4.</param>
    /// <param name="nearest">
    /// Whether a neuron of which NIR has no node that does the same becomes the nearest one; by default it becomes nodes that together do, or is
    /// an error. The nearest one resets to a value where the neuron subtracts its threshold, and takes its input a step earlier where that acts
    /// on the current after the step and other neurons have it before (<see cref="Jump"/>).
    /// </param>
    /// <returns>
    /// The graph. Time constants are in the unit of the neurons' Dt, by default seconds; its metadata say the step <c>dt</c> in the same unit and
    /// the form of a step, <c>discretisation</c>, with which it does what the network does, and that of a node the potential that its neurons
    /// begin with where it is not 0, <c>v0</c>. <see cref="ToNetwork"/> takes them as its defaults. Nodes <c>sub/inner</c> become a graph within
    /// the graph where edges lead into and out of it in one way.
    /// </returns>
    /// <exception cref="NotSupportedException">NIR has no such layer or neuron; the message names the node, and the option in the way.</exception>
    /// <exception cref="ArgumentException">The step is not positive and finite.</exception>
    public static NirGraph ToNir(this Network network, double? dt = null, bool nearest = false) => network.ToNir(out _, dt, nearest);

    /// <summary>The graph of a network, and what was rewritten, is left out or deviates.</summary>
    /// <param name="network">The network.</param>
    /// <param name="report">What is not written node by node as it is here.</param>
    /// <param name="dt">As of the other form.</param>
    /// <param name="nearest">As of the other form.</param>
    /// <returns>The graph, as of the other form.</returns>
    /// <exception cref="NotSupportedException">As of the other form.</exception>
    /// <exception cref="ArgumentException">As of the other form.</exception>
    public static NirGraph ToNir(this Network network, out IReadOnlyList<NirNote> report, double? dt = null, bool nearest = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        var notes = new List<NirNote>();
        report = notes;
        return new NetworkWriter(network, dt, nearest, notes).Write();
    }

    /// <summary>
    /// What keeps a graph that the format allows from being computed: parameters that are infinite, and time constants and delays that are not
    /// those of any neuron; a line for each.
    /// </summary>
    /// <param name="graph">The graph.</param>
    public static IReadOnlyList<string> Problems(this NirGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. Within("", graph)];

        static IEnumerable<string> Within(string prefix, NirGraph graph) => graph.Nodes.SelectMany(entry => entry.Value is NirGraph inner
            ? Within($"{prefix}{entry.Key}/", inner)
            : Equations.Problems(entry.Value).Select(problem => LayerMaker.Wrong(
                new(prefix + entry.Key, entry.Value, null, []), problem.Name, $"{problem.Value}", problem.Allowed).Message));
    }

    /// <summary>The name of a node of a network in a file, with the names of the graphs around it.</summary>
    internal static string Shown(string name) => name.Replace("//", ".", StringComparison.Ordinal);

    /// <summary>The names of the nodes of the network: none has one that it cannot have, or that another has.</summary>
    private static string[] Names(List<FlatNode> flat, NirOptions options)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. flat.Select(node =>
        {
            var name = string.Concat(node.Path.Select(letter =>
                char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '/' ? $"{letter}" : letter == '.' ? "//" : "_"));
            var free = name;
            for (var number = 2; !Take(free); number++) free = $"{name}_{number}";
            return free;
        })];

        bool Take(string name) => !taken.Contains($"{name}/impulse") && taken.Add(name)
            && (options.Spike == NirSpike.One || taken.Add($"{name}/impulse"));
    }

    /// <summary>A spike as an impulse whose integral is 1 in the unit of the file.</summary>
    private static NeuronLayer Impulse(NirOptions options) => NirNeurons.Layer(
        "nir_scale", null, options.Step, new Dictionary<string, NeuronParameter> { ["Scale"] = 1 / options.PerSecond(options.Step) });

    private static void LeftOpen(NirOptions options, List<FlatNode> flat, List<NirNote> notes)
    {
        var isSaid = flat.Exists(node => node.Node.Metadata.Values.ContainsKey(NeuronMaker.Start));
        var start = options.Initial == NirInitial.Leak ? "v_leak" : options.Initial is null && isSaid ? "v0 of their metadata, or 0" : "0";
        Add($"neurons begin with {start}, and currents with 0");
        Add(options.Spike == NirSpike.One ? "a spike is 1 for a step" : "a spike is 1/dt for a step, on edges between nodes");
        Add("numbers are float32");

        void Add(string text) => notes.Add(new(null, NirNoteKind.LeftOpen, text));
    }
}
