using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>
/// Sums over time of synapses with delays: an input of one step reaches its outputs at later ones. Each sum runs over the inputs in the order
/// of steps and features, so that pieces of a sequence, single steps and any number of threads have the same bits.
/// </summary>
/// <param name="inputs">The inputs.</param>
/// <param name="outputs">The outputs.</param>
/// <param name="batch">The samples.</param>
/// <param name="held">The most steps that an input takes to arrive.</param>
internal sealed unsafe class DelayedProduct<T>(int inputs, int outputs, int batch, int held)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The outputs that one thread takes at a time.</summary>
    private const int Block = 64;

    private int* _steps;
    private T* _weight, _near, _far;

    /// <summary>The numbers of scratch memory that it needs of each type.</summary>
    public static int Room(int inputs, int outputs) => inputs * outputs;

    private int Blocks => (outputs + Block - 1) / Block;

    /// <summary>Takes the weights and delays, [outputs, inputs], turned around.</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="delay">The delays.</param>
    /// <param name="max">The longest delay.</param>
    /// <param name="rounded">Whether delays are rounded to whole steps.</param>
    /// <param name="steps">Scratch memory.</param>
    /// <param name="numbers">Scratch memory, three times <see cref="Room"/>.</param>
    public void Prepare(T* weight, T* delay, double max, bool rounded, int* steps, T* numbers)
    {
        var room = Room(inputs, outputs);
        _steps = steps;
        _weight = numbers;
        _near = numbers + room;
        _far = _near + room;
        for (var i = 0; i < outputs; i++)
        {
            for (var j = 0; j < inputs; j++)
            {
                var (n, near, far) = DelayTaps.Of(delay[i * inputs + j], max, held, rounded);
                var at = j * outputs + i;
                (_steps[at], _weight[at], _near[at], _far[at]) = (n, weight[i * inputs + j], near, far);
            }
        }
    }

    /// <summary>Adds what the inputs of some steps give to the sums of those steps and later ones.</summary>
    /// <param name="events">The inputs that are not 0.</param>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many.</param>
    /// <param name="sums">[steps + held, batch, outputs].</param>
    public void Add(DelayedEvents<T> events, int first, int count, T* sums) =>
        Parallelism.Run(batch * Blocks, new Adding(this, events, first, count, sums));

    /// <summary>The gradients of weights and delays, [outputs, inputs], in float64; each may be null.</summary>
    /// <param name="events">The inputs that are not 0.</param>
    /// <param name="dy">The gradient of the output, and zeros after it, [steps + held, batch, outputs].</param>
    /// <param name="dWeight">The weights' gradient.</param>
    /// <param name="dDelay">The delays' gradient.</param>
    public void Gradients(DelayedEvents<T> events, T* dy, double* dWeight, double* dDelay) =>
        Parallelism.Run(Blocks, new Gathering(this, events, dy, dWeight, dDelay));

    /// <summary>The gradient of the input of some steps.</summary>
    /// <param name="dy">The gradient of the output from the first step on, and zeros after it, [steps + held, batch, outputs].</param>
    /// <param name="dx">[steps, batch, inputs].</param>
    /// <param name="count">The steps.</param>
    public void InputGradient(T* dy, T* dx, int count) => Parallelism.Run(count * batch, new Returning(this, dy, dx));

    private sealed class Adding(DelayedProduct<T> product, DelayedEvents<T> events, int first, int count, T* sums) : IWork
    {
        private readonly int _batch = product.Batch, _outputs = product.Outputs;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int worker, int item)
        {
            var (sample, block) = (item / product.Blocks, item % product.Blocks);
            var (from, until) = (block * Block, Math.Min(_outputs, (block + 1) * Block));
            var width = (nint)_batch * _outputs;
            for (var step = first; step < first + count; step++)
            {
                var to = sums + step * width + (nint)sample * _outputs;
                var row = step * _batch + sample;
                for (var k = events.Start[row]; k < events.Start[row + 1]; k++)
                {
                    var (x, at) = (events.Value[k], events.Index[k] * _outputs);
                    for (var i = from; i < until; i++)
                    {
                        var arrival = to + product._steps[at + i] * width + i;
                        var (current, far) = (x * product._weight[at + i], product._far[at + i]);
                        arrival[0] += current * product._near[at + i];
                        if (far != T.Zero) arrival[width] += current * far;
                    }
                }
            }
        }
    }

    private sealed class Gathering(DelayedProduct<T> product, DelayedEvents<T> events, T* dy, double* dWeight, double* dDelay) : IWork
    {
        private readonly int _inputs = product.Inputs, _outputs = product.Outputs;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int worker, int item)
        {
            var (from, until) = (item * Block, Math.Min(_outputs, (item + 1) * Block));
            var width = (nint)product.Batch * _outputs;
            for (var row = 0; row < events.Rows; row++)
            {
                var of = dy + (nint)row * _outputs;
                for (var k = events.Start[row]; k < events.Start[row + 1]; k++)
                {
                    var (j, x) = (events.Index[k], double.CreateTruncating(events.Value[k]));
                    for (var i = from; i < until; i++)
                    {
                        var at = j * _outputs + i;
                        var arrival = of + product._steps[at] * width + i;
                        var (near, far) = (double.CreateTruncating(arrival[0]), double.CreateTruncating(arrival[width]));
                        var part = double.CreateTruncating(product._far[at]);
                        if (dWeight != null) dWeight[i * _inputs + j] += x * (((1 - part) * near) + (part * far));
                        if (dDelay != null) dDelay[i * _inputs + j] += x * double.CreateTruncating(product._weight[at]) * (far - near);
                    }
                }
            }
        }
    }

    private sealed class Returning(DelayedProduct<T> product, T* dy, T* dx) : IWork
    {
        private readonly int _inputs = product.Inputs, _outputs = product.Outputs;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int worker, int item)
        {
            var width = (nint)product.Batch * _outputs;
            var of = dy + (nint)item * _outputs;
            var to = dx + (nint)item * _inputs;
            for (var j = 0; j < _inputs; j++)
            {
                var sum = T.Zero;
                for (var i = 0; i < _outputs; i++)
                {
                    var at = j * _outputs + i;
                    var arrival = of + product._steps[at] * width + i;
                    sum += product._weight[at] * ((product._near[at] * arrival[0]) + (product._far[at] * arrival[width]));
                }
                to[j] = sum;
            }
        }
    }

    private int Inputs => inputs;

    private int Outputs => outputs;

    private int Batch => batch;
}

