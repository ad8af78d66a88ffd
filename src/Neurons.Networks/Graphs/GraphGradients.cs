using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The way back through a graph: the gradient of a node's output is the sum of what those give that it feeds. What nobody needs, because no
/// parameter and no wanted input is before it, is not computed.
/// </summary>
internal sealed class GraphGradients
{
    private readonly GraphPart[] _parts;
    private readonly Signal[] _signals;
    private readonly Signal[][] _given;
    private readonly PartRun[] _runs;
    private readonly Workspace _workspace;
    private readonly int[] _inputs;
    private readonly Tensor<float>?[] _inputGradients;
    private readonly Tensor<float>?[] _gradients;
    private readonly bool[] _isOwn, _isNeeded;

    /// <param name="parts">The parts, in order.</param>
    /// <param name="signals">The outputs of the nodes.</param>
    /// <param name="given">The inputs of each part.</param>
    /// <param name="runs">The forward pass of each part.</param>
    /// <param name="workspace">Memory for the gradients between parts.</param>
    /// <param name="inputs">The nodes that are inputs of the network.</param>
    /// <param name="inputGradients">Where the gradients of the inputs go; null where nobody asks for one.</param>
    public GraphGradients(
        GraphPart[] parts, Signal[] signals, Signal[][] given, PartRun[] runs, Workspace workspace, int[] inputs, Tensor<float>?[] inputGradients)
    {
        (_parts, _signals, _given, _runs, _workspace, _inputs, _inputGradients) = (parts, signals, given, runs, workspace, inputs, inputGradients);
        (_gradients, _isOwn, _isNeeded) = (new Tensor<float>?[signals.Length], new bool[signals.Length], new bool[signals.Length]);
        foreach (var part in parts)
        {
            var needed = part.Stored.Length > 0 || part.Ports.Any(IsNeeded);
            foreach (var node in part.Outputs) _isNeeded[node] = needed;
        }
    }

    public void Run(int output, Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients)
    {
        _gradients[output] = outputGradient;
        var until = gradients.Length;
        for (var p = _parts.Length - 1; p >= 0; p--)
        {
            var (part, from) = (_parts[p], until - _parts[p].Stored.Length);
            var own = gradients[from..until];
            until = from;
            if (!_isNeeded[part.Outputs[0]]) continue;
            var into = new Tensor<float>?[part.Ports.Length];
            for (var i = 0; i < into.Length; i++)
            {
                if (!IsNeeded(part.Ports[i])) continue;
                into[i] = External(part.Ports[i]) is { } external ? external : _workspace.Take(part.Ports[i], "gradient", _given[p][i].Lengths);
            }
            _runs[p].Pullback!(Array.ConvertAll(part.Outputs, GradientOf), own, into);
            for (var i = 0; i < into.Length; i++)
            {
                if (into[i] is not { } gradient) continue;
                foreach (var source in part.Ports[i].Sources)
                {
                    if (_isNeeded[source]) Add(source, gradient);
                }
            }
        }
    }

    /// <summary>The gradient of a node's output, 0 where it reaches the network's output on no way.</summary>
    private Tensor<float> GradientOf(int node)
    {
        if (_gradients[node] is { } gradient) return gradient;
        var zeros = _workspace.Take(_parts[0], $"gradient of node {node}", _signals[node].Lengths);
        zeros.Span().Clear();
        return zeros;
    }

    /// <summary>Adds to the gradient of a node's output. The first one is taken as it is; it may be that of another node, too.</summary>
    private void Add(int node, Tensor<float> gradient)
    {
        var shape = _signals[node].Lengths;
        if (_gradients[node] is not { } before)
        {
            if (gradient.Lengths.SequenceEqual(shape))
            {
                _gradients[node] = gradient;
                return;
            }
            before = gradient;
            (_gradients[node], _isOwn[node]) = (Own(node, shape), true);
            Sums.WriteGradient(before, _gradients[node]!, add: false);
            return;
        }
        if (!_isOwn[node])
        {
            (_gradients[node], _isOwn[node]) = (Own(node, shape), true);
            before.Span().CopyTo(_gradients[node]!.Span());
        }
        Sums.WriteGradient(gradient, _gradients[node]!, add: true);
    }

    private Tensor<float> Own(int node, nint[] shape) => _workspace.Take(_parts[0], $"gradient of node {node}", shape);

    private bool IsNeeded(Port port) => External(port) is not null || port.Sources.Any(source => _isNeeded[source]);

    private Tensor<float>? External(Port port) => Array.IndexOf(_inputs, port.Node) is >= 0 and var input ? _inputGradients[input] : null;
}
