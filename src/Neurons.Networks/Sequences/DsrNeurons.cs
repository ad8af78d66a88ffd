using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Neurons that are trained by their rate: the spikes of a whole sequence, whose weighted mean over time is nearly a clipped linear function of
/// that of the input, get the gradient of that function (Meng et al., "Training high-performance low-latency spiking neural networks by
/// differentiation on spike representation", CVPR 2022). No gradient goes back step by step.
/// </summary>
/// <remarks>
/// With the mean x̄ = Σ w x, where the weights w of the steps have the sum 1, and the sum of the gradients q = Σ w dz:
/// <code>dx[t] = s q where 0 ≤ x̄ ≤ c, else 0;  dV_th = s' Σ q where x̄ &gt; c</code>
/// The threshold is not below a least one, to which training does not bring it. A sequence comes whole.
/// </remarks>
public abstract unsafe class DsrNeurons : SequenceLayer, ICountsOperations
{
    private readonly string _name;

    private protected DsrNeurons(string name, double threshold, double least, bool learnable, double alpha)
    {
        _name = name;
        Require.That(threshold >= least && float.IsFinite((float)threshold), name, "threshold", threshold, $"at least {least} and finite in float32");
        Require.That(alpha > 0 && float.IsFinite((float)alpha), name, "alpha", alpha, "> 0 and finite");
        Threshold = new("threshold", [1], Initializer.Constant(threshold), learnable) { Least = (float)least };
        StoredParameters = [Threshold];
        Alpha = alpha;
    }

    /// <summary>V_th, [1]: what a spike carries away.</summary>
    public Parameter Threshold { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <summary>A spike comes at this part of the threshold.</summary>
    private protected double Alpha { get; }

    /// <summary>What of the potential is left after a step, and what of the input is added to it; and what a spike is divided by.</summary>
    private protected abstract (double Decay, double Gain, double Scale) Charge { get; }

    /// <summary>
    /// For a sequence of so many steps: the factor from the weight of a step to that of the one before, how q becomes the gradient of x and of V_th,
    /// and the largest mean that is not clipped, as a multiple of V_th.
    /// </summary>
    private protected abstract (double Fading, double OfInput, double OfThreshold, double Ceiling) Rate(int steps);

    /// <summary>Whether a mean on the border, 0 or the ceiling, passes the gradient.</summary>
    private protected abstract bool HasBorder { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <summary>The layer as a function of its threshold, in its precision.</summary>
    /// <param name="threshold">V_th, [1].</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="output">A buffer for z, [T, …].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> threshold, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_name);
        var (steps, columns) = Sizes(operands, input);
        var top = operands.Read("threshold", threshold, [1])[0];
        var x = operands.Read("input", input);
        var z = operands.Write("output", output, input.Lengths);
        var (decay, gain, scale) = Charge;
        var (keep, add, fires) = (T.CreateTruncating(decay), T.CreateTruncating(gain), top * T.CreateTruncating(Alpha));
        var spike = top / T.CreateTruncating(scale);
        Tiles.Run(columns, (first, count, _) =>
        {
            using var scratch = NativeBuffer.Rent((long)count * sizeof(T));
            var v = (T*)scratch.Address;
            new Span<T>(v, count).Clear();
            for (var t = 0; t < steps; t++)
            {
                var row = x + (nint)t * columns + first;
                var into = z + (nint)t * columns + first;
                for (var i = 0; i < count; i++)
                {
                    var charged = keep * v[i] + add * row[i];
                    var isSpike = charged >= fires;
                    into[i] = isSpike ? spike : T.Zero;
                    v[i] = isSpike ? charged - top : charged;
                }
            }
        });
    }

    /// <summary>The gradients of Σ dz·z, by the rule of the layer; null where nobody asks for one.</summary>
    /// <param name="threshold">V_th, [1].</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="outputGradient">dz, [T, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="thresholdGradient">A buffer in the shape of V_th.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> threshold, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? thresholdGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(_name);
        var (steps, columns) = Sizes(operands, input);
        var top = operands.Read("threshold", threshold, [1])[0];
        var x = operands.Read("input", input);
        var dz = operands.Read("outputGradient", outputGradient, input.Lengths);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, input.Lengths);
        var (fading, ofInput, ofThreshold, relative) = Rate(steps);
        var weights = Weights<T>(steps, fading);
        var (ceiling, slope) = (top * T.CreateTruncating(relative), T.CreateTruncating(ofInput));
        var sums = new double[Tiles.Of(columns)];
        var hasBorder = HasBorder;
        Tiles.Run(columns, (first, count, tile) =>
        {
            using var scratch = NativeBuffer.Rent(2L * count * sizeof(T));
            var mean = new Span<T>((T*)scratch.Address, count);
            var sum = new Span<T>((T*)scratch.Address + count, count);
            mean.Clear();
            sum.Clear();
            for (var t = 0; t < steps; t++)
            {
                var at = (nint)t * columns + first;
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<T>(x + at, count), weights[t], mean, mean);
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<T>(dz + at, count), weights[t], sum, sum);
            }
            for (var i = 0; i < count; i++)
            {
                var isInside = hasBorder ? mean[i] >= T.Zero && mean[i] <= ceiling : mean[i] > T.Zero && mean[i] < ceiling;
                if (mean[i] > ceiling) sums[tile] += double.CreateTruncating(sum[i]);
                sum[i] = isInside ? sum[i] * slope : T.Zero;
            }
            for (var t = 0; t < steps && dx != null; t++) sum.CopyTo(new Span<T>(dx + (nint)t * columns + first, count));
        });
        if (thresholdGradient is not null)
            operands.WriteSpan("thresholdGradient", thresholdGradient, [1])[0] = T.CreateTruncating(ofThreshold * sums.Sum());
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        RequireWhole(x, pass, "its gradient is that of a rate");
        var output = pass.Take(this, "output", x.Lengths);
        Forward(Threshold.Value, x, output);
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            Backward(Threshold.Value, x, outputGradient, inputGradient, gradients[0]);
            if (!Threshold.IsLearnable) gradients[0].Span().Clear();
        });
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) => SequenceOperations.Updates(inputs[0], output, 2, 2);

    /// <summary>The weights of the steps, with the sum 1.</summary>
    private static T[] Weights<T>(int steps, double fading)
        where T : IBinaryFloatingPointIeee754<T>
    {
        double[] weights = [.. Enumerable.Range(0, steps).Select(t => Math.Pow(fading, steps - 1 - t))];
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => T.CreateTruncating(weight / sum));
    }

    private static (int Steps, int Columns) Sizes<T>(in Operands operands, Tensor<T> input)
        where T : unmanaged
    {
        operands.Rows("input", input, []);
        return input.Rank > 0 ? ((int)input.Lengths[0], (int)TensorPrimitives.Product(input.Lengths[1..]))
            : throw operands.Wrong("input", input.Lengths, "[T, …]");
    }
}
