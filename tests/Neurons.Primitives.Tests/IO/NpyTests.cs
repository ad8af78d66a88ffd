using System.Numerics;
using System.Numerics.Tensors;
using System.Text;
using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

public sealed class NpyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. NumpyFiles.TwoByThree.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reads_every_element_type_order_and_version_that_numpy_writes(string kind)
    {
        var path = _folder.File("a.npy", Convert.FromBase64String(NumpyFiles.TwoByThree[kind]));
        double[] expected = kind.EndsWith("b1", StringComparison.Ordinal) ? [1, 1, 1, 1, 1, 1] : [1, 2, 3, 4, 5, 6];

        var doubles = Npy.Read<double>(path);
        var floats = Npy.Read<float>(path);

        Assert.Equal([2, 3], doubles.Lengths.ToArray());
        Assert.Equal(expected, Flat(doubles));
        Assert.Equal(expected.Select(value => (float)value), Flat(floats));
    }

    [Fact]
    public void Turns_a_cube_in_Fortran_order_into_C_order()
    {
        var cube = Npy.Read<double>(_folder.File("a.npy", Convert.FromBase64String(NumpyFiles.FortranCube)));

        Assert.Equal([2, 3, 4], cube.Lengths.ToArray());
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), Flat(cube));
    }

    [Fact]
    public void Reads_a_scalar_as_one_element_and_an_empty_array_as_empty()
    {
        var scalar = Npy.Read<double>(_folder.File("a.npy", Convert.FromBase64String(NumpyFiles.Scalar)));
        var empty = Npy.Read<float>(_folder.File("b.npy", Convert.FromBase64String(NumpyFiles.Empty)));

        Assert.Equal([1], scalar.Lengths.ToArray());
        Assert.Equal([2.5], Flat(scalar));
        Assert.Equal([0, 3], empty.Lengths.ToArray());
    }

    [Fact]
    public void Reads_special_values_and_leaves_the_refusal_to_RequireFinite()
    {
        var path = _folder.File("a.npy", Convert.FromBase64String(NumpyFiles.Special));
        var special = Npy.Read<double>(path);

        Assert.Equal([double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0], Flat(special));
        Assert.True(double.IsNegative(special[3]));
        var error = Assert.Throws<FormatError>(() => special.RequireFinite(path));
        Assert.Equal($"{path}: element [0] is NaN; only finite numbers are allowed here", error.Message);
    }

    [Fact]
    public void RequireFinite_names_row_and_column()
    {
        var tensor = Tensor.Create(new[] { 1f, 2, 3, 4, float.PositiveInfinity, 6 }, [2, 3]);

        Assert.Contains("[1, 1]", Assert.Throws<FormatError>(() => tensor.RequireFinite("x.npy")).Message);
        Assert.Same(tensor, RequireFiniteOf(tensor, 5));
    }

    [Fact]
    public void What_is_written_reads_back_bit_for_bit()
    {
        RoundTrip<float>([1, float.NaN, float.Epsilon, -0f, float.MaxValue, 0.1f], [3, 2]);
        RoundTrip<double>([Math.PI, double.NegativeInfinity, double.Epsilon, -0.0, 1e300, 0.1], [6]);
        RoundTrip<float>([], [0, 4]);
        RoundTrip<double>(Enumerable.Range(0, 100_000).Select(i => i / 3.0).ToArray(), [100, 10, 100]);
    }

    [Fact]
    public void Writes_what_numpy_writes()
    {
        var path = _folder.File("a.npy");
        Npy.Write(path, Tensor.Create(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]));

        Assert.Equal(NumpyFiles.TwoByThree["<f4"], Convert.ToBase64String(File.ReadAllBytes(path)));
    }

    [Fact]
    public void A_permuted_tensor_is_written_in_its_own_order()
    {
        var path = _folder.File("a.npy");
        var tensor = Tensor.Create(new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        Npy.Write(path, Tensor.PermuteDimensions(tensor, [1, 0]));

        Assert.Equal([1, 4, 2, 5, 3, 6], Flat(Npy.Read<double>(path)));
    }

    [Theory]
    [InlineData("{ \"shape\" : ( 2 , ) ,'descr':'<f4','fortran_order':False}", "")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }", "")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1L, 2L), }", "")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (L,), }", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "','")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "do not match")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 1073741824, 1073741824, 1073741824), }", "do not match")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "do not match")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "do not match")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "'|O'")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", "'|f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,), }", "'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "lacks")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x", "the end")]
    [InlineData("", "'{'")]
    public void A_header_is_read_with_any_spacing_and_refused_with_a_reason(string header, string reason)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), 0, 0, 128, 63, 0, 0, 0, 64];
        var path = _folder.File("a.npy", bytes);
        if (reason.Length == 0)
        {
            Assert.Equal([1f, 2f], Flat(Npy.Read<float>(path)));
        }
        else
        {
            var error = Assert.Throws<FormatError>(() => Npy.Read<float>(path));
            Assert.Contains(reason, error.Message);
            Assert.StartsWith(path, error.Message);
        }
    }

    [Theory]
    [InlineData(NumpyFiles.Records, "records")]
    [InlineData(NumpyFiles.Complex, "'<c8'")]
    [InlineData("UEsDBAoAAAAAAA==", "not a .npy file")]
    public void Other_kinds_of_array_are_refused(string file, string reason) => Assert.Contains(
        reason,
        Assert.Throws<FormatError>(() => Npy.Read<float>(_folder.File("a.npy", Convert.FromBase64String(file)))).Message);

    [Fact]
    public void Other_element_types_than_float_and_double_are_refused() =>
        Assert.Throws<NotSupportedException>(() => Npy.Read<Half>(_folder.File("a.npy", [1])));

    [Theory]
    [InlineData("<f4")]
    [InlineData(">f8")]
    [InlineData("|b1")]
    [InlineData("fortran")]
    [InlineData("version 2")]
    public void A_damaged_file_reads_or_gives_a_FormatError(string kind) => Damage.Try(
        Convert.FromBase64String(NumpyFiles.TwoByThree[kind]), _folder.File("a.npy"), path => Npy.Read<float>(path));

    public void Dispose() => _folder.Dispose();

    private static Tensor<float> RequireFiniteOf(Tensor<float> tensor, float replacement)
    {
        tensor[1, 1] = replacement;
        return tensor.RequireFinite("x.npy");
    }

    private static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    private void RoundTrip<T>(T[] values, nint[] lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var path = _folder.File("round.npy");
        Npy.Write(path, Tensor.Create(values, lengths));
        var read = Npy.Read<T>(path);
        Assert.Equal(lengths, read.Lengths.ToArray());
        Assert.Equal(values, Flat(read));
    }
}
