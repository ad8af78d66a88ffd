using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="StepScale"/>.</summary>
/// <param name="Steps">The steps of a sequence, at least 1.</param>
public sealed record StepScaleOptions(int Steps);

/// <summary>Each step times a learnable factor of its own, at first 1: y[t] = p[t] · x[t]. A sequence may be shorter, and come in pieces.</summary>
public sealed class StepScale : Layer
{
    private readonly Parameter _scale;

    /// <summary>Factors for so many steps.</summary>
    /// <param name="steps">The steps of a sequence, at least 1.</param>
    public StepScale(int steps)
        : this(new StepScaleOptions(steps))
    {
    }

    /// <summary>A layer of these options.</summary>
    public StepScale(StepScaleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(StepScale), "steps", options.Steps);
        Options = options;
        _scale = new("scale", [options.Steps], Initializer.Constant(1));
        StoredParameters = [_scale];
    }

    /// <summary>What makes the same layer again.</summary>
    public StepScaleOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"StepScale({Options.Steps})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var first = StepCount.Begin(this, input, pass, Options.Steps);
        var (steps, width) = (input.Steps, (int)TensorPrimitives.Product(input.Shape));
        var x = input.Values;
        var output = pass.Take(this, "output", [steps, .. input.Shape]);
        var all = x.ReadOnlySpan();
        var into = output.Span();
        var scale = _scale.Value.ReadOnlySpan();
        for (var t = 0; t < steps; t++) TensorPrimitives.Multiply(Row(all, t), scale[first + t], into.Slice(t * width, width));
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            var scale = _scale.Value.ReadOnlySpan();
            var dy = outputGradient.ReadOnlySpan();
            var x = input.Values.ReadOnlySpan();
            var ds = gradients[0].Span();
            ds.Clear();
            var product = pass.Take(this, "product", [width]).Span();
            if (input.IsConstant) inputGradient?.Span().Clear();
            for (var t = 0; t < steps; t++)
            {
                var row = dy.Slice(t * width, width);
                TensorPrimitives.Multiply(row, Row(x, t), product);
                ds[first + t] = FixedSum.Of<float>(product);
                if (inputGradient is null) continue;
                if (!input.IsConstant) TensorPrimitives.Multiply(row, scale[first + t], inputGradient.Span().Slice(t * width, width));
                else TensorPrimitives.MultiplyAdd(row, scale[first + t], inputGradient.Span(), inputGradient.Span());
            }
        });

        ReadOnlySpan<float> Row(ReadOnlySpan<float> rows, int t) => rows.Slice(input.IsConstant ? 0 : t * width, width);
    }
}
