namespace Neurons.Networks;

/// <summary>The options of a <see cref="Split"/>.</summary>
/// <param name="Parts">How many parts there are, at least 1; it divides the channels.</param>
public sealed record SplitOptions(int Parts = 2);

/// <summary>
/// The channels in several equal parts, one after the other, each an output of its own: <c>split.part0</c>, <c>split.part1</c>, …. So one
/// convolution makes queries and keys.
/// </summary>
public sealed class Split : Layer, IManyOutputs, IEachStep
{
    private int[] _part = [];
    private int _width = 1;

    /// <summary>Parts of the channels.</summary>
    /// <param name="parts">How many parts there are, at least 1; it divides the channels.</param>
    public Split(int parts = 2)
        : this(new SplitOptions(parts))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Split(SplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(Split), "parts", options.Parts);
        Options = options;
        OutputNames = [.. Enumerable.Range(0, options.Parts).Select(part => $"part{part}")];
    }

    /// <summary>What makes the same layer again.</summary>
    public SplitOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public int[] OutputShape(int output) => _part;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length == 0 || input[0] % Options.Parts != 0)
            throw new ArgumentException($"takes [channels, …], the channels a multiple of {Options.Parts}");
        return [input[0] / Options.Parts, .. input[1..]];
    }

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        _part = OutputShape(input);
        _width = (int)Shapes.Count(_part);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Split({Options.Parts})";

    /// <summary>The first part alone.</summary>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (outputs, pullback) = Forward([input], [0], pass);
        return new(outputs[0], (outputGradient, gradients, inputGradient) => pullback!([outputGradient], gradients, [inputGradient]));
    }

    /// <inheritdoc/>
    public LayerOutputs Forward(IReadOnlyList<Signal> inputs, IReadOnlyList<int> outputs, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(pass);
        var input = inputs[0];
        var x = input.Values;
        var stride = _width * Options.Parts;
        var parts = new Signal[outputs.Count];
        for (var o = 0; o < parts.Length; o++)
        {
            var lengths = x.Lengths.ToArray();
            lengths[input.IsConstant ? 1 : 2] = _part[0];
            var part = pass.Take(this, OutputNames[outputs[o]], lengths);
            var all = x.ReadOnlySpan();
            var into = part.Span();
            for (int at = outputs[o] * _width, to = 0; to < into.Length; at += stride, to += _width)
                all.Slice(at, _width).CopyTo(into.Slice(to, _width));
            parts[o] = input.With(part);
        }
        return new(parts, (outputGradients, _, inputGradients) =>
        {
            if (inputGradients[0] is not { } gradient) return;
            var all = gradient.Span();
            if (parts.Length < Options.Parts) all.Clear();
            for (var o = 0; o < parts.Length; o++)
            {
                var from = outputGradients[o].ReadOnlySpan();
                for (int at = outputs[o] * _width, of = 0; of < from.Length; at += stride, of += _width)
                    from.Slice(of, _width).CopyTo(all.Slice(at, _width));
            }
        });
    }
}
