using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Weights of a recorded cell: the layer's own products, or plain loops.</summary>
internal abstract class CellSynapses<T>(RecordedNode node, T[] weight, T[]? bias) : CellNode<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<T[]> _tape = [];

    protected T[] Weight => weight;

    protected T[]? Bias => bias;

    protected T[] WeightSum { get; } = new T[weight.Length];

    protected T[] BiasSum { get; } = new T[bias?.Length ?? 0];

    public static CellSynapses<T> Create(RecordedCell cell, RecordedNode node, bool interpreted)
    {
        var (weight, bias) = (Find("weight"), Find("bias"));
        return node.Layer switch
        {
            Linear linear => new CellProduct<T>(node, linear, Weights(linear.Weight), Biases(linear.Bias), interpreted),
            SignedLinear signed => new CellSignedProduct<T>(node, signed, Weights(signed.Weight), interpreted),
            Conv2d convolution => new CellConvolution<T>(node, convolution, Weights(convolution.Weight), Biases(convolution.Bias), interpreted),
            _ => new CellScale<T>(node, weight ?? throw new ArgumentException($"{cell.Golden.Name}: no weight of {node.Name} is recorded.")),
        };

        // what is not recorded is 0
        T[] Weights(Parameter parameter) => Fitting(parameter, weight);
        T[]? Biases(Parameter? parameter) => parameter is null ? null : Fitting(parameter, bias);

        T[] Fitting(Parameter parameter, T[]? numbers)
        {
            var count = Count(parameter.Shape);
            return numbers is null || numbers.Length == count
                ? numbers ?? new T[count]
                : throw new ArgumentException($"{cell.Golden.Name}: {node.Name} has {numbers.Length} weights; {count} are expected.");
        }

        static nint Count(ReadOnlySpan<nint> shape) => TensorPrimitives.Product(shape);

        T[]? Find(string parameter)
        {
            foreach (var (name, weights) in cell.Weights)
            {
                if (Array.Find(weights, one => one.Node == node.Name && one.Parameter == parameter) is not { } place) continue;
                if ((cell.Golden.Weights.GetValueOrDefault(name) ?? cell.Golden.Parameters.GetValueOrDefault(name)?.Values) is not { } numbers)
                    return null;
                return Array.ConvertAll(place.Places is { } places ? [.. places.Select(at => numbers[at])] : numbers, T.CreateChecked);
            }
            return null;
        }
    }

    public override void Forward(T[][] inputs, Dictionary<string, T[]> signals)
    {
        _tape.Add(inputs[0]);
        signals[Name] = Product(inputs[0]);
    }

    public override T[][] Backward(int step, Dictionary<string, T[]> gradients) =>
        [gradients.TryGetValue(Name, out var gradient) ? Back(_tape[step], gradient) : new T[_tape[step].Length]];

    public override T[] WeightGradient(string parameter) => parameter == "bias" ? BiasSum : WeightSum;

    protected abstract T[] Product(T[] input);

    /// <summary>The gradient of the input; adds those of weight and bias to their sums.</summary>
    protected abstract T[] Back(T[] input, T[] gradient);

    protected static void AddTo(T[] sum, Tensor<T> gradient)
    {
        var numbers = gradient.ReadOnlySpan();
        for (var i = 0; i < sum.Length; i++) sum[i] += numbers[i];
    }

    protected static Tensor<T> Row(T[] values, params ReadOnlySpan<nint> lengths) => Tensor.Create(values, lengths);
}

/// <summary>A weight for each feature, or one for all.</summary>
internal sealed class CellScale<T>(RecordedNode node, T[] weight) : CellSynapses<T>(node, weight, null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override T[] Product(T[] input) => [.. input.Select((x, i) => Weight[i % Weight.Length] * x)];

    protected override T[] Back(T[] input, T[] gradient)
    {
        for (var i = 0; i < input.Length; i++) WeightSum[i % Weight.Length] += gradient[i] * input[i];
        return Product(gradient);
    }
}

