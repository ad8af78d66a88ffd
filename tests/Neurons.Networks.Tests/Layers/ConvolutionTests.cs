using System.Numerics.Tensors;
using Neurons.Primitives;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class ConvolutionTests
{
    /// <summary>Layers, and images that they take.</summary>
    private static readonly (Conv2d Layer, nint[] Images)[] _settings =
    [
        (new(2, 3, 3, padding: 2, dilation: 2), [2, 2, 5, 6]), // as many windows as pixels
        (new(2, 2, 7, padding: 3, groups: 2), [2, 2, 3, 2]),
        (new(2, 4, 3), [3, 2, 5, 6]),
        (new(2, 3, (3, 2), (2, 1), (1, 2)), [2, 2, 6, 5]),
        (new(4, 4, 3, (1, 3), (4, 3), (2, 3), 2), [2, 4, 7, 6]),
        (new(3, 6, 5, padding: 2, groups: 3), [1, 3, 4, 4]), // a kernel larger than the image
        (new(3, 2, 1), [5, 3, 4, 4]),
        (new(3, 2, 1, 2), [2, 3, 5, 5]),
        (new(3, 2, 1), [2, 3, 23, 23]), // one image at once, of one pixel windows
    ];

    [Fact]
    public void A_convolution_is_its_definition_pixel_by_pixel()
    {
        foreach (var (layer, images) in _settings)
        {
            var (w, b, x) = (Weight(layer), Random(2, layer.Outputs), Random(3, images));
            var y = Apply(layer, w, b, x);
            Close(1e-13, Naive(layer, w, b, x, y.Lengths), Samples.Flat(y));
        }
    }

    [Fact]
    public void An_image_too_large_for_one_product_is_convolved_in_strips_with_gradients_to_match()
    {
        var layer = new Conv2d(20, 2, 3, padding: 1);
        var (w, b, x) = (Weight(layer), Random(2, 2), Random(3, 2, 20, 11, 300));
        var y = Apply(layer, w, b, x);
        Close(1e-12, Naive(layer, w, b, x, y.Lengths), Samples.Flat(y));
        // the convolution is linear: <dy, conv x> = <convᵀ dy, x> = <dw, w> without bias
        var (dy, dx, dw) = (Random(4, y.Lengths), Random(5, x.Lengths), Random(6, w.Lengths));
        var linear = TestTensors.Dot(dy, y) - TestTensors.Dot(dy, Apply(layer, w, b, TestTensors.Filled(0.0, 2, 20, 11, 300)));
        layer.Backward(w, x, dy, dx, dw, null);
        Close(1e-11, [linear, linear], [TestTensors.Dot(dx, x), TestTensors.Dot(dw, w)]);
    }

    [Fact]
    public void The_gradients_are_those_of_finite_differences()
    {
        foreach (var (layer, images) in _settings[..8])
        {
            var (w, b, x) = (Weight(layer), Random(2, layer.Outputs), Random(3, images));
            var dy = Random(4, Apply(layer, w, b, x).Lengths);
            var (dx, dw, db) = (Random(5, x.Lengths), Random(6, w.Lengths), Random(7, b.Lengths));
            layer.Backward(w, x, dy, dx, dw, db);
            Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(layer, moved, b, x)), w), Samples.Flat(dw));
            Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(layer, w, moved, x)), b), Samples.Flat(db));
            Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(layer, w, b, moved)), x), Samples.Flat(dx));
        }
    }

    [Fact]
    public void A_line_is_an_image_of_height_1()
    {
        var line = new Conv1d(3, 4, 3, stride: 2, padding: 1, dilation: 2);
        var image = new Conv2d(3, 4, (1, 3), (1, 2), (0, 1), (1, 2));
        var (w, b, x) = (Random(1, 4, 3, 3), Random(2, 4), Random(3, 2, 3, 9));
        var high = Apply(image, Tensor.Create(Samples.Flat(w), [4, 3, 1, 3]), b, Tensor.Create(Samples.Flat(x), [2, 3, 1, 9]));
        Assert.Equal(Samples.Flat(high), Samples.Flat(Apply(line, w, b, x)));
    }

    [Fact]
    public void A_sequence_is_convolved_step_by_step_and_one_that_stays_the_same_has_the_gradient_of_the_sum_over_time()
    {
        var layer = new Conv2d(2, 4, 3, padding: 1, bias: false);
        var (w, once) = (Weight(layer), Random(2, 3, 2, 5, 5));
        var repeated = Tensor.Create(Repeated(Samples.Flat(once), 2), [2, 3, 2, 5, 5]);
        var (y, all) = (Apply(layer, w, null, once), Apply(layer, w, null, repeated));
        Assert.Equal([2, 3, 4, 5, 5], all.Lengths.ToArray());
        Close(1e-14, Repeated(Samples.Flat(y), 2), Samples.Flat(all));
        var (dy, brief, full) = (Random(3, 2, 3, 4, 5, 5), Random(5, w.Lengths), Random(6, w.Lengths));
        layer.Backward(w, once, SumOverTime(dy), null, brief, null);
        layer.Backward(w, repeated, dy, null, full, null);
        Close(1e-13, Samples.Flat(full), Samples.Flat(brief));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var layer = new Conv2d(4, 6, 3, padding: 1, groups: 2);
        var (w, b) = (Singles(Weight(layer)), Singles(Random(2, 6)));
        var (x, dy) = (Singles(Random(3, 5, 37, 4, 7, 9)), Singles(Random(4, 5, 37, 6, 7, 9)));
        var results = WithThreads<float[]>(() =>
        {
            var (y, dx, dw, db) = (Like(dy), Like(x), Like(w), Like(b));
            layer.Forward(w, b, x, y);
            layer.Backward(w, x, dy, dx, dw, db);
            return [.. Samples.Flat(y), .. Samples.Flat(dw), .. Samples.Flat(db), .. Samples.Flat(dx)];
        });
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void What_does_not_fit_is_an_error_that_names_what_is_needed()
    {
        static string Message(Conv2d layer, params nint[] images) =>
            Assert.ThrowsAny<ArgumentException>(() => layer.Forward(Weight(layer), null, Random(1, images), Random(1, 1))).Message;

        Assert.Contains("[2, 3, 4, 4] with 3 channels; Conv2d(2 → 1, kernel 3) takes 2", Message(new(2, 1, 3), 2, 3, 4, 4));
        Assert.Contains("smaller than the kernel [5, 5]", Message(new(3, 1, 5), 2, 3, 4, 4));
        Assert.Contains("[…, channels, height, width]", Message(new(3, 1, 1), 3, 4));
        Assert.Contains("output has the shape [1]; it must be [2, 3, 2, 2]", Message(new(2, 3, 3), 2, 2, 4, 4));
        var (narrow, x, y) = (Random(1, 3, 2, 3, 2), Random(1, 2, 2, 4, 4), Random(1, 2, 3, 2, 2));
        var other = Assert.ThrowsAny<ArgumentException>(() => new Conv2d(2, 3, 3).Forward(narrow, null, x, y));
        Assert.Contains("weight has the shape [3, 2, 3, 2]; it must be [3, 2, 3, 3]", other.Message);
    }

    [Fact]
    public void Spikes_as_bits_are_convolved_with_the_bits_of_spikes_as_numbers_forward_and_in_the_gradient()
    {
        foreach (var (layer, images) in _settings.Prepend((new(20, 2, 3, padding: 1), [1, 20, 11, 300])))
        {
            var (w, b) = (Singles(Weight(layer)), Singles(Random(2, layer.Outputs)));
            nint[] lengths = [3, .. images];
            var x = Tensor.Create(Array.ConvertAll(Samples.Flat(Random(3, lengths)), u => u > 0.4 ? 1f : 0), lengths);
            var bits = Pack(x);
            var (numbers, spikes) = (Apply(layer, w, b, x), Apply(layer, w, b, x));
            spikes.Clear();
            layer.Forward(w, b, bits, lengths, spikes);
            Assert.Equal(Samples.Flat(numbers), Samples.Flat(spikes));

            var dy = Singles(Random(4, numbers.Lengths));
            var (dx, dw, db) = (Like(x), Like(w), Like(b));
            layer.Backward(w, x, dy, dx, dw, db);
            var (spikesInput, spikesWeight, spikesBias) = (Like(x), Like(w), Like(b));
            layer.Backward(w, bits, lengths, dy, spikesInput, spikesWeight, spikesBias);
            Assert.Equal(Samples.Flat(dx), Samples.Flat(spikesInput));
            Assert.Equal(Samples.Flat(dw), Samples.Flat(spikesWeight));
            Assert.Equal(Samples.Flat(db), Samples.Flat(spikesBias));
        }
    }

    [Fact]
    public void Spikes_that_are_not_of_the_shape_they_are_said_to_have_are_refused()
    {
        var (layer, bits) = (new Conv2d(2, 3, 3), new SpikeBits(4, 2 * 2 * 25));
        foreach (nint[] shape in new[] { new nint[] { 4, 2, 2, 5, 6 }, [2, 4, 2, 5, 5], [] })
        {
            var error = Assert.ThrowsAny<ArgumentException>(() => layer.Forward(Weight(layer), null, bits, shape, Random(1, 4, 2, 3, 3, 3)));
            Assert.Contains("there are 4 steps of 100 bits; the input has the shape [", error.Message);
        }
    }

    private static Tensor<double> Weight(Convolution layer) => Random(1, layer.Weight.Shape);

    private static Tensor<T> Apply<T>(Convolution layer, Tensor<T> weight, Tensor<T>? bias, Tensor<T> x)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var features = layer.Weight.Shape.Length - 1;
        var output = layer.OutputShape([.. x.Lengths[^features..].ToArray().Select(length => (int)length)]);
        var y = Tensor.CreateFromShape<T>([.. x.Lengths[..^features], .. output.Select(length => (nint)length)]);
        layer.Forward(weight, bias, x, y);
        return y;
    }

    /// <summary>The definition, of images [N, channels, height, width].</summary>
    private static double[] Naive(Conv2d layer, Tensor<double> weight, Tensor<double> bias, Tensor<double> x, ReadOnlySpan<nint> output)
    {
        double[] xs = Samples.Flat(x), ws = Samples.Flat(weight), bs = Samples.Flat(bias);
        var (size, w, y) = (x.Lengths.ToArray(), weight.Lengths.ToArray(), new List<double>());
        var (stride, padding, dilation) = (layer.Options.Stride ?? 1, layer.Options.Padding ?? 0, layer.Options.Dilation ?? 1);
        for (var n = 0; n < output[0]; n++)
        {
            for (var o = 0; o < output[1]; o++)
            {
                for (var i = 0; i < output[2]; i++)
                {
                    for (var j = 0; j < output[3]; j++) y.Add(At(n, o, i, j));
                }
            }
        }
        return [.. y];

        double At(int n, int o, int i, int j)
        {
            var sum = bs[o];
            for (var c = 0; c < w[1]; c++)
            {
                for (var ki = 0; ki < w[2]; ki++)
                {
                    for (var kj = 0; kj < w[3]; kj++)
                    {
                        var row = (i * stride.Height) + (ki * dilation.Height) - padding.Height;
                        var column = (j * stride.Width) + (kj * dilation.Width) - padding.Width;
                        if (row < 0 || row >= size[2] || column < 0 || column >= size[3]) continue;
                        var channel = (o / (layer.Outputs / layer.Groups) * w[1]) + c;
                        var pixel = (((((n * size[1]) + channel) * size[2]) + row) * size[3]) + column;
                        sum += ws[(((((o * w[1]) + c) * w[2]) + ki) * w[3]) + kj] * xs[pixel];
                    }
                }
            }
            return sum;
        }
    }
}
