using System.Buffers;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What travels between the layers of a network, the features of a batch over time: values at each step, values that stay the same, or
/// spikes as bits.
/// </summary>
public readonly struct Signal
{
    private readonly InputSequence<float>? _values;
    private readonly nint[]? _shape;

    private Signal(InputSequence<float>? values, SpikeBits? bits, nint[]? shape) => (_values, Bits, _shape) = (values, bits, shape);

    /// <summary>The spikes as bits; null where there are values.</summary>
    public SpikeBits? Bits { get; }

    /// <summary>Whether there is nothing: the default value.</summary>
    public bool IsNone => _values is null && Bits is null;

    /// <summary>The number of steps.</summary>
    public int Steps => Bits?.Steps ?? Sequenced.Steps;

    /// <summary>Whether all steps are the same; then there is one row, and the gradient of it is the sum over time.</summary>
    public bool IsConstant => Bits is null && Sequenced.IsUnchanged;

    /// <summary>The values: [T, batch, features…], or [batch, features…] if constant. Only to be read.</summary>
    /// <exception cref="InvalidOperationException">The signal is spikes as bits.</exception>
    public Tensor<float> Values => Sequenced.Values;

    /// <summary>The shape of a step, [batch, features…].</summary>
    public ReadOnlySpan<nint> Shape => _shape ?? Values.Lengths[(IsConstant ? 0 : 1)..];

    /// <summary>The shape of the gradient: that of the values, spread out where they are bits.</summary>
    public nint[] Lengths => IsConstant ? Shape.ToArray() : [Steps, .. Shape];

    /// <summary>The number of dimensions of <see cref="Lengths"/>.</summary>
    public int Rank => Shape.Length + (IsConstant ? 0 : 1);

    /// <summary>Whether a tensor has the shape of the gradient.</summary>
    /// <param name="tensor">The tensor.</param>
    public bool IsOf(Tensor<float> tensor)
    {
        Span<nint> shape = stackalloc nint[Rank];
        LengthsInto(shape);
        return tensor.Lengths.SequenceEqual(shape);
    }

    /// <summary>Writes <see cref="Lengths"/>, allocating nothing.</summary>
    /// <param name="lengths">Room for <see cref="Rank"/> lengths.</param>
    public void LengthsInto(Span<nint> lengths)
    {
        if (!IsConstant) lengths[0] = Steps;
        Shape.CopyTo(lengths[(IsConstant ? 0 : 1)..]);
    }

    /// <summary>The values as <see cref="Dynamics"/> takes them.</summary>
    /// <exception cref="InvalidOperationException">The signal is spikes as bits.</exception>
    public InputSequence<float> Sequenced => _values ?? throw new InvalidOperationException(
        Bits is null ? "There is no signal." : "The signal is bits; this layer needs values.");

    /// <summary>Values at each step, [T, batch, features…].</summary>
    public static Signal EachStep(Tensor<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of(InputSequence<float>.NewEachStep(values));
    }

    /// <summary>Values that stay the same, [batch, features…].</summary>
    /// <param name="steps">The number of steps; 0 or more.</param>
    /// <param name="values">The values.</param>
    public static Signal Constant(int steps, Tensor<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of(InputSequence<float>.NewUnchanged(Require.AtLeast(0, nameof(Signal), nameof(steps), steps), values));
    }

    /// <summary>A sequence of the core.</summary>
    private static Signal Of(InputSequence<float> values) => new(values, null, null);

    /// <summary>Spikes as bits.</summary>
    /// <param name="bits">T steps of batch · features bits.</param>
    /// <param name="shape">[batch, features…]</param>
    /// <exception cref="ArgumentException">A step has another number of bits.</exception>
    public static Signal Spikes(SpikeBits bits, nint[] shape)
    {
        ArgumentNullException.ThrowIfNull(bits);
        ArgumentNullException.ThrowIfNull(shape);
        if (Shapes.Elements(shape) != bits.PerStep)
            throw new ArgumentException($"A step of {bits.PerStep} bits has not the shape {Shapes.Text(shape)}.", nameof(shape));
        return new(null, bits, shape);
    }

    /// <summary>Some steps of a tensor over time, which share its memory.</summary>
    /// <param name="values">[T, …].</param>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many.</param>
    public static Tensor<float> Rows(Tensor<float> values, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(values);
        var ranges = new NRange[values.Rank];
        ranges[0] = first..(first + count);
        ranges.AsSpan(1).Fill(NRange.All);
        return values.Slice(ranges);
    }

    /// <summary>Some of the steps. Those of spikes as bits are copied, to memory that the next such piece takes again.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many.</param>
    /// <param name="workspace">Memory for bits.</param>
    public Signal Piece(int first, int count, Workspace workspace)
    {
        if (IsConstant) return Constant(count, Values);
        if (Bits is null) return EachStep(Rows(Values, first, count));
        ArgumentNullException.ThrowIfNull(workspace);
        var piece = workspace.TakeBits(workspace, "piece");
        piece.Resize(count, Bits.PerStep);
        Bits.Words.Slice(first * Bits.WordsPerStep, piece.Words.Length).CopyTo(piece.Words);
        return Spikes(piece, Shape.ToArray());
    }

    /// <summary>Other values over the same time: constant where this is.</summary>
    public Signal With(Tensor<float> values) => IsConstant ? Constant(Steps, values) : EachStep(values);

    /// <summary>The same as values; spikes as bits are written out, to memory that has an owner and a role.</summary>
    /// <param name="workspace">The memory.</param>
    /// <param name="owner">Who needs the values.</param>
    /// <param name="role">What for.</param>
    public Signal Unpacked(Workspace workspace, object owner, string role = "unpacked")
    {
        if (Bits is null) return this;
        ArgumentNullException.ThrowIfNull(workspace);
        var values = workspace.Take(owner, role, Lengths);
        var all = values.Span();
        for (var t = 0; t < Bits.Steps; t++) Bits.Unpack(t, all.Slice(t * Bits.PerStep, Bits.PerStep));
        return EachStep(values);
    }
}
