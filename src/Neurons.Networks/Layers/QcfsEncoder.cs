using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="QcfsEncoder"/>.</summary>
/// <param name="Scale">What one spike stands for, &gt; 0: a number for each channel, the first dimension of the features, or one for all.</param>
public sealed record QcfsEncoderOptions(IReadOnlyList<double> Scale);

/// <summary>
/// Shows values of both signs as spikes of both signs: a positive and a negative neuron without a leak take v/T at each of T steps, fire at
/// half of the scale and lose one scale by a spike. What they give in all is v, rounded to whole scales within ±T of them. It is the signed
/// sequence encoder of SpikingJelly 2.0, after the activation of Bu et al. 2022.
/// </summary>
/// <remarks>
/// <code>
/// u = max(±v, 0),  h = m + u/T,  z = [h + s/2 ≥ s],  m' = h − s z
/// n = clip(round(u/s), 0, T)      halves to even; where Σ z ≠ n, the spikes are the first n steps
/// y[t] = s (z⁺[t] − z⁻[t])
/// </code>
/// The sum of the outputs counts as v in the gradient where 0 &lt; |v|/s ≤ T, and as constant elsewhere.
/// </remarks>
public sealed class QcfsEncoder : Layer
{
    private readonly float[] _scale;

    /// <summary>An encoder with a scale for each channel, or one for all.</summary>
    /// <param name="scale">What one spike stands for, &gt; 0: a number for each channel, the first dimension of the features, or one for all.</param>
    /// <exception cref="ArgumentException">There is no scale, or one is not &gt; 0 and finite in float32.</exception>
    public QcfsEncoder(params double[] scale)
        : this(new QcfsEncoderOptions(scale))
    {
    }

    /// <summary>A layer of these options.</summary>
    public QcfsEncoder(QcfsEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Scale);
        if (options.Scale.Count == 0) throw new ArgumentException("QcfsEncoder: scale has no numbers; at least one is needed.", nameof(options));
        _scale = [.. options.Scale.Select(scale => (float)Require.Float32Positive(nameof(QcfsEncoder), "scale", scale))];
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public QcfsEncoderOptions Options { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _scale.Length == 1 || (input.Length > 0 && input[0] == _scale.Length)
            ? input : throw new ArgumentException($"takes [{_scale.Length}, …]");
    }

    /// <inheritdoc/>
    public override string ToString() => $"QcfsEncoder({(_scale.Length == 1 ? $"{_scale[0]}" : $"{_scale.Length} scales")})";

    /// <summary>The layer as a function: the sequence of values that stay the same.</summary>
    /// <param name="input">v, [batch, features…].</param>
    /// <param name="output">A buffer for y, [T, batch, features…].</param>
    /// <returns>How many of the trains, two for each value, had another number of spikes than the rounded value and were replaced.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public long Forward(Tensor<float> input, Tensor<float> output)
    {
        using var operands = new Operands(nameof(QcfsEncoder));
        var values = operands.ReadSpan("input", input, Shape(operands, input));
        if (output is null || output.Rank == 0) throw operands.Wrong("output", output is null ? [] : output.Lengths, "[T, batch, features…]");
        var steps = (int)output.Lengths[0];
        var y = operands.WriteSpan("output", output, [steps, .. input.Lengths]);
        y.Clear();
        var replaced = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            replaced += Train(values[i], Scale(input, i), 1, y, i, values.Length, steps);
            replaced += Train(-values[i], Scale(input, i), -1, y, i, values.Length, steps);
        }
        return replaced;
    }

    /// <summary>The gradient of Σ dy·y by the input.</summary>
    /// <param name="input">v, [batch, features…].</param>
    /// <param name="outputGradient">dy, [T, batch, features…].</param>
    /// <param name="inputGradient">A buffer in the shape of v.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward(Tensor<float> input, Tensor<float> outputGradient, Tensor<float> inputGradient)
    {
        using var operands = new Operands(nameof(QcfsEncoder));
        var values = operands.ReadSpan("input", input, Shape(operands, input));
        if (outputGradient is null || outputGradient.Rank == 0)
            throw operands.Wrong("outputGradient", outputGradient is null ? [] : outputGradient.Lengths, "[T, batch, features…]");
        var steps = (int)outputGradient.Lengths[0];
        var dy = operands.ReadSpan("outputGradient", outputGradient, [steps, .. input.Lengths]);
        var dx = operands.WriteSpan("inputGradient", inputGradient, input.Lengths);
        for (var i = 0; i < values.Length; i++)
        {
            var sum = 0.0;
            if (values[i] != 0 && Math.Abs(values[i]) / Scale(input, i) <= steps)
            {
                // each step holds a T-th of the value
                for (var t = 0; t < steps; t++) sum += dy[t * values.Length + i];
                sum /= steps;
            }
            dx[i] = (float)sum;
        }
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        if (!input.IsConstant)
            throw new ArgumentException("QcfsEncoder: the input changes over time; it takes one that stays the same.", nameof(input));
        var x = input.Values;
        var output = pass.Take(this, "output", [input.Steps, .. x.Lengths]);
        Forward(x, output);
        return new(Signal.EachStep(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(x, outputGradient, inputGradient);
        });
    }

    private ReadOnlySpan<nint> Shape(in Operands operands, Tensor<float> input)
    {
        if (input is null) throw new ArgumentNullException(nameof(input), "QcfsEncoder: input is null.");
        return _scale.Length == 1 || (input.Rank > 1 && input.Lengths[1] == _scale.Length)
            ? input.Lengths : throw operands.Wrong("input", input.Lengths, $"[batch, {_scale.Length}, …]");
    }

    private float Scale(Tensor<float> input, int element)
    {
        if (_scale.Length == 1) return _scale[0];
        var channels = (int)TensorPrimitives.Product(input.Lengths[1..]);
        return _scale[element % channels / (channels / _scale.Length)];
    }

    /// <summary>Adds the spikes of one sign; 1 where they had to be replaced, else 0.</summary>
    private static int Train(float value, float scale, float sign, Span<float> y, int element, int stride, int steps)
    {
        if (!(value > 0)) return 0;
        var current = value / steps;
        var (potential, spikes) = (0f, 0);
        for (var t = 0; t < steps; t++)
        {
            potential += current;
            if (potential + scale / 2 < scale) continue;
            potential -= scale;
            spikes++;
            y[t * stride + element] = sign * scale;
        }
        var wanted = (int)Math.Clamp(MathF.Round(value / scale, MidpointRounding.ToEven), 0, steps);
        if (spikes == wanted) return 0;
        for (var t = 0; t < steps; t++) y[t * stride + element] = t < wanted ? sign * scale : 0;
        return 1;
    }
}
