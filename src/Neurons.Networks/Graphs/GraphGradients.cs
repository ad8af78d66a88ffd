using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The way back through a graph: the gradient of a signal is the sum of what those give that it feeds. What nobody needs, because no
/// parameter and no wanted input is before it, is not computed.
/// </summary>
internal sealed class GraphGradients
{
    private readonly GraphParts _parts;
    private readonly Signal[] _signals;
    private readonly Signal[][] _given;
    private readonly PartRun[] _runs;
    private readonly Workspace _workspace;
    private readonly Tensor<float>?[] _inputGradients;
    private readonly Tensor<float>?[] _gradients;
    private readonly bool[] _isOwn, _isNeeded;
    private Piece?[]? _pieces;

    /// <param name="parts">The parts.</param>
    /// <param name="signals">All signals.</param>
    /// <param name="given">The inputs of each part.</param>
    /// <param name="runs">The forward pass of each part.</param>
    /// <param name="workspace">Memory for the gradients between parts.</param>
    /// <param name="inputGradients">Where the gradients of the inputs go; null where nobody asks for one.</param>
    public GraphGradients(
        GraphParts parts, Signal[] signals, Signal[][] given, PartRun[] runs, Workspace workspace, Tensor<float>?[] inputGradients)
    {
        (_parts, _signals, _given, _runs, _workspace, _inputGradients) = (parts, signals, given, runs, workspace, inputGradients);
        (_gradients, _isOwn, _isNeeded) = (new Tensor<float>?[signals.Length], new bool[signals.Length], new bool[signals.Length]);
        for (var i = 0; i < inputGradients.Length; i++) _isNeeded[parts.Inputs[i]] = inputGradients[i] is not null;
        for (var p = 0; p < runs.Length; p++)
        {
            var part = parts.Part(p);
            var needed = part.Stored.Length > 0;
            foreach (var port in part.Ports) needed |= IsNeeded(port);
            foreach (var output in part.Outputs) _isNeeded[output] = needed;
        }
    }

    /// <param name="outputGradients">Of the outputs; null for none.</param>
    /// <param name="gradients">One buffer for each parameter.</param>
    public void Run(Tensor<float>?[] outputGradients, ReadOnlySpan<Tensor<float>> gradients)
    {
        for (var o = 0; o < outputGradients.Length; o++)
        {
            if (outputGradients[o] is { } gradient) Deliver(_parts.Outputs[o], gradient);
        }
        foreach (var p in _parts.BackOrder)
        {
            var part = _parts.Part(p);
            if (_isNeeded[part.Outputs[0]]) Run(p, part, gradients.Slice(_parts.Offset(p), part.Stored.Length));
        }
        for (var i = 0; i < _inputGradients.Length; i++)
        {
            if (_inputGradients[i] is not { } wanted || _isOwn[_parts.Inputs[i]]) continue;
            GradientOf(_parts.Inputs[i], 0).Span().CopyTo(wanted.Span());
        }
    }

    private void Run(int p, GraphPart part, ReadOnlySpan<Tensor<float>> own)
    {
        var outer = new Tensor<float>[part.Outputs.Length];
        for (var o = 0; o < outer.Length; o++) outer[o] = GradientOf(part.Outputs[o], o);
        var into = new Tensor<float>?[part.Ports.Length];
        Tensor<float>?[]? before = null;
        for (var i = 0; i < into.Length; i++)
        {
            if (!IsNeeded(part.Ports[i])) continue;
            into[i] = Target(part.Ports[i], i, _given[p][i], out var earlier);
            if (earlier is not null) (before ??= new Tensor<float>?[into.Length])[i] = earlier;
        }
        _runs[p].Pullback!(outer, own, into);
        for (var i = 0; i < into.Length; i++)
        {
            if (into[i] is not { } gradient) continue;
            var sources = part.Ports[i].Sources;
            if (sources.Length > 1) foreach (var source in sources) Add(source, gradient);
            else if (before?[i] is { } earlier) Sums.WriteGradient(earlier, gradient, add: true);
            else if (gradient != _gradients[sources[0]]) Sums.WriteGradient(gradient, _gradients[sources[0]]!, add: true);
        }
    }