/// <summary>A linear layer.</summary>
internal sealed class CellProduct<T>(RecordedNode node, Linear layer, T[] weight, T[]? bias, bool interpreted) : CellSynapses<T>(node, weight, bias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Nothing has arrived.</summary>
    public override IEnumerable<(string Signal, T[] Values)> Before => [(Name, new T[layer.Outputs])];

    protected override T[] Product(T[] input)
    {
        var output = new T[layer.Outputs];
        if (!interpreted)
        {
            var result = Row(output, 1, layer.Outputs);
            layer.Forward(Matrix, Bias is null ? null : Row(Bias, layer.Outputs), Row(input, 1, layer.Inputs), result);
            return result.ReadOnlySpan().ToArray();
        }
        for (var to = 0; to < output.Length; to++)
        {
            for (var from = 0; from < input.Length; from++) output[to] += Weight[to * input.Length + from] * input[from];
            if (Bias is not null) output[to] += Bias[to];
        }
        return output;
    }

    protected override T[] Back(T[] input, T[] gradient)
    {
        var result = new T[input.Length];
        for (var to = 0; to < BiasSum.Length; to++) BiasSum[to] += gradient[to];
        if (!interpreted)
        {
            var (dx, dw) = (Row(result, 1, layer.Inputs), Tensor.CreateFromShape<T>([layer.Outputs, layer.Inputs]));
            layer.Backward(Matrix, Row(input, 1, layer.Inputs), Row(gradient, 1, layer.Outputs), dx, dw, null);
            AddTo(WeightSum, dw);
            return dx.ReadOnlySpan().ToArray();
        }
        for (var to = 0; to < gradient.Length; to++)
        {
            for (var from = 0; from < input.Length; from++)
            {
                result[from] += Weight[to * input.Length + from] * gradient[to];
                WeightSum[to * input.Length + from] += gradient[to] * input[from];
            }
        }
        return result;
    }

    private Tensor<T> Matrix => Row(Weight, layer.Outputs, layer.Inputs);
}

/// <summary>Synapses that excite or inhibit.</summary>
internal sealed class CellSignedProduct<T>(RecordedNode node, SignedLinear layer, T[] weight, bool interpreted) : CellSynapses<T>(node, weight, null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly nint _inputs = layer.Options.Inputs, _outputs = layer.Options.Outputs;

    private Tensor<T> Matrix => Row(Weight, _outputs, _inputs);

    protected override T[] Product(T[] input)
    {
        var output = new T[2 * _outputs];
        if (!interpreted)
        {
            var result = Row(output, 1, 2 * _outputs);
            layer.Forward(Matrix, Row(input, 1, _inputs), Tensor.CreateFromShape<T>([2 * _outputs, _inputs]), result);
            return result.ReadOnlySpan().ToArray();
        }
        for (var i = 0; i < Weight.Length; i++)
        {
            var (to, from) = (i / (int)_inputs, i % (int)_inputs);
            if (Weight[i] > T.Zero) output[to] += Weight[i] * input[from];
            else output[_outputs + to] -= Weight[i] * input[from];
        }
        return output;
    }

    protected override T[] Back(T[] input, T[] gradient)
    {
        var result = new T[_inputs];
        if (!interpreted)
        {
            nint[] shape = [2 * _outputs, _inputs];
            var (rectified, rectifiedGradient) = (Tensor.CreateFromShape<T>(shape), Tensor.CreateFromShape<T>(shape));
            var (dx, dw) = (Row(result, 1, _inputs), Tensor.CreateFromShape<T>([_outputs, _inputs]));
            layer.Forward(Matrix, Row(input, 1, _inputs), rectified, Tensor.CreateFromShape<T>([1, 2 * _outputs]));
            layer.Backward(Matrix, rectified, Row(input, 1, _inputs), Row(gradient, 1, 2 * _outputs), dx, rectifiedGradient, dw);
            AddTo(WeightSum, dw);
            return dx.ReadOnlySpan().ToArray();
        }
        for (var i = 0; i < Weight.Length; i++)
        {
            var (to, from) = (i / (int)_inputs, i % (int)_inputs);
            var upstream = Weight[i] > T.Zero ? gradient[to] : Weight[i] < T.Zero ? -gradient[_outputs + to] : T.Zero;
            result[from] += Weight[i] * upstream;
            WeightSum[i] += input[from] * upstream;
        }
        return result;
    }
}

