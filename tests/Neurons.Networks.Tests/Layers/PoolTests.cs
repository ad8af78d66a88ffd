using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Primitives;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class PoolTests
{
    private static readonly Tensor<double> _x = Random(1, 2, 3, 7, 9);

    private static readonly Windows[] _settings = [new(2, 2, 0), new((3, 2), (2, 1), 1), new((2, 5), (3, 2), (0, 2))];

    private static readonly Dictionary<string, Func<Windows, Pool>> _kinds = new()
    {
        ["largest"] = windows => new MaxPool2d(windows.Kernel, windows.Stride, windows.Padding),
        ["sum"] = windows => new SumPool2d(windows.Kernel, windows.Stride, windows.Padding),
        ["mean"] = windows => new AveragePool2d(windows.Kernel, windows.Stride, windows.Padding),
        ["mean inside"] = windows => new AveragePool2d(windows.Kernel, windows.Stride, windows.Padding, countPadding: false),
    };

    public static TheoryData<string> Kinds => [.. _kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pooled_number_is_the_largest_the_sum_or_the_mean_of_the_numbers_under_its_window(string kind)
    {
        foreach (var windows in _settings)
        {
            var expected = Naive(windows, _x).Select(window => kind switch
            {
                "largest" => window.Max(),
                "sum" => window.Sum(),
                "mean" => window.Sum() / (windows.Kernel.Height * windows.Kernel.Width),
                _ => window.Average(),
            });
            Close(1e-14, [.. expected], Samples.Flat(Apply(_kinds[kind](windows), _x)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_gradients_are_those_of_finite_differences(string kind)
    {
        foreach (var windows in _settings)
        {
            var layer = _kinds[kind](windows);
            var (y, dx) = (Apply(layer, _x), Like(_x));
            var dy = Random(2, y.Lengths);
            layer.Backward(_x, y, dy, dx);
            Close(1e-8, Differences(x => TestTensors.Dot(dy, Apply(layer, x)), _x), Samples.Flat(dx));
        }
    }

    [Fact]
    public void Of_equal_spikes_the_first_by_rows_has_the_gradient()
    {
        var spikes = Tensor.Create([0.0, 1, 0, 0, 1, 1, 0, 0], [1, 1, 2, 4]);
        var layer = new MaxPool2d(2);
        var (y, dx) = (Apply(layer, spikes), Like(spikes));
        Assert.Equal([1, 0], Samples.Flat(y));
        layer.Backward(spikes, y, Tensor.Create([3.0, 5], [1, 1, 1, 2]), dx);
        Assert.Equal([0, 3, 5, 0, 0, 0, 0, 0], Samples.Flat(dx));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NaN_under_a_window_shows(string kind) =>
        Assert.True(double.IsNaN(Samples.Flat(Apply(_kinds[kind](new(2, 2, 0)), Tensor.Create([1, 2, double.NaN, 3], [1, 1, 2, 2])))[0]));

    [Fact]
    public void A_line_is_pooled_along_its_length_at_every_step() =>
        Assert.Equal([2, 4, 5, -1], Samples.Flat(Apply(new MaxPool1d(2), Tensor.Create([1.0, 2, 4, 3, 5, 0, -1, -2], [2, 1, 1, 4]))));

    [Fact]
    public void Padding_beyond_half_of_a_window_and_shapes_that_do_not_fit_are_errors()
    {
        static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
        Assert.Contains("padding is 2; it must be ≥ 0 and at most half of the kernel, 3", Message(() => new MaxPool2d(3, padding: (1, 2))));
        Assert.Contains("[…, channels, height, width]", Message(() => new MaxPool2d(2).Forward(Random(1, 4, 4), Random(1, 2, 2))));
        var output = Message(() => new MaxPool2d(2).Forward(_x, Random(1, 2, 3, 3, 3)));
        Assert.Contains("output has the shape [2, 3, 3, 3]; it must be [2, 3, 3, 4]", output);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pooling_has_the_bits_of_single_windows_whatever_the_vectors_with_ties_signed_zeros_infinities_and_NaN(string kind)
    {
        var stream = new RandomStream(5, 0);
        float[] special = [0, -0f, 1, 1, -1, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        Windows[] settings = [new(2, 2, 0), new((3, 2), (3, 2), (1, 0)), new((3, 2), (1, 2), (1, 0)), new((1, 2), 2, 0), new(3, 2, 1)];
        foreach (var windows in settings)
        {
            foreach (var (height, width) in new[] { (4, 6), (5, 7), (7, 8), (3, 15), (6, 16), (2, 33), (3, 68) })
            {
                var layer = _kinds[kind](windows);
                var x = Tensor.Create(Numbers(6 * height * width), [2, 3, height, width]);
                var (y, dx) = (Apply(layer, x), Like(x));
                var dy = Tensor.Create(Numbers((int)y.FlattenedLength), y.Lengths);
                layer.Backward(x, y, dy, dx);
                var (expected, gradient) = InSingles(kind, windows, height, width, Samples.Flat(x), Samples.Flat(dy));
                Assert.Equal(Bits(expected), Bits(Samples.Flat(y)));
                Assert.Equal(Bits(gradient), Bits(Samples.Flat(dx)));
            }
        }

        static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);

        float[] Numbers(int count)
        {
            var numbers = new float[count];
            for (var i = 0; i < count; i++)
            {
                var which = stream.NextDouble() * 16;
                numbers[i] = which < 8 ? special[(int)which] : (float)((2 * stream.NextDouble()) - 1);
            }
            return numbers;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Spikes_as_bits_are_pooled_as_numbers_are_and_so_is_their_gradient(string kind)
    {
        var stream = new RandomStream(6, 0);
        Windows[] settings = [new(2, 2, 0), new((3, 2), (2, 1), (1, 1)), new(3, 2, 1)];
        foreach (var windows in settings)
        {
            foreach (var shape in new nint[][] { [3, 2, 5, 28, 28], [1, 1, 1, 3, 5], [4, 3, 70, 7, 9], [0, 2, 3, 4, 4], [2, 1, 3, 200, 130] })
            {
                var bits = new SpikeBits((int)shape[0], (int)TensorPrimitives.Product<nint>(shape.AsSpan(1)));
                var spikes = Array.ConvertAll(new float[bits.Steps * bits.PerStep], _ => stream.NextDouble() < 0.2 ? 1f : 0);
                for (var t = 0; t < bits.Steps; t++) bits.Pack<float>(t, spikes.AsSpan(t * bits.PerStep, bits.PerStep));
                var x = Tensor.Create(spikes, shape);
                foreach (var givesSpikes in new[] { false, true })
                {
                    var layer = _kinds[kind](windows);
                    layer.Build([(int)shape[2], (int)shape[3], (int)shape[4]]);
                    ((IGivesSpikes)layer).GivesSpikes = givesSpikes;
                    var ofNumbers = layer.Forward(Signal.EachStep(x), new Pass(layer, new Workspace(), true, 1, null));
                    var ofBits = layer.Forward(Signal.Spikes(bits, shape[1..]), new Pass(layer, new Workspace(), true, 1, null));
                    Assert.Equal(givesSpikes && kind == "largest", ofBits.Output.Bits is not null);
                    Assert.Equal(ofNumbers.Output.Shape.ToArray(), ofBits.Output.Shape.ToArray());
                    Assert.Equal(Samples.Flat(ofNumbers.Output.Values), Samples.Flat(ofBits.Output.Unpacked(new Workspace(), layer).Values));
                    var gradient = Singles(Random(7, ofNumbers.Output.Lengths));
                    var (expected, actual) = (Like(x), Like(x));
                    ofNumbers.Pullback!(gradient, [], expected);
                    ofBits.Pullback!(gradient, [], actual);
                    Assert.Equal(Samples.Flat(expected), Samples.Flat(actual));
                }
            }
        }
    }

    private static Tensor<T> Apply<T>(Pool layer, Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var features = layer is MaxPool1d ? 2 : 3;
        var output = layer.OutputShape([.. x.Lengths[^features..].ToArray().Select(length => (int)length)]);
        var y = Tensor.CreateFromShape<T>([.. x.Lengths[..^features], .. output.Select(length => (nint)length)]);
        layer.Forward(x, y);
        return y;
    }

    /// <summary>The numbers under each window of planes [N, channels, height, width].</summary>
    private static IEnumerable<double[]> Naive(Windows windows, Tensor<double> x)
    {
        var (size, all) = (x.Lengths.ToArray(), Samples.Flat(x));
        var (vertical, horizontal) = (windows.Along((int)size[2], 0), windows.Along((int)size[3], 1));
        for (var plane = 0; plane < size[0] * size[1]; plane++)
        {
            foreach (var rows in vertical)
            {
                foreach (var columns in horizontal)
                    yield return [.. from row in rows from column in columns select all[(((plane * size[2]) + row) * size[3]) + column]];
            }
        }
    }

    /// <summary>Pooling and its gradient in float32, window by window: down the columns first, then across; of equals the first by rows.</summary>
    private static (float[] Y, float[] Dx) InSingles(string kind, Windows windows, int height, int width, float[] x, float[] dy)
    {
        var (vertical, horizontal) = (windows.Along(height, 0), windows.Along(width, 1));
        var (y, dx) = (new float[dy.Length], new float[x.Length]);
        var at = 0;
        for (var plane = 0; plane < x.Length / (height * width); plane++)
        {
            foreach (var rows in vertical)
            {
                foreach (var columns in horizontal)
                {
                    int Place(int row, int column) => (((plane * height) + row) * width) + column;
                    var value = columns.Select(column => rows.Select(row => x[Place(row, column)]).Aggregate(Join)).Aggregate(Join);
                    var divisor = kind switch
                    {
                        "mean" => windows.Kernel.Height * windows.Kernel.Width,
                        "mean inside" => rows.Length * columns.Length,
                        _ => 1,
                    };
                    y[at] = value / divisor;
                    int[] pixels = [.. from row in rows from column in columns select Place(row, column)];
                    if (kind == "largest") dx[pixels.FirstOrDefault(pixel => x[pixel] == value, pixels[0])] += dy[at];
                    else foreach (var pixel in pixels) dx[pixel] += dy[at] / divisor;
                    at++;
                }
            }
        }
        return (y, dx);

        float Join(float a, float b) => kind != "largest" ? a + b : b > a || float.IsNaN(b) ? b : a;
    }

    private sealed record Windows(ImageSize Kernel, ImageSize Stride, ImageSize Padding)
    {
        /// <summary>The pixels in the image of each window along a dimension.</summary>
        public int[][] Along(int length, int dimension)
        {
            var (kernel, stride, padding) = dimension == 0
                ? (Kernel.Height, Stride.Height, Padding.Height)
                : (Kernel.Width, Stride.Width, Padding.Width);
            return
            [
                .. Enumerable.Range(0, ((length + (2 * padding) - kernel) / stride) + 1)
                    .Select(window => Enumerable.Range((window * stride) - padding, kernel).Where(pixel => pixel >= 0 && pixel < length).ToArray()),
            ];
        }
    }
}
