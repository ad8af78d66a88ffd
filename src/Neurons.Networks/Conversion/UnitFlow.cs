namespace Neurons.Networks;

/// <summary>
/// Replaces activations by neurons, whose spikes are 1 and stand for the scale of the activation, and has the weights take that in: those after
/// the neurons are multiplied by the scale of their inputs, those before divided by that of the neurons, so that thresholds are 1. Where neurons
/// get what no weights alone made, such as the spikes of a residual connection, their thresholds are scaled instead.
/// </summary>
/// <param name="flat">The network, taken apart and built once; it is changed.</param>
/// <param name="scales">The scale of each activation.</param>
/// <param name="options">How.</param>
internal sealed class UnitFlow(FlatNetwork flat, IReadOnlyDictionary<FlatNode, double[]> scales, ConversionOptions options)
{
    private readonly Dictionary<FlatNode, double[]> _units = [];

    /// <summary>Whether a layer gives numbers in the units of what it takes.</summary>
    public static bool Passes(Layer layer) => layer is Pool or SpikingMaxPool or Flatten or Block;

    /// <summary>Changes all nodes.</summary>
    /// <exception cref="ArgumentException">Spikes that stand for different values meet in a sum; the message names them.</exception>
    public void Run()
    {
        foreach (var node in flat.Nodes.ToArray()) _units[node] = Units.Shortened(Next(node));
        var output = flat.Output;
        var units = Meet(output, "the output of the network");
        if (Units.Same(units, Units.One)) return;
        if (output[0].Shape is not [var classes])
        {
            throw new ArgumentException(
                $"The network ends with {output[0]}, whose shape is {Shapes.Text(output[0].Shape)}: there, spikes stand for {Units.Text(units)}. "
                + "End with a Linear or a convolution.");
        }
        var diagonal = Affine.Diagonal(Units.Spread(units.Length == 1 ? [.. Enumerable.Repeat(units[0], classes)] : units, classes));
        flat.Append(new("scale", diagonal.Make(), [output]) { Affine = diagonal });
    }

    private double[] Next(FlatNode node)
    {
        if (node.Layer is Input) return Units.One;
        if (scales.TryGetValue(node, out var scale)) return Neurons(node, scale);
        if (node.Layer is Concatenate) return Concatenated(node);
        var units = Meet(node.Inputs[0], node.ToString());
        if (node.Affine is { } affine)
        {
            affine.MultiplyInputs(units);
            return Units.One;
        }
        return node.Layer is Flatten ? Units.Spread(units, node.Shape[0]) : units;
    }

    private double[] Neurons(FlatNode node, double[] scale)
    {
        var sources = node.Inputs[0];
        var isFree = sources.All(source => Rescale(source, scale, apply: false));
        if (isFree) foreach (var source in sources) Rescale(source, scale, apply: true);
        var units = isFree ? scale : Meet(sources, node.ToString());
        var threshold = Units.Map(scale, units, (s, u) => s / u);
        var start = node.Layer is Qcfs ? 0.5 : options.InitialPotential;
        var neuron = new IafOptions { Reset = SpikeReset.Subtract, Comparison = Comparison.GreaterOrEqual, Surrogate = Surrogate.Atan(2) };
        // potentials begin with the reset potential, which a reset by subtraction does not use
        neuron = threshold is [var one]
            ? (neuron with { VTh = one }).WithInitial("V", start * one)
            : neuron with
            {
                VTh = NeuronParameter.PerChannel(threshold),
                VReset = NeuronParameter.PerChannel([.. threshold.Select(value => start * value)]),
            };
        node.Replacement = () => new Iaf(neuron);
        return scale;
    }

    private double[] Concatenated(FlatNode node)
    {
        var parts = node.Inputs.Select((sources, i) => (
            Units: Meet(sources, $"input {i} of {node}"), Channels: sources[0].Shape[0])).ToArray();
        return Units.Shortened([.. parts.SelectMany(part => Enumerable.Range(0, part.Channels).Select(c => Units.At(part.Units, c)))]);
    }

    /// <summary>The units of a sum, to which what comes from weights alone is brought.</summary>
    private double[] Meet(FlatNode[] sources, string taker)
    {
        if (sources is [var one]) return _units[one];
        var isFree = Array.ConvertAll(sources, source => Rescale(source, Units.One, apply: false));
        var given = sources.Where((_, i) => !isFree[i]).ToArray();
        if (given.Length == 0) return Units.One;
        var units = _units[given[0]];
        foreach (var other in given.Skip(1).Where(other => !Units.Same(_units[other], units)))
        {
            throw new ArgumentException(
                $"The input of {taker} is the sum of {given[0]} and {other}, where one spike stands for {Units.Text(units)} and "
                + $"{Units.Text(_units[other])}; a sum needs one unit. Put a layer with weights into one of the branches.");
        }
        for (var i = 0; i < sources.Length; i++)
        {
            if (isFree[i] && !Rescale(sources[i], units, apply: true))
                throw new ArgumentException($"The input of {taker} is a sum, for which {sources[i]} cannot be scaled.");
        }
        return units;
    }

    /// <summary>Brings what a node gives from the network's own units to others, by the weights that it comes from.</summary>
    /// <returns>Whether it is possible: nothing else takes it, and it comes from weights alone.</returns>
    private bool Rescale(FlatNode node, double[] units, bool apply)
    {
        if (node.Uses != 1) return false;
        if (node.Affine is { } affine)
        {
            if (units.Length != 1 && units.Length != affine.Outputs) return false;
            if (apply) affine.MultiplyOutputs([.. units.Select(unit => 1 / unit)]);
        }
        else
        {
            if (!Passes(node.Layer)) return false;
            var before = node.Layer is Flatten ? Units.Gathered(units, node.Inputs[0][0].Shape[0]) : units;
            if (before is null || !node.Inputs[0].All(source => Rescale(source, before, apply))) return false;
        }
        if (apply) _units[node] = units;
        return true;
    }
}
