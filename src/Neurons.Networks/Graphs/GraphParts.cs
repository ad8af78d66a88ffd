using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The parts of a graph in the order in which they run, each on the outputs of those before it: what a <see cref="Graph"/> does, and a
/// layer that is written as one.
/// </summary>
internal sealed class GraphParts
{
    private readonly GraphPart[] _parts;
    private readonly int[] _inputs, _offsets, _back;
    private readonly Port[] _outputs;
    private readonly bool[] _takesBits;
    private readonly int _signals;
    private readonly Func<int, string> _nameOf;

    /// <param name="parts">The parts; each comes after those that feed it.</param>
    /// <param name="signals">How many signals there are: inputs, and outputs of nodes.</param>
    /// <param name="inputs">The signals that the caller gives.</param>
    /// <param name="outputs">What is given back, each of some signals.</param>
    /// <param name="nameOf">The name of a signal, for messages.</param>
    public GraphParts(GraphPart[] parts, int signals, int[] inputs, Port[] outputs, Func<int, string> nameOf)
    {
        (_parts, _signals, _inputs, _outputs, _nameOf) = (parts, signals, inputs, outputs, nameOf);
        Stored = [.. parts.SelectMany(part => part.Stored)];
        _offsets = new int[parts.Length];
        for (var p = 1; p < parts.Length; p++) _offsets[p] = _offsets[p - 1] + parts[p - 1].Stored.Length;
        _back = Back();
        _takesBits = Array.ConvertAll(inputs, TakesBits);
        var slots = parts.Select(part => Math.Max(part.Ports.Length, part.Outputs.Length)).Append(signals).Max();
        Slots = [.. Enumerable.Range(0, slots).Select(_ => new GradientSlot())];
    }

    /// <summary>The parameters, in the order in which gradients are given.</summary>
    public Parameter[] Stored { get; }

    /// <summary>What the gradient of each signal is kept by in a workspace.</summary>
    public GradientSlot[] Slots { get; }

    /// <summary>The parts in the order of the way back: each after those that it feeds; of several, the one given first.</summary>
    public ReadOnlySpan<int> BackOrder => _back;

    /// <summary>The same for others.</summary>
    public Composition Describe() =>
        new([.. _parts.Select(part => part.Describe())], _back, _signals, _inputs, [.. _outputs.Select(output => output.Describe())]);

    public GraphPart Part(int index) => _parts[index];

    /// <summary>Where the gradients of a part's parameters begin.</summary>
    public int Offset(int part) => _offsets[part];

    public ReadOnlySpan<int> Inputs => _inputs;

    public ReadOnlySpan<Port> Outputs => _outputs;

    /// <summary>The outputs, and the gradient function.</summary>
    public GraphRun Run(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var signals = new Signal[_signals];
        for (var i = 0; i < inputs.Length; i++)
            signals[_inputs[i]] = _takesBits[i] ? inputs[i] : inputs[i].Unpacked(pass.Workspace, Slots[_inputs[i]]);
        var runs = new PartRun[_parts.Length];
        var given = new Signal[_parts.Length][];
        for (var p = 0; p < runs.Length; p++)
        {
            var ports = _parts[p].Ports;
            given[p] = new Signal[ports.Length];
            for (var i = 0; i < ports.Length; i++) given[p][i] = Gather(ports[i], signals, pass);
            RequireOneLength(ports, given[p]);
            runs[p] = _parts[p].Forward(given[p], pass, account);
            for (var o = 0; o < runs[p].Outputs.Length; o++) signals[_parts[p].Outputs[o]] = runs[p].Outputs[o];
        }
        var outputs = new Signal[_outputs.Length];
        for (var o = 0; o < outputs.Length; o++) outputs[o] = Gather(_outputs[o], signals, pass);
        return new(outputs, pass.WithGradient ? Backward : null);

        void Backward(Tensor<float>?[] outputGradients, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>?[] inputGradients) =>
            new GraphGradients(this, signals, given, runs, pass.Workspace, inputGradients).Run(outputGradients, gradients);
    }

