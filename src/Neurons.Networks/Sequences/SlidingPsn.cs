using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="SlidingPsn"/>.</summary>
/// <param name="Window">k, the steps that a potential is a sum over, its own included; at least 1.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for atan with α = 2.</param>
/// <param name="Weights">How the first weights are drawn; null for 1 of the step itself, and half as much for each step back.</param>
public sealed record SlidingPsnOptions(int Window, Surrogate? Surrogate = null, Initializer? Weights = null);

/// <summary>
/// Parallel spiking neurons of which all steps share the weights of a sliding window: a potential is a learnt sum over the last k inputs, without a
/// reset (Fang et al. 2023; SpikingJelly's SlidingPSN). Sequences may have any length, come in pieces or step by step, with the same bits.
/// </summary>
/// <remarks>
/// <code>h[t] = Σ_j w[j] x[t − k + 1 + j] + b, over 0 ≤ j &lt; k, with x = 0 before the start;  z = 1 where h ≥ 0, else 0</code>
/// w begins at w[j] = 2^(j − k + 1), b at −1. Through what a piece goes on from no gradient flows.
/// </remarks>
public sealed unsafe class SlidingPsn : SequenceLayer, IStepwise, IWindowed, ICountsOperations
{
    private readonly FiringUnit _firing;

    /// <summary>Neurons with a window.</summary>
    /// <param name="window">k, the steps that a potential is a sum over, its own included; at least 1.</param>
    public SlidingPsn(int window)
        : this(new SlidingPsnOptions(window))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SlidingPsn(SlidingPsnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(SlidingPsn), "window", options.Window);
        Options = options;
        Derivative = options.Surrogate ?? Surrogate.Atan(2);
        _firing = new(Comparison.GreaterOrEqual, Derivative);
        Weight = new("weight", [options.Window], options.Weights ?? new Halves());
        Bias = new("bias", [1], Initializer.Constant(-1));
        StoredParameters = [Weight, Bias];
    }

    /// <summary>What makes the same layer again.</summary>
    public SlidingPsnOptions Options { get; }

    /// <summary>The derivative that stands for that of a spike.</summary>
    public Surrogate Derivative { get; }

    /// <summary>w, [k], the oldest step first.</summary>
    public Parameter Weight { get; }

    /// <summary>b, [1].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    int IWindowed.Window => Options.Window;

    bool IWindowed.IsSame => true;

    FiringUnit IWindowed.Firing => _firing;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"SlidingPsn(window {Options.Window})";

    /// <summary>The layer as a function of its parameters, in their precision.</summary>
    /// <param name="weight">w, [k].</param>
    /// <param name="bias">b, [1].</param>
    /// <param name="before">The inputs before the first step, [rows, …], of which the last k − 1 count; null for 0.</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="potential">A buffer for h, [T, …], which the gradient needs; null for none.</param>
    /// <param name="output">A buffer for z, [T, …].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(
        Tensor<T> weight, Tensor<T> bias, Tensor<T>? before, Tensor<T> input, Tensor<T>? potential, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(SlidingPsn));
        var window = new Window<T>(operands, this, weight, before, input);
        var b = operands.Read("bias", bias, [1])[0];
        var h = operands.WriteOrNull("potential", potential, input.Lengths);
        var z = operands.Write("output", output, input.Lengths);
        var firing = _firing.Of<T>();
        Tiles.Run(window.Columns, (first, count, _) =>
        {
            using var scratch = NativeBuffer.Rent((long)count * sizeof(T));
            for (var t = 0; t < window.Steps; t++)
            {
                var at = (nint)t * window.Columns + first;
                var row = new Span<T>(h == null ? (T*)scratch.Address : h + at, count);
                row.Fill(b);
                for (var j = window.First(t); j < window.Length; j++)
                    TensorPrimitives.MultiplyAdd(new ReadOnlySpan<T>(window.Input(t, j) + first, count), window.Weight[j], row, row);
                firing.Fire(row, new Span<T>(z + at, count));
            }
        });
    }

    /// <summary>The gradients of Σ dz·z; null where nobody asks for one.</summary>
    /// <param name="weight">w, [k].</param>
    /// <param name="before">The inputs before the first step, [rows, …]; null for 0.</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="potential">h, [T, …].</param>
    /// <param name="outputGradient">dz, [T, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of w.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T>? before, Tensor<T> input, Tensor<T> potential, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(SlidingPsn));
        var window = new Window<T>(operands, this, weight, before, input);
        var (steps, columns, length) = (window.Steps, window.Columns, window.Length);
        var h = operands.Read("potential", potential, input.Lengths);
        var dz = operands.Read("outputGradient", outputGradient, input.Lengths);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, input.Lengths);
        var dw = weightGradient is null ? [] : operands.WriteSpan("weightGradient", weightGradient, [length]);
        var db = biasGradient is null ? [] : operands.WriteSpan("biasGradient", biasGradient, [1]);
        var firing = _firing.Of<T>();
        var sums = new double[Tiles.Of(columns) * (length + 1)];
        Tiles.Run(columns, (first, count, tile) =>
        {
            using var scratch = NativeBuffer.Rent((steps + 1L) * count * sizeof(T));
            var gradients = (T*)scratch.Address;
            var product = new Span<T>(gradients + (nint)steps * count, count);
            var own = sums.AsSpan(tile * (length + 1), length + 1);
            for (var t = steps - 1; t >= 0; t--)
            {
                var at = (nint)t * columns + first;
                var gradient = new Span<T>(gradients + (nint)t * count, count);
                firing.PullBack(new ReadOnlySpan<T>(h + at, count), new ReadOnlySpan<T>(dz + at, count), gradient);
                own[length] += double.CreateTruncating(FixedSum.Of<T>(gradient));
                for (var j = window.First(t); j < length; j++)
                {
                    TensorPrimitives.Multiply(new ReadOnlySpan<T>(window.Input(t, j) + first, count), gradient, product);
                    own[j] += double.CreateTruncating(FixedSum.Of<T>(product));
                }
                if (dx == null) continue;
                var into = new Span<T>(dx + at, count);
                into.Clear();
                for (var later = Math.Min(steps, t + length) - 1; later >= t; later--)
                {
                    var of = new ReadOnlySpan<T>(gradients + (nint)later * count, count);
                    TensorPrimitives.MultiplyAdd(of, window.Weight[length - 1 - later + t], into, into);
                }
            }
        });
        for (var j = 0; j <= length; j++)
        {
            var sum = 0.0;
            for (var tile = 0; tile < Tiles.Of(columns); tile++) sum += sums[tile * (length + 1) + j];
            if (j == length && !db.IsEmpty) db[0] = T.CreateTruncating(sum);
            else if (j < length && !dw.IsEmpty) dw[j] = T.CreateTruncating(sum);
        }
    }

    /// <summary>The tiles of the sums over columns, which are all numbers of a step; each is summed apart.</summary>
    /// <param name="columns">How many there are.</param>
    public static TileOrder OrderOver(int columns) => new(Tiles.Width, Tiles.Of(columns));

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new WindowSteps(this, this, sequences, pass);

    void IWindowed.ReadTaps(int first, Span<float> taps, Span<float> biases)
    {
        Weight.Value.ReadOnlySpan().CopyTo(taps);
        Bias.Value.ReadOnlySpan().CopyTo(biases);
    }

    void IWindowed.WriteTaps(int first, ReadOnlySpan<double> taps, ReadOnlySpan<double> biases, ReadOnlySpan<Tensor<float>> gradients)
    {
        TensorPrimitives.ConvertTruncating(taps, gradients[0].Span());
        TensorPrimitives.ConvertTruncating(biases, gradients[1].Span());
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        var before = pass.Before<WindowState>(this, x.Lengths[1..]);
        var output = pass.Take(this, "output", x.Lengths);
        var potential = pass.WithGradient ? pass.Take(this, "potential", x.Lengths) : null;
        Forward(Weight.Value, Bias.Value, before?.Rows, x, potential, output);
        WindowState.Keep(this, before, x, Options.Window, pass);
        if (potential is null) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
            Backward(Weight.Value, before?.Rows, x, potential, outputGradient, inputGradient, gradients[0], gradients[1]));
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) => SequenceOperations.Products(inputs[0], output, Options.Window);

    /// <summary>A window that slides over a sequence and what was before it.</summary>
    private readonly struct Window<T>
        where T : unmanaged
    {
        private readonly T* _input, _before;
        private readonly int _held;

        public Window(in Operands operands, SlidingPsn layer, Tensor<T> weight, Tensor<T>? before, Tensor<T> input)
        {
            operands.Rows("input", input, []);
            if (input.Rank == 0) throw operands.Wrong("input", input.Lengths, "[T, …]");
            Weight = operands.Read("weight", weight, [layer.Options.Window]);
            (Length, Steps) = (layer.Options.Window, (int)input.Lengths[0]);
            Columns = (int)TensorPrimitives.Product(input.Lengths[1..]);
            _input = operands.Read("input", input);
            if (before is null) return;
            _held = operands.Rows("before", before, input.Lengths[1..]);
            _before = operands.Read("before", before);
        }

        public T* Weight { get; }

        public int Length { get; }

        public int Steps { get; }

        public int Columns { get; }

        /// <summary>The first place in the window of a step for which there is an input.</summary>
        public int First(int step) => Math.Max(0, Length - 1 - step - _held);

        /// <summary>The input at a place in the window of a step.</summary>
        public T* Input(int step, int place)
        {
            var at = step - Length + 1 + place;
            return at >= 0 ? _input + (nint)at * Columns : _before + (nint)(_held + at) * Columns;
        }
    }

    /// <summary>1 of the step itself, and half as much for each step back.</summary>
    private sealed record Halves : Initializer
    {
        public override void Fill(RandomStream random, Tensor<float> weight)
        {
            var all = weight.Span();
            for (var j = 0; j < all.Length; j++) all[j] = MathF.ScaleB(1, j - all.Length + 1);
        }
    }
}
