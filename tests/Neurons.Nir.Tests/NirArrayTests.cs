using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Nir.Tests;

public sealed class NirArrayTests
{
    [Fact]
    public void Arrays_are_equal_if_type_shape_and_every_bit_are()
    {
        NirArray one = new[] { 1f, 2, 3, 4 };

        Assert.Equal(one, (NirArray)new[] { 1f, 2, 3, 4 });
        Assert.Equal(one.GetHashCode(), ((NirArray)new[] { 1f, 2, 3, 4 }).GetHashCode());
        Assert.NotEqual(one, (NirArray)new[] { 1.0, 2, 3, 4 });
        Assert.NotEqual(one, NirArray.From<float>([1, 2, 3, 4], [2, 2]));
        Assert.NotEqual((NirArray)0.0, (NirArray)(-0.0));
        Assert.Equal((NirArray)double.NaN, (NirArray)double.NaN);
        Assert.NotEqual((NirArray)"a", (NirArray)new[] { "a" });
    }

    [Fact]
    public void What_is_plain_becomes_what_Python_makes_of_it()
    {
        Check(2, Hdf5Type.Int64, []);
        Check(2.5, Hdf5Type.Float64, []);
        Check(true, Hdf5Type.Bool, []);
        Check("same", Hdf5Type.String, []);
        Check(new long[] { 1, 2 }, Hdf5Type.Int64, [2]);
        Check(new[] { 1f, 2 }, Hdf5Type.Float32, [2]);
        Check(new float[2, 3], Hdf5Type.Float32, [2, 3]);
        Check(new[] { "a", "b" }, Hdf5Type.String, [2]);

        static void Check(NirArray array, Hdf5Type type, NirShape shape) => Assert.Equal((type, shape), (array.Type, array.Shape));
    }

    [Fact]
    public void Elements_are_given_in_their_type_or_converted()
    {
        var bytes = NirArray.From<byte>([1, 255], [2]);

        Assert.Equal([1, 255], bytes.Values<byte>().ToArray());
        Assert.Equal([1.0, 255.0], bytes.ToDoubles());
        Assert.Equal([1L, 255L], bytes.ToInt64s());
        Assert.Equal([0.1f], ((NirArray)0.1).ToSingles());
        Assert.Equal([1.0, 0.0], NirArray.From<bool>([true, false], [2]).ToDoubles());
        Assert.Equal([0.5], NirArray.From<Half>([(Half)0.5], [1]).ToDoubles());
        Assert.Contains("UInt8, not Single", Assert.Throws<InvalidOperationException>(() => { bytes.Values<float>(); }).Message);
        Assert.Throws<InvalidOperationException>(() => ((NirArray)"a").ToDoubles());
    }

    [Fact]
    public void Floats_are_whole_numbers_where_they_are()
    {
        Assert.Equal([2L, -3L], ((NirArray)new[] { 2.0, -3.0 }).ToInt64s());
        Assert.Throws<InvalidOperationException>(() => ((NirArray)2.5).ToInt64s());
        Assert.Throws<InvalidOperationException>(() => ((NirArray)1e19).ToInt64s());
        Assert.Throws<InvalidOperationException>(() => ((NirArray)double.PositiveInfinity).ToInt64s());
        Assert.Throws<InvalidOperationException>(() => NirArray.From<ulong>([ulong.MaxValue], []).ToInt64s());
    }

    [Fact]
    public void An_array_does_not_change_with_what_it_was_made_of()
    {
        var values = new[] { 1f, 2 };
        NirArray array = values;
        values[0] = 9;

        Assert.Equal([1f, 2], array.Values<float>().ToArray());
    }

    [Fact]
    public void A_tensor_is_taken_in_C_order()
    {
        var tensor = Tensor.Create<int>([1, 2, 3, 4, 5, 6], [2, 3]);

        Assert.Equal(NirArray.From<int>([1, 2, 3, 4, 5, 6], [2, 3]), NirArray.From(tensor));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var count = Assert.Throws<ArgumentException>(() => NirArray.From<int>([1, 2, 3], [2, 2]));
        Assert.Contains("There are 3 elements; the shape [2, 2] has 4.", count.Message);
        Assert.Contains("DateTime", Assert.Throws<ArgumentException>(() => NirArray.From<DateTime>([default], [1])).Message);
        Assert.Throws<ArgumentException>(() => (NirArray)"a\0b");
        Assert.Throws<ArgumentException>(() => (NirArray)"\ud800");
        Assert.Contains("-1; it must be ≥ 0", Assert.Throws<ArgumentOutOfRangeException>(() => NirShape.Create([2, -1])).Message);
    }

    [Fact]
    public void Metadata_are_equal_whatever_the_order_of_their_names()
    {
        var one = NirMetadata.Empty.With("a", 1).With("b", NirMetadata.Empty.With("c", "x"));
        var other = NirMetadata.Empty.With("b", NirMetadata.Empty.With("c", "x")).With("a", 1);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other.With("a", 2));
        Assert.NotEqual(one, other.With("b", 1));
        Assert.False(one.With("a", NirMetadata.Empty).Values.ContainsKey("a"));
        foreach (var name in new[] { "", ".", "a/b", "a\0", "\udfff" }) Assert.Throws<ArgumentException>(() => one.With(name, 1));
    }
}
