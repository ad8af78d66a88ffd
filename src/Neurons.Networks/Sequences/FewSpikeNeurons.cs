using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Neurons that tell the sum of their input by few spikes, of which each step has a threshold, what it takes off, and what it is worth, as the digits
/// of a number do (Stöckl and Maass, "Optimized spiking neurons can classify images with high accuracy through temporal coding with two
/// spikes", Nature Machine Intelligence 2021). All three are learnt.
/// </summary>
/// <remarks>
/// <code>u = Σ_t x[t];  for k &lt; K: z = 1 where u ≥ θ[k], else 0;  y[k] = d[k] z;  u ← u − h[k] z</code>
/// The output has K steps, whatever the number of steps of the input. θ, h and d begin with the digits of a binary number below the ceiling,
/// c 2^(−k − 1). A sequence comes whole.
/// </remarks>
public abstract unsafe class FewSpikeNeurons : SequenceLayer, ICountsOperations
{
    private readonly string _name;
    private readonly FiringUnit _firing;

    /// <param name="name">The layer, for messages.</param>
    /// <param name="steps">K.</param>
    /// <param name="ceilings">That of each table.</param>
    /// <param name="surrogate">The derivative that stands for that of a spike; null for the sigmoid with k = 4.</param>
    private protected FewSpikeNeurons(string name, int steps, double[] ceilings, Surrogate? surrogate)
    {
        _name = name;
        Steps = Require.AtLeast(1, name, "steps", steps);
        Shapes.RequirePossible(name, [ceilings.Length, steps]);
        foreach (var ceiling in ceilings) Require.Float32Positive(name, "ceiling", ceiling);
        _firing = new(Comparison.GreaterOrEqual, surrogate ?? Surrogate.Sigmoid(4));
        var digits = new Digits(ceilings);
        Thresholds = new("threshold", [ceilings.Length, steps], digits);
        Resets = new("reset", [ceilings.Length, steps], digits);
        Outputs = new("output", [ceilings.Length, steps], digits);
        StoredParameters = [Thresholds, Resets, Outputs];
    }

    /// <summary>θ, [tables, K].</summary>
    public Parameter Thresholds { get; }

    /// <summary>h, [tables, K].</summary>
    public Parameter Resets { get; }

