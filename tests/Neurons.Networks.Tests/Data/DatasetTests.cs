using System.Numerics.Tensors;
using System.Text;
using Neurons.IO;
using static Neurons.Tests.TestTensors;

namespace Neurons.Networks.Tests;

public sealed class DatasetTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_parts_of_a_split_have_each_sample_once_with_its_label()
    {
        var data = new Dataset(Single(Uniform(1, 0, 1, 50, 3)), [.. Enumerable.Range(0, 50)]);
        var (first, second) = data.Split(0.3, seed: 7);

        Assert.Equal((15, 35, 50), (first.Count, second.Count, first.Classes));
        Assert.Equal(Enumerable.Range(0, 50), first.Labels.ToArray().Concat(second.Labels.ToArray()).Order());
        Assert.NotEqual(Enumerable.Range(0, 15), first.Labels.ToArray());
        for (var i = 0; i < first.Count; i++) Assert.Equal(data.Sample(first.Labels[i]).ToArray(), first.Sample(i).ToArray());
        Assert.Equal(second.Labels.ToArray(), data.Split(0.3, seed: 7).Second.Labels.ToArray());
        Assert.Equal(second.Sample(4).ToArray(), second.Take([9, 4]).Sample(1).ToArray());
    }

    [Fact]
    public void A_sample_that_is_not_there_is_an_error()
    {
        var data = new Dataset(Single(Uniform(1, 0, 1, 5, 3)), [0, 0, 0, 0, 0]);
        foreach (var index in new[] { -1, 5, int.MaxValue })
            Assert.Contains("it must be in 0 .. 4", Assert.Throws<ArgumentOutOfRangeException>(() => data.Sample(index)).Message);
    }

    [Fact]
    public void Products_of_sizes_are_errors_where_they_are_too_large()
    {
        var layer = new CubaLif(1 << 10);
        Assert.Contains("too many elements", Assert.Throws<ArgumentException>(() => layer.Buffers<float>(int.MaxValue, 4)).Message);
        Assert.Contains("too many elements", Assert.Throws<ArgumentException>(() => layer.Buffers<float>(1, int.MaxValue)).Message);
        Assert.Contains("too many elements",
            Assert.Throws<ArgumentException>(() => layer.Integral(NeuronInput.Constant(new float[1 << 10], int.MaxValue))).Message);
        var data = new Dataset(Single(Uniform(1, 0, 1, 50, 3)), new int[50]);
        Assert.Throws<ArgumentException>(() => new Batches(data, int.MaxValue, 1, InputEncoding.Parse("rate"), int.MaxValue).Epoch(0).First());
        var constant = new Batches(data, 50, 1, InputEncoding.Direct, int.MaxValue).Epoch(0).First();
        Assert.Contains("too many elements", Assert.Throws<ArgumentException>(() => constant.ToTensor()).Message);
        Assert.Contains("must be in 0 .. 2147483646",
            Assert.Throws<ArgumentException>(() => new Dataset(Single(Uniform(1, 0, 1, 1, 3)), [int.MaxValue])).Message);
        Assert.Contains("too many elements", Assert.Throws<ArgumentException>(() => Targets.Rate<float>([0, 1], int.MaxValue)).Message);
        Assert.Contains(
            "too many elements", Assert.Throws<ArgumentException>(() => Encode.Population(Tensor.Create([1f, 2f], [2]), int.MaxValue)).Message);
        Assert.Contains(
            "too many elements", Assert.Throws<ArgumentException>(() => new Lif([1 << 20, 1 << 20], new() { Tau = Learnable.PerNeuron(1) })).Message);
    }

    [Fact]
    public void Bytes_are_the_floats_that_they_stand_for()
    {
        var bytes = Tensor.Create(Enumerable.Range(0, 24).Select(i => (byte)(10 * i)).ToArray(), [2, 3, 4]);
        var floats = Tensor.Create(Array.ConvertAll(Flat(bytes), value => value / 8f), [2, 3, 4]);
        var (a, b) = (Dataset.FromBytes(bytes, [0, 1], divisor: 8), new Dataset(floats, [0, 1]));

        Assert.Equal(b.Sample(1).ToArray(), a.Sample(1).ToArray());
        Assert.Equal(b.Shape.ToArray(), a.Shape.ToArray());
        Assert.Null(a.TimeSteps);
        Assert.Equal(3, Dataset.FromBytes(bytes, [0, 1], overTime: true).TimeSteps);
        Assert.Equal([4], Dataset.OverTime(floats, [0, 1]).Shape.ToArray());
        Assert.Equal([2, 6], a.Reshape(2, 6).Shape.ToArray());
        Assert.Contains("[5] does not have the 12 features of [3, 4]", Assert.Throws<ArgumentException>(() => a.Reshape(5)).Message);
    }

    [Fact]
    public void Numpy_arrays_are_data()
    {
        var labels = _folder.Write("labels.npy", Npy("<i8", [3], BitConverter.GetBytes(2L), BitConverter.GetBytes(0L), BitConverter.GetBytes(5L)));
        var bytes = _folder.Write("bytes.npy", Npy("|u1", [3, 2], [1, 2, 3, 4, 5, 255]));
        var floats = Path.Combine(_folder.Path, "floats.npy");
        IO.Npy.Write(floats, Tensor.Create<float>([1, 2, 3, 4, 5, 255], [3, 2, 1]));

        var (a, b) = (Dataset.FromNpy(bytes, labels, divisor: 255), Dataset.FromNpy(floats, labels, divisor: 255, overTime: true));
        Assert.Equal([2, 0, 5], a.Labels.ToArray());
        Assert.Equal([5 / 255f, 1f], a.Sample(2).ToArray());
        Assert.Equal(a.Sample(1).ToArray(), b.Sample(1).ToArray());
        Assert.Equal((null, 2, 6), (a.TimeSteps, b.TimeSteps, a.Classes));
    }

    [Fact]
    public void Numpy_arrays_that_do_not_fit_are_refused()
    {
        var inputs = Path.Combine(_folder.Path, "inputs.npy");
        IO.Npy.Write(inputs, Tensor.Create<float>([1, 2, 3, 4], [2, 2]));
        string Error(byte[] labels) => Assert.Throws<FormatError>(() => Dataset.FromNpy(inputs, _folder.Write("labels.npy", labels))).Message;

        Assert.Contains(
            "label 1 is 0.5; whole numbers from 0 are allowed", Error(Npy("<f4", [2], BitConverter.GetBytes(1f), BitConverter.GetBytes(0.5f))));
        Assert.Contains("label 0 is -1", Error(Npy("<i4", [2], BitConverter.GetBytes(-1), BitConverter.GetBytes(0))));
        Assert.Contains("has the shape [2, 1]; labels are [samples]", Error(Npy("|u1", [2, 1], [1, 2])));
        var misfit = Error(Npy("|u1", [3], [1, 2, 3]));
        Assert.StartsWith(inputs, misfit);
        Assert.Contains("The inputs have the shape [2, 2] and there are 3 labels", misfit);
        IO.Npy.Write(inputs, Tensor.Create<float>([1, float.NaN, 3, 4], [2, 2]));
        Assert.Contains("element [0, 1] is NaN", Error(Npy("|u1", [2], [1, 2])));
    }

    [Theory]
    [InlineData("x.npy,y.npy", "x.npy", "y.npy", false, 1)]
    [InlineData("a,b.d/x.npy,c:/y.NPY:divisor=255,overTime", "a,b.d/x.npy", "c:/y.NPY", true, 255)]
    [InlineData("x.npy,y.npy:divisor=0.5", "x.npy", "y.npy", false, 0.5)]
    public void Numpy_arrays_are_named_by_a_text(string text, string inputs, string labels, bool overTime, float divisor)
    {
        Assert.True(NpySource.IsOne(text));
        var source = NpySource.Parse(text);
        Assert.Equal(new NpySource(inputs, labels) { OverTime = overTime, Divisor = divisor }, source);
        Assert.Equal(source, NpySource.Parse(source.ToString()));
    }

    [Theory]
    [InlineData("x.npy", "The data are 'x.npy'; INPUTS.npy,LABELS.npy is expected, and after a colon overTime or divisor=….")]
    [InlineData("x.npy,y.npyz", "The data are 'x.npy,y.npyz'; INPUTS.npy,LABELS.npy is expected")]
    [InlineData("x.npy,y.npy:overtime", "The data 'x.npy,y.npy:overtime' has no option 'overtime'.")]
    [InlineData("x.npy,y.npy:divisor", "gives 'divisor' as ''; a finite number is expected")]
    public void A_text_that_names_no_numpy_arrays_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => NpySource.Parse(text)).Message);

    [Fact]
    public void The_second_axis_of_numpy_arrays_may_be_time_and_whole_numbers_may_be_divided()
    {
        var labels = _folder.Write("labels.npy", Npy("|u1", [2], [1, 0]));
        byte[][] numbers = [.. Enumerable.Range(0, 12).Select(i => BitConverter.GetBytes((short)(17 * i)))];
        var inputs = _folder.Write("inputs.npy", Npy("<i2", [2, 3, 2], numbers));

        var data = NpySource.Parse($"{inputs},{labels}:overTime,divisor=255").Load();
        Assert.Equal((3, 2), (data.TimeSteps, data.Count));
        Assert.Equal([2], data.Shape.ToArray());
        Assert.Equal([.. Enumerable.Range(6, 6).Select(i => 17 * i / 255f)], data.Sample(1).ToArray());

        var flat = _folder.Write("flat.npy", Npy("<i2", [2, 6], numbers));
        var error = Assert.Throws<FormatError>(() => NpySource.Parse($"{flat},{labels}:overTime").Load()).Message;
        Assert.Contains("The inputs have the shape [2, 6] and there are 2 labels; the inputs must be [samples, T, features…]", error);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        var inputs = Single(Uniform(1, 0, 1, 2, 3));
        Assert.Contains("Label 1 is -1; it must be in 0 .. 2147483646", Assert.Throws<ArgumentException>(() => new Dataset(inputs, [0, -1])).Message);
        Assert.Contains("[2, 3] and there are 1 labels", Assert.Throws<ArgumentException>(() => new Dataset(inputs, [0])).Message);
        Assert.Contains("must be [samples, T, features…]", Assert.Throws<ArgumentException>(() => Dataset.OverTime(inputs, [0, 1])).Message);
        Assert.Contains("divisor is 0; it must be > 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.FromBytes(Tensor.Create<byte>([1, 2], [2, 1]), [0, 1], 0)).Message);
        Assert.Contains(
            "Index 1 is 2; it must be in 0 .. 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset(inputs, [0, 1]).Take([0, 2])).Message);
        Assert.Contains("fraction is 2", Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset(inputs, [0, 1]).Split(2, 1)).Message);
    }

    private static byte[] Npy(string type, int[] shape, params byte[][] data)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(length => $"{length},"))})}}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data.SelectMany(bytes => bytes)];
    }
}
