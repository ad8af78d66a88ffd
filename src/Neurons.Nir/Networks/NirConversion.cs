using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>NIR graphs as networks, and networks as NIR graphs.</summary>
public static class NirConversion
{
    /// <summary>
    /// The network of a graph, in float32. Inner graphs are dissolved, into nodes <c>sub/inner</c>. In a circle, what neurons give comes one
    /// step later; with no neuron or delay in it, what its last node gives.
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
        Readings.Check(options);
        NirNeurons.Register();
        var notes = LeftOpen(options);
        var flat = FlatGraph.Of(graph, notes);
        var order = NodeOrder.Of(
            [.. flat.Select(node => node.From)],
            // in sinabs also what has no memory gives in a circle what it gave in the step before
            [.. flat.Select(node => options.Reading == NirReading.Sinabs || LayerMaker.HasMemory(node.Node))],
            [.. Enumerable.Range(0, flat.Count).Where(node => flat[node].Node is NirInput)]);
        var names = Names(flat, options);
        var maker = new LayerMaker(options, notes);
        var nodes = new List<Node>();
        foreach (var (at, i) in order.Select((node, i) => (node, i)))
        {
            var from = flat[at].From.Select(source => Source(at, source)).ToArray();
            nodes.Add(new(names[at], maker.Make(flat[at]), from));
            if (options.Spike == NirSpike.Impulse && LayerMaker.Fires(flat[at].Node))
                nodes.Add(new($"{names[at]}/impulse", Impulse(options.Step), names[at]));
            foreach (var later in flat[at].From.Where(source => Array.IndexOf(order, source) >= i).Distinct())
                notes.Add(new(flat[at].Path, false, $"in a circle: what {NirText.Quote(flat[later].Path)} gives comes one step later"));
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
    /// <returns>
    /// The graph. Time constants are in seconds; its metadata say the step <c>dt</c> and the form of a step, <c>discretisation</c>, with which it
    /// does what the network does.
    /// </returns>
    /// <exception cref="NotSupportedException">NIR has no such layer or neuron; the message names the node, and the option in the way.</exception>
    public static NirGraph ToNir(this Network network, double? dt = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new NetworkWriter(network, dt).Write();
    }

    /// <summary>The names of the nodes of the network: none has one that it cannot have, or that another has.</summary>
    private static string[] Names(List<FlatNode> flat, NirOptions options)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. flat.Select(node =>
        {
            var name = string.Concat(node.Path.Select(letter =>
                char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '/' ? letter : letter == '.' ? '/' : '_'));
            var free = name;
            for (var number = 2; !Take(free); number++) free = $"{name}_{number}";
            return free;
        })];

        bool Take(string name) => !taken.Contains($"{name}/impulse") && taken.Add(name)
            && (options.Spike == NirSpike.One || taken.Add($"{name}/impulse"));
    }

    private static NeuronLayer Impulse(double step) =>
        NirNeurons.Layer("nir_scale", null, step, new Dictionary<string, NeuronParameter> { ["Scale"] = 1 / step });

    private static List<NirNote> LeftOpen(NirOptions options) =>
    [
        new(null, false, $"the time step is {options.Dt} s, and the file counts in {options.TimeUnit.ToString().ToLowerInvariant()}"),
        new(null, false, $"equations become steps by {options.Discretisation}"),
        new(null, false, $"neurons begin with {(options.Initial == NirInitial.Zero ? "0" : "v_leak")}, and currents with 0"),
        new(null, false, options.Spike == NirSpike.One ? "a spike is 1 for a step" : "a spike is 1/dt for a step, on edges between nodes"),
        new(null, false, "numbers are float32"),
    ];
}