/// <summary>The inputs that are not 0, row after row.</summary>
internal sealed unsafe class DelayedEvents<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Where the events of each row begin, and the last end.</summary>
    public int[] Start { get; private set; } = [0];

    /// <summary>The feature of each.</summary>
    public int[] Index { get; private set; } = [];

    /// <summary>Its number.</summary>
    public T[] Value { get; private set; } = [];

    /// <summary>Takes the numbers of a row after those that it has; the first row begins anew.</summary>
    public void Add(int row, int rows, ReadOnlySpan<T> numbers)
    {
        var at = Begin(row, rows, numbers.Length);
        for (var j = 0; j < numbers.Length; j++)
        {
            Index[at] = j;
            Value[at] = numbers[j];
            at += numbers[j] == T.Zero ? 0 : 1;
        }
        Start[row + 1] = at;
    }

    /// <summary>Takes the spikes of all rows.</summary>
    public void Set(SpikeBits bits, int batch)
    {
        var (rows, features) = (bits.Steps * batch, batch == 0 ? 0 : bits.PerStep / batch);
        for (var row = 0; row < rows; row++)
        {
            var at = Begin(row, rows, features);
            var count = bits.Indices(row / batch, row % batch * features, features, Index.AsSpan(at));
            Value.AsSpan(at, count).Fill(T.One);
            Start[row + 1] = at + count;
        }
        if (rows == 0) Begin(0, 0, 0);
    }

    /// <summary>Makes room for a row's events; where they begin.</summary>
    private int Begin(int row, int rows, int most)
    {
        Rows = rows;
        if (Start.Length < rows + 1)
        {
            var start = Start;
            Array.Resize(ref start, rows + 1);
            Start = start;
        }
        var at = Start[row];
        if (Index.Length < at + most + 1)
        {
            var (index, value) = (Index, Value);
            var room = Math.Max(at + most + 1, 2 * Index.Length);
            Array.Resize(ref index, room);
            Array.Resize(ref value, room);
            (Index, Value) = (index, value);
        }
        return at;
    }
}