    /// <summary>d, [tables, K].</summary>
    public Parameter Outputs { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <summary>K, the steps of the output.</summary>
    private protected int Steps { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <summary>The layer as a function of its tables, in their precision.</summary>
    /// <param name="thresholds">θ, [tables, K].</param>
    /// <param name="resets">h, [tables, K].</param>
    /// <param name="outputs">d, [tables, K].</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="output">A buffer for y, [K, …].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> thresholds, Tensor<T> resets, Tensor<T> outputs, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_name);
        var tables = new Tables<T>(operands, this, thresholds, resets, outputs, input);
        var y = operands.Write("output", output, [Steps, .. input.Lengths[1..]]);
        Tiles.Run(tables.Columns, (first, count, _) =>
        {
            using var scratch = NativeBuffer.Rent(2L * count * sizeof(T));
            var run = new TileRun<T>(this, tables, first, count, (T*)scratch.Address, 0);
            for (var k = 0; k < Steps; k++)
            {
                var z = run.Step(k);
                var into = y + (nint)k * tables.Columns + first;
                for (var i = 0; i < count; i++) into[i] = run.Signs[i] * tables.Outputs[run.Place(i, k)] * z[i];
            }
        });
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="thresholds">θ, [tables, K].</param>
    /// <param name="resets">h, [tables, K].</param>
    /// <param name="outputs">d, [tables, K].</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="outputGradient">dy, [K, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="thresholdGradient">A buffer in the shape of θ.</param>
    /// <param name="resetGradient">A buffer in the shape of h.</param>
    /// <param name="tableGradient">A buffer in the shape of d.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> thresholds, Tensor<T> resets, Tensor<T> outputs, Tensor<T> input, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? thresholdGradient, Tensor<T>? resetGradient, Tensor<T>? tableGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_name);
        var tables = new Tables<T>(operands, this, thresholds, resets, outputs, input);
        var dy = operands.Read("outputGradient", outputGradient, [Steps, .. input.Lengths[1..]]);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, input.Lengths);
        var size = (int)thresholds.FlattenedLength;
        var sums = new double[Tiles.Of(tables.Columns)][];
        var firing = _firing.Of<T>();
        Tiles.Run(tables.Columns, (first, count, tile) =>
        {
            var own = sums[tile] = new double[3 * size];
            using var scratch = NativeBuffer.Rent((2L * Steps + 4) * count * sizeof(T));
            var run = new TileRun<T>(this, tables, first, count, (T*)scratch.Address, Steps);
            for (var k = 0; k < Steps; k++) run.Step(k);
            var carried = run.Spare;
            var spike = carried + count;
            new Span<T>(carried, count).Clear();
            for (var k = Steps - 1; k >= 0; k--)
            {
                var z = run.Spikes(k);
                var gradient = dy + (nint)k * tables.Columns + first;
                for (var i = 0; i < count; i++)
                {
                    var place = run.Place(i, k);
                    var outer = run.Signs[i] * gradient[i];
                    spike[i] = tables.Outputs[place] * outer - tables.Resets[place] * carried[i];
                    own[size + place] -= double.CreateTruncating(carried[i] * z[i]);
                    own[2 * size + place] += double.CreateTruncating(outer * z[i]);
                }
                var through = new Span<T>(spike, count);
                firing.PullBack(new ReadOnlySpan<T>(run.Distances(k), count), through, through);
                for (var i = 0; i < count; i++)
                {
                    own[run.Place(i, k)] -= double.CreateTruncating(spike[i]);
                    carried[i] += spike[i];
                }
            }
            if (dx == null) return;
            for (var i = 0; i < count; i++) carried[i] = run.Passes[i] ? run.Signs[i] * carried[i] : T.Zero;
            for (var t = 0; t < tables.Steps; t++)
                new ReadOnlySpan<T>(carried, count).CopyTo(new Span<T>(dx + (nint)t * tables.Columns + first, count));
        });
        Write(operands, "thresholdGradient", thresholdGradient, 0);
        Write(operands, "resetGradient", resetGradient, 1);
        Write(operands, "tableGradient", tableGradient, 2);

        void Write(in Operands operands, string name, Tensor<T>? tensor, int which)
        {
            if (tensor is null) return;
            var into = operands.WriteSpan(name, tensor, thresholds.Lengths);
            for (var i = 0; i < size; i++) into[i] = T.CreateTruncating(sums.Sum(own => own[which * size + i]));
        }
    }