    /// <summary>All inputs of a layer, or of a circle, have the same number of steps.</summary>
    private void RequireOneLength(Port[] ports, Signal[] inputs)
    {
        var first = Array.FindIndex(inputs, input => !input.IsNone);
        for (var i = first + 1; i < inputs.Length; i++)
        {
            if (inputs[i].IsNone || inputs[i].Steps == inputs[first].Steps) continue;
            throw new ArgumentException(
                $"Node {_nameOf(ports[i].Node)}: its input {ports[i].Name} has {inputs[i].Steps} steps, and the input {ports[first].Name} "
                + $"of {_nameOf(ports[first].Node)} {inputs[first].Steps}; they run together, so it must be one number.");
        }
    }

    /// <summary>What feeds an input: one signal as it is, several merged.</summary>
    private Signal Gather(Port port, Signal[] signals, Pass pass)
    {
        var sources = port.Sources;
        if (sources.Length == 0) return default;
        var first = signals[sources[0]];
        if (sources.Length == 1) return first;
        var isConstant = first.IsConstant;
        foreach (var source in sources)
        {
            isConstant &= signals[source].IsConstant;
            if (signals[source].Steps != first.Steps)
                throw new ArgumentException(
                    $"{(port.Node < 0 ? "What is merged does not fit together" : $"Node {_nameOf(port.Node)}")}: {_nameOf(sources[0])} gives "
                    + $"{first.Steps} steps and {_nameOf(source)} {signals[source].Steps}; it must be one number.");
        }
        var shape = first.Shape.ToArray();
        if (port.Merge == Merge.Concatenate)
        {
            shape[1] = 0;
            foreach (var source in sources) shape[1] += signals[source].Shape[1];
        }
        var merged = pass.Workspace.Take(port, "merged", isConstant ? shape : [first.Steps, .. shape]);
        if (port.Merge == Merge.Concatenate) Concatenation.Write(signals, sources, merged);
        else Sums.Write(signals, sources, merged);
        if (port.Merge == Merge.Sum) pass.Watcher?.OnSum(Array.ConvertAll(sources, source => signals[source]));
        return isConstant ? Signal.Constant(first.Steps, merged) : Signal.EachStep(merged);
    }

    /// <summary>Whether an input goes to one chain alone, which takes bits or writes them out itself.</summary>
    private bool TakesBits(int input)
    {
        Port[] uses = [.. _parts.SelectMany(part => part.Ports).Concat(_outputs).Where(port => port.Sources.Contains(input))];
        return uses is [{ Sources: [_] } alone] && _parts.Any(part => part is ChainPart && part.Ports[0] == alone);
    }

    private int[] Back()
    {
        var left = Enumerable.Range(0, _parts.Length).ToList();
        var order = new List<int>(left.Count);
        while (left.Count > 0)
        {
            var next = left.First(part => !left.Any(
                other => other != part && _parts[other].Ports.Any(port => port.Sources.Any(_parts[part].Outputs.Contains))));
            left.Remove(next);
            order.Add(next);
        }
        return [.. order];
    }
}

/// <summary>A forward pass of a graph.</summary>
/// <param name="Outputs">The outputs, perhaps as bits.</param>
/// <param name="Pullback">The gradient function; null where nobody asks for it.</param>
internal readonly record struct GraphRun(Signal[] Outputs, GraphPullback? Pullback);

/// <summary>
/// Takes the gradients of the outputs, null for none. Writes those of the parameters, and of the inputs where there is a buffer.
/// </summary>
internal delegate void GraphPullback(Tensor<float>?[] outputGradients, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>?[] inputGradients);

/// <summary>What the gradient of a signal is kept by in a workspace.</summary>
internal sealed class GradientSlot;
