using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of an <see cref="AttentionProduct"/>.</summary>
/// <param name="Heads">The heads, at least 1; it divides the channels of a query.</param>
/// <param name="Scale">What the product is multiplied by, finite.</param>
public sealed record AttentionProductOptions(int Heads = 1, double Scale = 0.125);

/// <summary>
/// The product of spiking self-attention, without a softmax: of queries, keys and values one after the other, [3 · channels, tokens…], the sum
/// [channels, tokens…]. Of spikes it is a small whole number times the scale, and exact.
/// </summary>
/// <remarks>
/// <code>y = (v kᵀ) q · scale, or the same as v (kᵀ q) · scale where a head has more channels than there are tokens</code>
/// for each head, [channels of a head, tokens]. Zhou et al., "Spikformer: When spiking neural network meets transformer", 2023.
/// </remarks>
public sealed unsafe class AttentionProduct : Layer, IEachStep
{
    private int _channels, _depth, _tokens;

    /// <summary>The product of some heads.</summary>
    /// <param name="heads">The heads, at least 1; it divides the channels of a query.</param>
    /// <param name="scale">What the product is multiplied by, finite.</param>
    public AttentionProduct(int heads, double scale = 0.125)
        : this(new AttentionProductOptions(heads, scale))
    {
    }

    /// <summary>A layer of these options.</summary>
    public AttentionProduct(AttentionProductOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(AttentionProduct), "heads", options.Heads);
        Require.Finite(nameof(AttentionProduct), "scale", options.Scale);
        Require.Float32(nameof(AttentionProduct), "scale", options.Scale);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public AttentionProductOptions Options { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length < 2 || input[0] % (3L * Options.Heads) != 0)
            throw new ArgumentException($"takes [channels, tokens…], the channels a multiple of {3L * Options.Heads}");
        return [input[0] / 3, .. input[1..]];
    }

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        var output = OutputShape(input);
        (_channels, _depth, _tokens) = (output[0], output[0] / Options.Heads, (int)(Shapes.Count(output) / output[0]));
    }

    /// <inheritdoc/>
    public override string ToString() => $"AttentionProduct({Options.Heads} heads)";

    bool IEachStep.IsEachStep => true;

    /// <summary>The products that an output number takes: of both products of matrices, over the smaller of channels and tokens.</summary>
    internal long Products => 2L * Math.Min(_depth, _tokens);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var lengths = x.Lengths.ToArray();
        lengths[input.IsConstant ? 1 : 2] = _channels;
        var output = pass.Take(this, "output", lengths);
        using (var operands = new Operands(nameof(AttentionProduct)))
            Run(new(this, operands.Read("input", x), null, operands.Write("output", output, lengths)), output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            using var operands = new Operands(nameof(AttentionProduct));
            Run(new(this, operands.Read("input", x), operands.Read("outputGradient", outputGradient, lengths),
                operands.Write("inputGradient", inputGradient, x.Lengths)), output);
        });
    }

    private void Run(Work work, Tensor<float> output) => Parallelism.Run((int)(output.FlattenedLength / (_depth * (nint)_tokens)), work);

    /// <summary>A head of a sample: the product, or its gradient where there is one of the output.</summary>
    private sealed class Work(AttentionProduct layer, float* x, float* dy, float* target) : IWork
    {
        private readonly int _heads = layer.Options.Heads, _depth = layer._depth, _tokens = layer._tokens;
        private readonly float _scale = (float)layer.Options.Scale;

        private int Size => _depth * _tokens;

        /// <summary>Whether v kᵀ is the smaller product.</summary>
        private bool ByDepth => _depth <= _tokens;

        public void Run(int worker, int item)
        {
            var (sample, head) = Math.DivRem(item, _heads);
            var first = ((nint)sample * 3 * _heads + head) * Size;
            var step = (nint)_heads * Size;
            var q = Of(x + first);
            var k = Of(x + first + step);
            var v = Of(x + first + 2 * step);
            var (d, l) = (_depth, _tokens);
            var side = ByDepth ? d : l;
            using var scratch = NativeBuffer.Rent((2L * side * side + Size) * sizeof(float));
            var a = new Span<float>((void*)scratch.Address, side * side);
            var b = new Span<float>((float*)scratch.Address + side * side, side * side);
            if (ByDepth) Multiply(v, false, k, true, a, d, d, l);
            else Multiply(k, true, q, false, a, l, l, d);
            if (dy == null)
            {
                var y = new Span<float>(target + (nint)item * Size, Size);
                if (ByDepth) Multiply(a, false, q, false, y, d, l, d);
                else Multiply(v, false, a, false, y, d, l, l);
                TensorPrimitives.Multiply(y, _scale, y);
                return;
            }
            var g = new Span<float>((float*)scratch.Address + 2 * side * side, Size);
            TensorPrimitives.Multiply(Of(dy + (nint)item * Size), _scale, g);
            var dq = Into(first);
            var dk = Into(first + step);
            var dv = Into(first + 2 * step);
            if (ByDepth)
            {
                Multiply(a, true, g, false, dq, d, l, d);
                Multiply(g, false, q, true, b, d, d, l); // of v kᵀ
                Multiply(b, false, k, false, dv, d, l, d);
                Multiply(b, true, v, false, dk, d, l, d);
            }
            else
            {
                Multiply(g, false, a, true, dv, d, l, l);
                Multiply(v, true, g, false, b, l, l, d); // of kᵀ q
                Multiply(k, false, b, false, dq, d, l, l);
                Multiply(q, false, b, true, dk, d, l, l);
            }
        }

        private Span<float> Into(nint first) => new(target + first, Size);

        private ReadOnlySpan<float> Of(float* first) => new(first, Size);

        private static void Multiply(
            ReadOnlySpan<float> a, bool transposeA, ReadOnlySpan<float> b, bool transposeB, Span<float> c, int m, int n, int k) =>
            Matrices.Multiply(a, transposeA, b, transposeB, c, m, n, k, alone: true);
    }
}