    /// <summary>What becomes of the sums of the inputs: the table of each, what is coded, and what the output is multiplied by.</summary>
    /// <param name="sums">u; then what is coded.</param>
    /// <param name="signs">What the output is multiplied by, and the derivative of what is coded by u.</param>
    /// <param name="rows">The tables.</param>
    /// <param name="passes">Whether the gradient passes.</param>
    private protected abstract void Select<T>(Span<T> sums, Span<T> signs, Span<int> rows, Span<bool> passes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        RequireWhole(x, pass, "its sum is told");
        var output = pass.Take(this, "output", [Steps, .. x.Lengths[1..]]);
        Forward(Thresholds.Value, Resets.Value, Outputs.Value, x, output);
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) => Backward(
            Thresholds.Value, Resets.Value, Outputs.Value, x, outputGradient, inputGradient, gradients[0], gradients[1], gradients[2]));
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) => SequenceOperations.Updates(inputs[0], output, 2, 0);

    private readonly struct Tables<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T* _input;

        public Tables(in Operands operands, FewSpikeNeurons layer, Tensor<T> thresholds, Tensor<T> resets, Tensor<T> outputs, Tensor<T> input)
        {
            operands.Rows("input", input, []);
            if (input.Rank == 0) throw operands.Wrong("input", input.Lengths, "[T, …]");
            Thresholds = operands.Read("thresholds", thresholds, layer.Thresholds.Shape);
            Resets = operands.Read("resets", resets, layer.Thresholds.Shape);
            Outputs = operands.Read("outputs", outputs, layer.Thresholds.Shape);
            _input = operands.Read("input", input);
            (Steps, Columns) = ((int)input.Lengths[0], (int)TensorPrimitives.Product(input.Lengths[1..]));
        }

        public T* Thresholds { get; }

        public T* Resets { get; }

        public T* Outputs { get; }

        public int Steps { get; }

        public int Columns { get; }

        /// <summary>The sums of some columns over time.</summary>
        public void Sum(int first, Span<T> into)
        {
            into.Clear();
            for (var t = 0; t < Steps; t++)
                TensorPrimitives.Add(into, new ReadOnlySpan<T>(_input + (nint)t * Columns + first, into.Length), into);
        }
    }

    /// <summary>Some columns on their way through the steps.</summary>
    private sealed class TileRun<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly FewSpikeNeurons _layer;
        private readonly Tables<T> _tables;
        private readonly T* _u, _steps;
        private readonly int _count, _kept;
        private readonly int[] _rows;

        /// <param name="layer">The layer.</param>
        /// <param name="tables">Its tables.</param>
        /// <param name="first">The first column.</param>
        /// <param name="count">How many there are.</param>
        /// <param name="scratch">Room for two rows; where steps are kept, for two of each and four.</param>
        /// <param name="kept">How many steps are kept, all or none.</param>
        public TileRun(FewSpikeNeurons layer, Tables<T> tables, int first, int count, T* scratch, int kept)
        {
            (_layer, _tables, _count, _kept) = (layer, tables, count, kept);
            _u = scratch;
            _steps = scratch + count;
            (_rows, Signs, Passes) = (new int[count], new T[count], new bool[count]);
            var sums = new Span<T>(_u, count);
            tables.Sum(first, sums);
            layer.Select(sums, Signs, _rows, Passes);
        }

        /// <summary>What the output is multiplied by, and the derivative of what is coded by the sum.</summary>
        public T[] Signs { get; }

        public bool[] Passes { get; }

        /// <summary>Room for two rows behind the steps that are kept.</summary>
        public T* Spare => _steps + 2 * (nint)_kept * _count;

        /// <summary>Where the number of a column and a step is in a table.</summary>
        public int Place(int column, int step) => _rows[column] * _layer.Steps + step;

        public T* Distances(int step) => _steps + 2 * (nint)(_kept == 0 ? 0 : step) * _count;

        public T* Spikes(int step) => _kept == 0 ? Distances(0) : Distances(step) + _count;

        /// <summary>A step: its spikes.</summary>
        public T* Step(int step)
        {
            var distances = Distances(step);
            var spikes = Spikes(step);
            for (var i = 0; i < _count; i++) distances[i] = _u[i] - _tables.Thresholds[Place(i, step)];
            _layer._firing.Of<T>().Fire(new ReadOnlySpan<T>(distances, _count), new Span<T>(spikes, _count));
            for (var i = 0; i < _count; i++) _u[i] -= _tables.Resets[Place(i, step)] * spikes[i];
            return spikes;
        }
    }

    /// <summary>The digits of a binary number below a ceiling, of each table.</summary>
    private sealed record Digits(double[] Ceilings) : Initializer
    {
        public override void Fill(RandomStream random, Tensor<float> weight)
        {
            var all = weight.Span();
            var steps = all.Length / Ceilings.Length;
            for (var i = 0; i < all.Length; i++) all[i] = (float)Math.ScaleB(Ceilings[i / steps], -1 - (i % steps));
        }
    }
}
