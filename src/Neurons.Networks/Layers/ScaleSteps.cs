using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Each feature times a weight of its own, or all times one, a step at a time. The gradients of the weights are summed in float64.</summary>
/// <param name="weight">[features], or [1] for all.</param>
/// <param name="sequences">Its memory; features may have any shape.</param>
internal sealed unsafe class ScaleSteps(Parameter weight, LayerSequences sequences) : LayerSteps
{
    private readonly int _batch = (int)sequences.Output.Lengths[1];
    private readonly int _features = (int)TensorPrimitives.Product(sequences.Output.Lengths[2..]);
    private Lease? _lease;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private float* _product;

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _lease = new();
        _input = new(_lease, sequences.Inputs[0]);
        _product = (float*)_lease.Scratch((long)_features * sizeof(float));
        if (backward)
        {
            _outputGradient = new(_lease, sequences.OutputGradient!);
            _inputGradient = new(_lease, sequences.InputGradients[0]);
        }
        else
        {
            _output = new(_lease, sequences.Output);
        }
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        if (!sequences.AddsOutput)
        {
            Multiply(_input[step], _output[step]);
            return;
        }
        var product = new Span<float>(_product, _features);
        for (var sample = 0; sample < _batch; sample++)
        {
            var output = Sample(_output, step, sample);
            Multiply(Sample(_input, step, sample), product);
            TensorPrimitives.Add(output, product, output);
        }
    }

    /// <inheritdoc/>
    public override void Backward(int step) => Multiply(_outputGradient[step], _inputGradient[step]);

    /// <summary>The sums run from the last step to the first.</summary>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        var product = new Span<float>(_product, _features);
        var wide = new Span<double>((double*)_lease!.Scratch((long)_features * sizeof(double)), _features);
        var sums = new Span<double>((double*)_lease.Scratch((long)_features * sizeof(double)), _features);
        sums.Clear();
        var isShared = weight.Shape[0] == 1;
        var all = 0.0;
        for (var step = sequences.Steps - 1; step >= 0; step--)
        {
            for (var sample = 0; sample < _batch; sample++)
            {
                TensorPrimitives.Multiply(Sample(_outputGradient, step, sample), Sample(_input, step, sample), product);
                TensorPrimitives.ConvertTruncating<float, double>(product, wide);
                if (!isShared) TensorPrimitives.Add(sums, wide, sums);
                else foreach (var value in wide) all += value;
            }
        }
        if (!weight.IsLearnable) gradients[0].Span().Clear();
        else if (isShared) gradients[0].Span()[0] = (float)all;
        else TensorPrimitives.ConvertTruncating<double, float>(sums, gradients[0].Span());
    }

    /// <inheritdoc/>
    public override void Release()
    {
        ((IDisposable?)_lease)?.Dispose();
        _lease = null;
    }

    private Span<float> Sample(in Rows rows, int step, int sample) => rows[step].Slice(sample * _features, _features);

    private void Multiply(ReadOnlySpan<float> x, Span<float> y)
    {
        var weights = weight.Value.Span();
        for (var at = 0; at < x.Length; at += _features)
        {
            if (weights.Length == 1) TensorPrimitives.Multiply(x.Slice(at, _features), weights[0], y.Slice(at, _features));
            else TensorPrimitives.Multiply(x.Slice(at, _features), weights, y.Slice(at, _features));
        }
    }
}
