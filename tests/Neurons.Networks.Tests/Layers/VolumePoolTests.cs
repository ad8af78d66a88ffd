using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

public sealed class VolumePoolTests
{
    private static readonly Tensor<double> _x = Random(1, 2, 3, 5, 6, 4);

    private static readonly Pool3dOptions[] _settings = [new([2]), new([3, 2, 2], [2, 1, 3], [1, 0, 1]), new([1, 3, 2], [2], [0, 1, 1])];

    private static readonly Dictionary<string, Func<Pool3dOptions, VolumePool>> _kinds = new()
    {
        ["largest"] = options => new MaxPool3d(options),
        ["sum"] = options => new SumPool3d(options),
        ["mean"] = options => new AveragePool3d(new AveragePool3dOptions(options.Kernel, options.Stride, options.Padding)),
        ["mean inside"] = options => new AveragePool3d(
            new AveragePool3dOptions(options.Kernel, options.Stride, options.Padding, CountPadding: false)),
    };

    public static TheoryData<string> Kinds => [.. _kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pooled_number_is_the_largest_the_sum_or_the_mean_of_the_voxels_under_its_window(string kind)
    {
        foreach (var options in _settings)
        {
            var expected = Naive(options, _x).Select(window => kind switch
            {
                "largest" => window.Inside.Max(),
                "sum" => window.Inside.Sum(),
                "mean" => window.Inside.Sum() / window.Size,
                _ => window.Inside.Average(),
            });
            Close(1e-14, [.. expected], Samples.Flat(Apply(_kinds[kind](options), _x)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_gradients_are_those_of_finite_differences(string kind)
    {
        foreach (var options in _settings)
        {
            var layer = _kinds[kind](options);
            var (y, dx) = (Apply(layer, _x), Tensor.CreateFromShape<double>(_x.Lengths));
            var dy = Random(2, y.Lengths);
            layer.Backward(_x, y, dy, dx);
            Close(1e-8, Differences(x => TestTensors.Dot(dy, Apply(layer, x)), _x), Samples.Flat(dx));
        }
    }

    [Fact]
    public void Of_one_plane_it_is_the_pooling_of_images_with_ties_and_NaN()
    {
        var random = new Random(3);
        float[] numbers = [0, 1, 1, -1, float.NaN, float.PositiveInfinity];
        for (var trial = 0; trial < 20; trial++)
        {
            var x = Tensor.Create([.. Enumerable.Range(0, 60).Select(_ => numbers[random.Next(trial < 10 ? 4 : 6)])], [2, 5, 6]);
            var flat = new MaxPool2d((2, 3), (2, 1), (1, 0));
            var deep = new MaxPool3d(new Pool3dOptions([1, 2, 3], [1, 2, 1], [0, 1, 0]));
            var planes = x.Reshape([2, 1, 5, 6]);
            var y = Tensor.CreateFromShape<float>([2, 3, 4]);
            flat.Forward(x, y);
            var z = Tensor.CreateFromShape<float>([2, 1, 3, 4]);
            deep.Forward(planes, z);
            Assert.Equal(Samples.Flat(y), Samples.Flat(z));
            var dy = Samples.Uniform(4, -1, 1, 2, 3, 4);
            var (dx, dz) = (Tensor.CreateFromShape<float>([2, 5, 6]), Tensor.CreateFromShape<float>([2, 1, 5, 6]));
            flat.Backward(x, y, dy, dx);
            deep.Backward(planes, z, dy.Reshape([2, 1, 3, 4]), dz);
            Assert.Equal(Samples.Flat(dx), Samples.Flat(dz));
        }
    }

    [Fact]
    public void It_learns_in_a_network_and_runs_in_a_circle()
    {
        Differences.Check(
            () => new Sequential(
                7, new Input(2, 4, 4, 4), new Conv3d(2, 2, 2), new AveragePool3d(new AveragePool3dOptions([2], [1])), new Flatten(),
                new Linear(16, 3)),
            network => network.Forward(Samples.Uniform(3, -1, 1, 3, 2, 2, 4, 4, 4)));
        Assert.True(((IEachStep)new MaxPool3d(2)).IsEachStep);
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        static string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains(
            "padding is 2; it must be ≥ 0 and at most half of the kernel, 3", Message(() => new MaxPool3d(new Pool3dOptions([3], null, [2]))));
        Assert.Contains("kernel has 2 numbers; it must have 1 or 3", Message(() => new SumPool3d(new Pool3dOptions([3, 2]))));
        Assert.Contains("smaller than the kernel", Message(() => new Sequential(1, new Input(1, 2, 2, 1), new MaxPool3d(2))));
        Assert.Contains("takes [channels, depth, height, width]", Message(() => new Sequential(1, new Input(1, 2, 2), new MaxPool3d(2))));
    }

    private static Tensor<T> Apply<T>(VolumePool layer, Tensor<T> x)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var shape = layer.OutputShape([.. x.Lengths[^4..].ToArray().Select(length => (int)length)]);
        var y = Tensor.CreateFromShape<T>([.. x.Lengths[..^4], .. shape.Select(length => (nint)length)]);
        layer.Forward(x, y);
        return y;
    }

    private static IEnumerable<(double[] Inside, int Size)> Naive(Pool3dOptions options, Tensor<double> x)
    {
        int[] Three(int[]? given, int[] usual) => given is null ? usual : given.Length == 1 ? [given[0], given[0], given[0]] : given;
        var kernel = Three(options.Kernel, []);
        var (stride, padding) = (Three(options.Stride, kernel), Three(options.Padding, [0, 0, 0]));
        var shape = x.Lengths.ToArray();
        int Count(int d) => (int)((shape[d + 2] + (2 * padding[d]) - kernel[d]) / stride[d]) + 1;
        IEnumerable<int> Places(int d, int window) =>
            Enumerable.Range((window * stride[d]) - padding[d], kernel[d]).Where(at => at >= 0 && at < shape[d + 2]);
        for (var sample = 0; sample < shape[0]; sample++)
        {
            for (var channel = 0; channel < shape[1]; channel++)
            {
                for (var z = 0; z < Count(0); z++)
                {
                    for (var y = 0; y < Count(1); y++)
                    {
                        for (var w = 0; w < Count(2); w++)
                        {
                            var inside = Places(0, z).SelectMany(a => Places(1, y).SelectMany(b => Places(2, w).Select(c => (a, b, c))));
                            yield return (
                                [.. inside.Select(at => x[sample, channel, at.a, at.b, at.c])], kernel[0] * kernel[1] * kernel[2]);
                        }
                    }
                }
            }
        }
    }
}
