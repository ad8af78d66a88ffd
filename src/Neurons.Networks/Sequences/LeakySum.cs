using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="LeakySum"/>.</summary>
/// <param name="Decay">The (first) factor of a step, in [0, 1].</param>
/// <param name="PerFeature">Whether each feature has a factor of its own; else there is one for all.</param>
/// <param name="Learnable">Whether training changes it.</param>
public sealed record LeakySumOptions(double Decay = 0.9, bool PerFeature = false, bool Learnable = false);

/// <summary>
/// A leaky sum over time, y[t] = a y[t − 1] + x[t], of a whole sequence at once (<see cref="LinearRecurrence"/>): what neurons without a reset
/// have as their potential, such as those of snnTorch's StateLeaky, and synapses as their current. A sequence may come in pieces; no gradient flows
/// through what a piece goes on from.
/// </summary>
public sealed class LeakySum : SequenceLayer, ICountsOperations
{
    private Parameter[] _parameters = [];

    /// <summary>A layer for features of any shape.</summary>
    /// <param name="decay">The (first) factor of a step, in [0, 1].</param>
    /// <param name="perFeature">Whether each feature has a factor of its own; else there is one for all.</param>
    /// <param name="learnable">Whether training changes it.</param>
    public LeakySum(double decay = 0.9, bool perFeature = false, bool learnable = false)
        : this(new LeakySumOptions(decay, perFeature, learnable))
    {
    }

    /// <summary>A layer of these options.</summary>
    public LeakySum(LeakySumOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.That(options.Decay is >= 0 and <= 1, nameof(LeakySum), "decay", options.Decay, "in [0, 1]");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public LeakySumOptions Options { get; }

    /// <summary>a, [1] or [features…]. Known when the network is built.</summary>
    public Parameter Decay =>
        _parameters is [var decay] ? decay : throw new InvalidOperationException($"{this} has no decay before it is part of a network.");

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters => _parameters;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"LeakySum({Options.Decay})");

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        if (_parameters.Length > 0) return;
        _parameters =
        [
            new("decay", Options.PerFeature ? input : [1], Initializer.Constant(Options.Decay), Options.Learnable) { Least = 0, Most = 1 },
        ];
    }

    /// <summary>The layer as a function of its factors, in their precision.</summary>
    /// <param name="decay">a, [1] or [features…].</param>
    /// <param name="before">y before the first step, [batch, features…]; null for 0.</param>
    /// <param name="input">x, [T, batch, features…].</param>
    /// <param name="output">A buffer for y, [T, batch, features…].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> decay, Tensor<T>? before, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(LeakySum));
        var (factors, columns) = Factors(operands, decay, input);
        var start = operands.ReadSpan("before", before, input.Lengths[1..], isOptional: true);
        var y = operands.WriteSpan("output", output, input.Lengths);
        if (columns > 0) LinearRecurrence.Forward(factors, start, input.ReadOnlySpan(), y, columns);
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="decay">a, [1] or [features…].</param>
    /// <param name="before">y before the first step, [batch, features…]; null for 0.</param>
    /// <param name="output">y, [T, batch, features…].</param>
    /// <param name="outputGradient">dy, [T, batch, features…].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="decayGradient">A buffer in the shape of a.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> decay, Tensor<T>? before, Tensor<T> output, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? decayGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(LeakySum));
        var (factors, columns) = Factors(operands, decay, output);
        var start = operands.ReadSpan("before", before, output.Lengths[1..], isOptional: true);
        var dy = operands.ReadSpan("outputGradient", outputGradient, output.Lengths);
        var dx = operands.WriteSpan("inputGradient", inputGradient ?? Tensor.CreateFromShape<T>(output.Lengths), output.Lengths);
        var into = decayGradient is null ? [] : operands.WriteSpan("decayGradient", decayGradient, decay.Lengths);
        into.Clear();
        if (columns == 0) return;
        if (into.IsEmpty)
        {
            LinearRecurrence.Backward(factors, start, output.ReadOnlySpan(), dy, dx, [], [], columns);
            return;
        }
        var ofColumns = new T[factors.Length];
        LinearRecurrence.Backward(factors, start, output.ReadOnlySpan(), dy, dx, ofColumns, [], columns);
        Matrices.SumRows<T>(ofColumns, ofColumns.Length / into.Length, into.Length, into);
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        var shape = x.Lengths[1..].ToArray();
        var before = pass.Before<Tensor<float>>(this, shape);
        var output = pass.Take(this, "output", x.Lengths);
        Forward(Decay.Value, before, x, output);
        SequenceStates.KeepLast(this, before, output, pass);
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) => Backward(
            Decay.Value, before, output, outputGradient, inputGradient ?? pass.Take(this, "input gradient", x.Lengths), gradients[0]));
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output)
    {
        var outputs = SignalScan.Of(output).Count;
        return new()
        {
            MultiplyAccumulates = outputs,
            FloatingPointOperations = 2 * outputs,
            MemoryBytes = sizeof(float) * (SignalScan.Of(inputs[0]).Count + outputs),
        };
    }

    /// <summary>The factor of all, or that of each column, and how many columns there are.</summary>
    private static (T[] Factors, int Columns) Factors<T>(in Operands operands, Tensor<T> decay, Tensor<T> sequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        operands.Rows("sequence", sequence, []);
        if (sequence.Rank < 2) throw operands.Wrong("sequence", sequence.Lengths, "[T, batch, features…]");
        var columns = (int)TensorPrimitives.Product(sequence.Lengths[1..]);
        if (operands.Rows("decay", decay, []) == 1) return ([decay.ReadOnlySpan()[0]], columns);
        var own = operands.ReadSpan("decay", decay, sequence.Lengths[2..]);
        var factors = new T[columns];
        for (var at = 0; at < columns; at += own.Length) own.CopyTo(factors.AsSpan(at));
        return (factors, columns);
    }
}
