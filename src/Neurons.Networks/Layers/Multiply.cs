using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Multiply"/>.</summary>
/// <param name="Complement">Whether what the input is multiplied by is 1 − factor.</param>
public sealed record MultiplyOptions(bool Complement = false);

/// <summary>
/// The product of two inputs, element by element: x · f, or x · (1 − f). Of spikes, that is "and", and "and not" (the AND and IAND of SEW
/// blocks); of spikes and a gate, attention.
/// </summary>
/// <remarks>
/// The factor has the shape of the input, [channels, …]; or fewer channels, [groups, …], each for as many consecutive channels of the input; or
/// no other dimensions than that, [groups], each for all positions.
/// </remarks>
public sealed unsafe class Multiply : Layer, IManyInputs
{
    private static readonly string[] _inputNames = ["input", "factor"];

    private int _groups = 1, _channels = 1, _size = 1;
    private bool _isWide = true;

    /// <summary>A product of two inputs.</summary>
    /// <param name="complement">Whether what the input is multiplied by is 1 − factor.</param>
    public Multiply(bool complement = false)
        : this(new MultiplyOptions(complement))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Multiply(MultiplyOptions options) => Options = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>What makes the same layer again.</summary>
    public MultiplyOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => _inputNames;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => Options.Complement ? "Multiply(complement)" : "Multiply";

    /// <inheritdoc/>
    public int[] Build(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (input, factor) = (inputs[0], inputs[1]);
        var fits = input.Length > 0 && factor.Length > 0 && factor[0] > 0 && input[0] % factor[0] == 0
            && (factor.Length == 1 || factor.AsSpan(1).SequenceEqual(input.AsSpan(1)));
        if (!fits)
            throw new ArgumentException(
                $"takes a factor [groups, …] of an input [channels, …], the groups a divisor of the channels and the rest equal or left out; "
                + $"the input is {Shapes.Text(input)}, and the factor {Shapes.Text(factor)}");
        var isSame = factor.AsSpan().SequenceEqual(input);
        (_channels, _groups, _isWide) = isSame ? (1, 1, true) : (input[0], factor[0], factor.Length == input.Length);
        _size = (int)(Shapes.Count(input) / _channels);
        return input;
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) =>
        throw new InvalidOperationException("Multiply has two inputs; a Graph feeds both.");

    /// <inheritdoc/>
    public LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(pass);
        var (first, second) = (inputs[0], inputs[1]);
        var isConstant = first.IsConstant && second.IsConstant;
        var x = isConstant ? first.Values : Sums.EachStep(this, first, pass, "input");
        var f = isConstant ? second.Values : Sums.EachStep(this, second, pass, "factor");
        var output = pass.Take(this, "output", x.Lengths);
        Run(new Forwards(this, Options.Complement), x, f, output);
        var signal = isConstant ? Signal.Constant(first.Steps, output) : Signal.EachStep(output);
        if (!pass.WithGradient) return new(signal);
        return new(signal)
        {
            PullbackOfInputs = (outputGradient, _, inputGradients) =>
            {
                if (inputGradients[0] is { } dx)
                {
                    var whole = Target(first, isConstant, dx, x, pass, "input gradient");
                    Run(new Forwards(this, Options.Complement), outputGradient, f, whole);
                    if (whole != dx) Sums.WriteGradient(whole, dx, add: false);
                }
                if (inputGradients[1] is { } df)
                {
                    var whole = Target(second, isConstant, df, f, pass, "factor gradient");
                    Run(new FactorGradient(this, Options.Complement), outputGradient, x, whole);
                    if (whole != df) Sums.WriteGradient(whole, df, add: false);
                }
            },
        };
    }

    private Tensor<float> Target(Signal signal, bool isConstant, Tensor<float> gradient, Tensor<float> whole, Pass pass, string role) =>
        !signal.IsConstant || isConstant ? gradient : pass.Take(this, role, whole.Lengths);

    private void Run(Work work, Tensor<float> first, Tensor<float> second, Tensor<float> target)
    {
        using var operands = new Operands(nameof(Multiply));
        work.Samples = (int)(Math.Max(first.FlattenedLength, second.FlattenedLength) / ((nint)_channels * _size));
        work.First = operands.Read("input", first);
        work.Second = operands.Read("factor", second);
        work.Target = operands.Write("output", target, target.Lengths);
        Parallelism.Run((work.Samples + work.Together - 1) / work.Together, work);
    }

    private abstract class Work(Multiply layer) : IWork
    {
        protected readonly int Groups = layer._groups, Each = layer._channels / layer._groups, Size = layer._size;
        protected readonly bool IsWide = layer._isWide;

        public float* First, Second, Target;
        public int Samples;

        public int Together => Math.Max(1, 1 << 14 >> BitOperations.Log2((uint)Math.Max(1, Groups * Each * Size)));

        /// <summary>The numbers of a factor's group.</summary>
        protected int Wide => IsWide ? Size : 1;

        public void Run(int worker, int item)
        {
            var end = Math.Min(Samples, (item + 1) * Together);
            for (var sample = item * Together; sample < end; sample++)
            {
                for (var group = 0; group < Groups; group++) Group((nint)sample * Groups + group);
            }
        }

        protected abstract void Group(nint group);
    }

    /// <summary>x · f, and the gradient dy · f as well.</summary>
    private sealed class Forwards(Multiply layer, bool complement) : Work(layer)
    {
        protected override void Group(nint group)
        {
            var factor = new ReadOnlySpan<float>(Second + group * Wide, Wide);
            for (var c = 0; c < Each; c++)
            {
                var at = (group * Each + c) * Size;
                var x = new ReadOnlySpan<float>(First + at, Size);
                var y = new Span<float>(Target + at, Size);
                if (!IsWide) TensorPrimitives.Multiply(x, complement ? 1 - factor[0] : factor[0], y);
                else if (!complement) TensorPrimitives.Multiply(x, factor, y);
                else
                {
                    TensorPrimitives.Subtract(1f, factor, y);
                    TensorPrimitives.Multiply(x, y, y);
                }
            }
        }
    }

    /// <summary>The sum over a group's channels, and its positions where the factor has none, of dy · x.</summary>
    private sealed class FactorGradient(Multiply layer, bool complement) : Work(layer)
    {
        protected override void Group(nint group)
        {
            var sum = new Span<float>(Target + group * Wide, Wide);
            sum.Clear();
            for (var c = 0; c < Each; c++)
            {
                var at = (group * Each + c) * Size;
                var dy = new ReadOnlySpan<float>(First + at, Size);
                var x = new ReadOnlySpan<float>(Second + at, Size);
                if (IsWide) TensorPrimitives.MultiplyAdd(dy, x, sum, sum);
                else for (var i = 0; i < Size; i++) sum[0] += dy[i] * x[i];
            }
            if (complement) TensorPrimitives.Negate(sum, sum);
        }
    }
}