/// <summary>A convolution that keeps the size of its images.</summary>
internal sealed class CellConvolution<T>(RecordedNode node, Conv2d layer, T[] weight, T[]? bias, bool interpreted)
    : CellSynapses<T>(node, weight, bias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _kernel = (int)layer.Weight.Shape[^1];

    private nint[] Kernels => Array.ConvertAll(layer.Weight.Shape.ToArray(), length => (nint)length);

    protected override T[] Product(T[] input)
    {
        var (images, output) = (Images(input.Length, layer.Inputs), Images(input.Length, layer.Inputs, layer.Outputs));
        if (!interpreted)
        {
            var result = Tensor.CreateFromShape<T>(output);
            layer.Forward(Row(Weight, Kernels), Bias is null ? null : Row(Bias, layer.Outputs), Row(input, images), result);
            return result.ReadOnlySpan().ToArray();
        }
        var values = new T[layer.Outputs * (input.Length / layer.Inputs)];
        ForEach(input.Length, (w, from, to) => values[to] += Weight[w] * input[from]);
        for (var i = 0; Bias is not null && i < values.Length; i++) values[i] += Bias[i / (values.Length / layer.Outputs)];
        return values;
    }

    protected override T[] Back(T[] input, T[] gradient)
    {
        var images = Images(input.Length, layer.Inputs);
        for (var i = 0; Bias is not null && i < gradient.Length; i++) BiasSum[i / (gradient.Length / layer.Outputs)] += gradient[i];
        if (!interpreted)
        {
            var (dx, dw) = (Tensor.CreateFromShape<T>(images), Tensor.CreateFromShape<T>(Kernels));
            layer.Backward(
                Row(Weight, Kernels), Row(input, images), Row(gradient, Images(input.Length, layer.Inputs, layer.Outputs)), dx, dw,
                Bias is null ? null : Tensor.CreateFromShape<T>([layer.Outputs]));
            AddTo(WeightSum, dw);
            return dx.ReadOnlySpan().ToArray();
        }
        var result = new T[input.Length];
        ForEach(input.Length, (w, from, to) =>
        {
            result[from] += Weight[w] * gradient[to];
            WeightSum[w] += gradient[to] * input[from];
        });
        return result;
    }

    /// <summary>Square images of so many channels.</summary>
    private static nint[] Images(int count, int channels, int? outputs = null)
    {
        var side = (nint)Math.Sqrt(count / channels);
        return [1, outputs ?? channels, side, side];
    }

    /// <summary>Each weight with the places of input and output that it connects.</summary>
    private void ForEach(int count, Action<int, int, int> act)
    {
        var side = (int)Images(count, layer.Inputs)[^1];
        for (var w = 0; w < Weight.Length; w++)
        {
            var (kx, ky) = (w % _kernel - _kernel / 2, w / _kernel % _kernel - _kernel / 2);
            var (channel, to) = (w / (_kernel * _kernel) % layer.Inputs, w / (_kernel * _kernel * layer.Inputs));
            for (var p = 0; p < side * side; p++)
            {
                var (x, y) = (p % side + kx, p / side + ky);
                if (x >= 0 && x < side && y >= 0 && y < side) act(w, (channel * side + y) * side + x, to * side * side + p);
            }
        }
    }
}