    /// <summary>
    /// Where the gradient of an input is written: the first one of a signal to its own memory; more of them, to be added, all to one place.
    /// </summary>
    private Tensor<float> Target(Port port, int index, Signal given, out Tensor<float>? before)
    {
        before = null;
        if (port.Sources.Length > 1) return _workspace.Take(port, "gradient", given);
        var signal = port.Sources[0];
        Settle(signal);
        if (_isOwn[signal]) return _workspace.Take(_parts.Slots[index], "more", given);
        before = _gradients[signal];
        return Own(signal);
    }

    /// <summary>Adds the gradient of what was merged to those of its sources.</summary>
    private void Deliver(Port port, Tensor<float> gradient)
    {
        for (var s = 0; s < port.Sources.Length; s++)
        {
            var signal = port.Sources[s];
            var isWhole = port.Merge == Merge.Sum && _signals[signal].IsOf(gradient);
            if (isWhole || _gradients[signal] is not null) Add(signal, gradient);
            else (_pieces ??= new Piece?[_signals.Length])[signal] = new(port, s, gradient);
        }
    }

    /// <summary>The gradient of a signal, 0 where it reaches no output on any way; pieces are written out one at a time.</summary>
    private Tensor<float> GradientOf(int signal, int place)
    {
        if (_gradients[signal] is { } gradient) return gradient;
        var room = _workspace.Take(_parts.Slots[place], "piece", _signals[signal]);
        if (_pieces?[signal] is { } piece) return Read(piece, room);
        room.Span().Clear();
        return room;
    }

    /// <summary>What the gradient of something merged is of one of its sources: a part of it, or the sum over time.</summary>
    private Tensor<float> Read(Piece piece, Tensor<float> into)
    {
        var (port, place, gradient) = piece;
        if (port.Merge == Merge.Concatenate) Concatenation.Read(_signals, port.Sources, place, gradient, into);
        else Sums.WriteGradient(gradient, into, add: false);
        return into;
    }

    /// <summary>Writes out a piece, where it is not all of a gradient.</summary>
    private void Settle(int signal)
    {
        if (_pieces?[signal] is not { } piece) return;
        _pieces[signal] = null;
        Read(piece, Own(signal));
    }

    /// <summary>Adds to the gradient of a signal. The first one is taken as it is; it may be that of another, too.</summary>
    private void Add(int signal, Tensor<float> gradient)
    {
        if (!_isNeeded[signal]) return;
        Settle(signal);
        var before = _gradients[signal];
        if (before is null && _signals[signal].IsOf(gradient))
        {
            _gradients[signal] = gradient;
            return;
        }
        var isOwn = _isOwn[signal];
        var own = isOwn ? before! : Own(signal);
        if (!isOwn && before is not null) before.Span().CopyTo(own.Span());
        Sums.WriteGradient(gradient, own, add: before is not null);
    }

    /// <summary>Memory of a signal's own for its gradient: of an input, that of who asks for it.</summary>
    private Tensor<float> Own(int signal)
    {
        var input = _parts.Inputs.IndexOf(signal);
        var own = input >= 0 ? _inputGradients[input]! : _workspace.Take(_parts.Slots[signal], "gradient", _signals[signal]);
        (_gradients[signal], _isOwn[signal]) = (own, true);
        return own;
    }

    private bool IsNeeded(Port port)
    {
        foreach (var source in port.Sources)
        {
            if (_isNeeded[source]) return true;
        }
        return false;
    }

    /// <summary>The gradient of a signal, as a part of that of what it was merged into.</summary>
    private sealed record Piece(Port Port, int Place, Tensor<float> Gradient);
}
