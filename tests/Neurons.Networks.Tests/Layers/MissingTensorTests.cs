using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>What the functions of layers do with tensors that are null.</summary>
public class MissingTensorTests
{
    private static readonly Tensor<double> _row = Filled(3, 2, 4), _wide = Filled(3, 2, 5), _step = Filled(2, 4), _matrix = Filled(5, 4);
    private static readonly Tensor<double> _images = Filled(3, 2, 1, 4), _kernel = Filled(5, 1, 2), _convolved = Filled(3, 2, 5, 3),
        _pooled = Filled(3, 2, 1, 2);
    private static readonly Tensor<double> _missing = null!;
    private static readonly InputSequence<double> _x = EachStep(_row), _none = EachStep(_missing);
    private static readonly Linear _linear = new(4, 5);
    private static readonly Conv1d _convolution = new(1, 5, 2);
    private static readonly MaxPool1d _pool = new(2);
    private static readonly BatchNorm _batchNorm = new(4);
    private static readonly LayerNorm _layerNorm = new(4);
    private static readonly Dropout _dropout = new();
    private static readonly DropoutKey _key = new(1, 0, 0);
    private static readonly Delay _delay = new(2);
    private static readonly ChannelMoments _moments = new([0, 0, 0, 0], [1, 1, 1, 1], true);

    /// <summary>A tensor that a function needs, and what calls the function without it.</summary>
    private static readonly (string Name, Action Call)[] _calls =
    [
        ("input", () => _linear.Forward(_matrix, null, _missing, _wide)),
        ("weight", () => _linear.Forward(_missing, null, _row, _wide)),
        ("output", () => _linear.Forward(_matrix, null, _row, _missing)),
        ("input", () => _linear.Backward(_matrix, _missing, _wide, null, _matrix, null)),
        ("outputGradient", () => _linear.Backward(_matrix, _row, _missing, null, _matrix, null)),
        ("weight", () => _linear.Backward(_missing, _row, _wide, _row, null, null)),
        ("input", () => _convolution.Forward(_kernel, null, _missing, _convolved)),
        ("weight", () => _convolution.Forward(_missing, null, _images, _convolved)),
        ("output", () => _convolution.Forward(_kernel, null, _images, _missing)),
        ("outputGradient", () => _convolution.Backward(_kernel, _images, _missing, null, _kernel, null)),
        ("weight", () => _convolution.Backward(_missing, _images, _convolved, _images, null, null)),
        ("input", () => _pool.Forward(_missing, _pooled)),
        ("output", () => _pool.Forward(_images, _missing)),
        ("input", () => _pool.Backward(_missing, _pooled, _pooled, _images)),
        ("output", () => _pool.Backward(_images, _missing, _pooled, _images)),
        ("outputGradient", () => _pool.Backward(_images, _pooled, _missing, _images)),
        ("inputGradient", () => _pool.Backward(_images, _pooled, _pooled, _missing)),
        ("of the sequence", () => _batchNorm.Forward(null, null, Filled(4), Filled(4), _none, Filled(3, 2, 4), true)),
        ("runningMean", () => _batchNorm.Forward(null, null, _missing, Filled(4), _x, Filled(3, 2, 4), true)),
        ("runningVariance", () => _batchNorm.Forward(null, null, Filled(4), _missing, _x, Filled(3, 2, 4), false)),
        ("output", () => _batchNorm.Forward(null, null, Filled(4), Filled(4), _x, _missing, false)),
        ("outputGradient", () => _batchNorm.Backward(null, _x, _moments, _missing, Filled(3, 2, 4), null, null)),
        ("input", () => _layerNorm.Forward(null, null, _missing, Filled(3, 2, 4))),
        ("input", () => _layerNorm.Backward(null, _missing, _row, Filled(3, 2, 4), null, null)),
        ("outputGradient", () => _layerNorm.Backward(null, _row, _missing, Filled(3, 2, 4), null, null)),
        ("of the sequence", () => _dropout.Forward(_key, _none, Filled(3, 2, 4))),
        ("of the sequence", () => _dropout.Forward(_key, Unchanged(3, _missing), Filled(2, 4))),
        ("output", () => _dropout.Forward(_key, _x, _missing)),
        ("outputGradient", () => _dropout.Backward(_key, _x, _missing, Filled(3, 2, 4))),
        ("of the sequence", () => _delay.Forward(null, _none, Filled(3, 2, 4))),
        ("output", () => _delay.Forward(null, _x, _missing)),
        ("outputGradient", () => _delay.Backward(_x, _missing, Filled(3, 2, 4))),
        ("of the sequence", () => new OverTime(Reduction.Mean).Forward(_none, Filled(2, 4))),
        ("outputGradient", () => new OverTime(Reduction.Mean).Backward(_x, _step, _missing, Filled(3, 2, 4))),
        ("output", () => new OverTime(Reduction.Max).Backward(_x, _missing, _step, Filled(3, 2, 4))),
        ("of the sequence", () => new ActivityPenalty().Evaluate(_none, Filled(2, 4))),
    ];

    public static TheoryData<int> Calls => [.. Enumerable.Range(0, _calls.Length)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_tensor_that_is_null_is_an_error_that_names_it_and_not_taken_for_one_of_zeros(int call)
    {
        var error = Assert.Throws<ArgumentNullException>(_calls[call].Call);
        Assert.Matches($"^(The tensor {_calls[call].Name} is null|[A-Za-z0-9]+: {_calls[call].Name} is null)[.;]", error.Message);
    }

    private static Tensor<double> Filled(params nint[] shape) => TestTensors.Filled(1.0, shape);
}
