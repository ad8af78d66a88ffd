using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text;
using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Reads_the_bytes_that_the_reference_implementation_writes()
    {
        var file = Read(
            """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}  """,
            [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 7, 8, 9]);

        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["b", "w"], file.Names);
        Assert.Equal([2, 2], file.Get<float>("w").Lengths.ToArray());
        Assert.Equal([1f, 2, 3, 4], file.Get<float>("w").ToArray());
        Assert.Equal([1.0, 2, 3, 4], file.Get<double>("w").ToArray());
        Assert.Equal([7, 8, 9], file.Get<byte>("b").ToArray());
        Assert.Equal("U8", file.Entry("b").DType);
    }

    [Fact]
    public void Every_element_type_reads_back_bit_for_bit()
    {
        RoundTrip("F32", 1f, float.NaN, float.Epsilon, -0f);
        RoundTrip("F64", Math.PI, double.NaN, double.NegativeInfinity, -0.0);
        RoundTrip("F16", (Half)0.1, Half.MaxValue, Half.NaN, Half.NegativeZero);
        RoundTrip("I64", long.MinValue, long.MaxValue, 0, -1);
        RoundTrip("U64", ulong.MinValue, ulong.MaxValue, 1UL << 53, (1UL << 53) + 1);
        RoundTrip("I32", int.MinValue, int.MaxValue, 0, -1);
        RoundTrip("U32", uint.MinValue, uint.MaxValue, 1u, 2u);
        RoundTrip("I16", short.MinValue, short.MaxValue, (short)0, (short)-1);
        RoundTrip("U16", ushort.MinValue, ushort.MaxValue, (ushort)1, (ushort)2);
        RoundTrip("I8", sbyte.MinValue, sbyte.MaxValue, (sbyte)0, (sbyte)-1);
        RoundTrip("U8", byte.MinValue, byte.MaxValue, (byte)1, (byte)2);
    }

    [Fact]
    public void Half_precision_is_widened_exactly()
    {
        var file = Read(
            """{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}""",
            [0x00, 0x3c, 0x01, 0x00, 0x80, 0x3f, 0x49, 0xc0]);

        Assert.Equal([1f, 5.9604645e-8f], file.Get<float>("h").ToArray());
        Assert.Equal([1f, -3.140625f], file.Get<float>("b").ToArray());
        Assert.Equal([1.0, -3.140625], file.Get<double>("b").ToArray());
        Assert.Throws<FormatError>(() => file.Get<ushort>("b"));
    }

    [Fact]
    public void Eight_bits_are_widened_exactly()
    {
        var file = Read(
            """{"a":{"dtype":"F8_E4M3","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"F8_E5M2","shape":[5],"data_offsets":[5,10]},"c":{"dtype":"F8_E8M0","shape":[3],"data_offsets":[10,13]}}""",
            [0x38, 0xC0, 0x01, 0x7E, 0x7F, 0x3C, 0xC0, 0x01, 0x7B, 0x7C, 127, 0, 255]);

        Assert.Equal([1, -2, MathF.ScaleB(1, -9), 448, float.NaN], file.Get<float>("a").ToArray());
        Assert.Equal([1, -2, MathF.ScaleB(1, -16), 57344, float.PositiveInfinity], file.Get<float>("b").ToArray());
        Assert.Equal([1, Math.ScaleB(1, -127), double.NaN], file.Get<double>("c").ToArray());
    }

    [Fact]
    public void What_has_no_type_here_is_kept_as_bytes_beside_the_others()
    {
        var path = _folder.File("again.safetensors");
        var file = Read(
            """{"c":{"dtype":"C64","shape":[1],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"f":{"dtype":"F4","shape":[3,2],"data_offsets":[12,15]}}""",
            [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 128, 63, 10, 11, 12]);
        SafetensorsFile.Write(path, NoMetadata, file.Names.Select(file.Entry));

        foreach (var one in new[] { file, SafetensorsFile.Read(path) })
        {
            Assert.Equal([1f], one.Get<float>("w").ToArray());
            Assert.Equal("F4", one.Entry("f").DType);
            Assert.Equal([10, 11, 12], one.Entry("f").Bytes.ToArray());
            Assert.Contains("stored as C64", Assert.Throws<FormatError>(() => one.Get<float>("c")).Message);
            Assert.Throws<FormatError>(() => one.Get<byte>("f"));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0, 0, 8, 8, 1, 2, 3 })]
    [InlineData(new byte[] { 0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 1 })]
    public void A_file_of_torch_save_is_told_from_a_damaged_one(byte[] file) => Assert.Contains(
        "is not a safetensors file but one of torch.save",
        Assert.Throws<FormatError>(() => SafetensorsFile.Read(_folder.File("x.pth", file))).Message);

    [Fact]
    public void Booleans_are_read_as_bytes_of_zero_and_one()
    {
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Write(path, NoMetadata, [SafetensorsEntry.From<bool>("spikes", [true, false, true], 3)]);
        var file = SafetensorsFile.Read(path);

        Assert.Equal("BOOL", file.Entry("spikes").DType);
        Assert.Equal([1, 0, 1], file.Get<byte>("spikes").ToArray());
    }

    [Fact]
    public void Reading_with_loss_or_by_an_unknown_name_is_refused()
    {
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Write(path, NoMetadata, [SafetensorsEntry.From("w", Tensor.Create(new[] { 0.1 }, [1]))]);
        var file = SafetensorsFile.Read(path);

        Assert.Contains("stored as F64, which cannot be read as Single", Assert.Throws<FormatError>(() => file.Get<float>("w")).Message);
        Assert.Contains("has no tensor 'v'; it has w", Assert.Throws<FormatError>(() => file.Get<double>("v")).Message);
        Assert.False(file.Contains("v"));
    }

    [Fact]
    public void Scalars_and_empty_tensors_keep_their_shape()
    {
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Write(path, NoMetadata,
        [
            SafetensorsEntry.From<float>("scalar", [2.5f]),
            SafetensorsEntry.From("empty", Tensor.Create(Array.Empty<float>(), [0, 3])),
            SafetensorsEntry.From("one", Tensor.Create(new[] { 1f }, [1, 1])),
        ]);
        var file = SafetensorsFile.Read(path);

        Assert.Empty(file.Entry("scalar").Shape);
        Assert.Equal([2.5f], file.Get<float>("scalar").ToArray());
        Assert.Equal([0, 3], file.Get<float>("empty").Lengths.ToArray());
        Assert.Equal([1, 1], file.Get<float>("one").Lengths.ToArray());
    }

    [Fact]
    public void A_file_without_tensors_and_metadata_with_any_text_read_back()
    {
        var path = _folder.File("a.safetensors");
        var metadata = new Dictionary<string, string> { ["ü \"quoted\""] = "line\nbreak ✓", [""] = "" };
        SafetensorsFile.Write(path, metadata, []);

        var file = SafetensorsFile.Read(path);
        Assert.Empty(file.Names);
        Assert.Equal(metadata, file.Metadata);
    }

    [Fact]
    public void The_header_is_padded_the_data_aligned_and_the_bytes_do_not_depend_on_the_order_given()
    {
        SafetensorsEntry[] entries =
        [
            SafetensorsEntry.From<byte>("a", [1, 2, 3], 3),
            SafetensorsEntry.From<double>("z", [1], 1),
            SafetensorsEntry.From<float>("c", [1], 1),
            SafetensorsEntry.From<float>("b", [1], 1),
        ];
        SafetensorsFile.Write(_folder.File("1"), NoMetadata, entries);
        SafetensorsFile.Write(_folder.File("2"), NoMetadata, entries.Reverse());

        var bytes = File.ReadAllBytes(_folder.File("1"));
        Assert.Equal(bytes, File.ReadAllBytes(_folder.File("2")));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"z":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"c":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"a":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(8 + length + 19, bytes.Length);
    }

    [Fact]
    public void Names_used_twice_or_reserved_are_not_written()
    {
        var entry = SafetensorsEntry.From<float>("w", [1], 1);
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(_folder.File("a"), NoMetadata, [entry, entry]));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(
            _folder.File("a"), NoMetadata, [SafetensorsEntry.From<float>("__metadata__", [1], 1)]));
        Assert.Throws<ArgumentException>(() => SafetensorsEntry.From<float>("w", [1, 2], 3));
        Assert.Throws<NotSupportedException>(() => SafetensorsEntry.From<decimal>("w", [1], 1));
        Assert.Empty(_folder.Files());
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "do not match shape [2]")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", "do not match shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4; 0 is expected")]
    [InlineData("""{"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "0 bytes, but 4 bytes of data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "8 bytes, but 4 bytes of data")]
    [InlineData(
        """{"v":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"w":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "begins at 2; 3 is expected")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "start ≤ end")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "start ≤ end")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "'-1' in 'shape'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", "'1.0' in 'shape'")]
    [InlineData("""{"w":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "no array 'shape'")]
    [InlineData("""{"__metadata__":null,"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "")]
    [InlineData("""{"w":{"dtype":"F4","shape":[4],"data_offsets":[0,4]}}""", "do not match shape [4]")]
    [InlineData("""{"w":{"dtype":"F6_E2M3","shape":[5],"data_offsets":[0,4]}}""", "do not match shape [5]")]
    [InlineData("""{"w":{"dtype":"F9","shape":[4],"data_offsets":[0,4]}}""", "dtype 'F9'")]
    [InlineData("""{"w":{"shape":[1],"data_offsets":[0,4]}}""", "dtype ''")]
    [InlineData("""{"w":3}""", "is a JSON Number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "Duplicate")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"a":1},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "a string is expected")]
    [InlineData("""{"__metadata__":[],"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "an object is expected")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "not valid JSON")]
    [InlineData(""" {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not a safetensors file")]
    [InlineData("", "not a safetensors file")]
    public void A_header_that_breaks_a_rule_is_refused_with_the_reason(string header, string reason)
    {
        if (reason.Length == 0)
        {
            Assert.Equal([1f], Read(header, [0, 0, 128, 63]).Get<float>("w").ToArray());
        }
        else
        {
            Assert.Contains(reason, Assert.Throws<FormatError>(() => Read(header, [0, 0, 128, 63])).Message);
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "ends inside the header length")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1, 2 }, "header length is 18446744073709551615; at most 2")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 1, 2 }, "header length is 3; at most 2")]
    public void A_header_length_beyond_the_file_is_refused(byte[] bytes, string reason) => Assert.Contains(
        reason, Assert.Throws<FormatError>(() => SafetensorsFile.Read(_folder.File("a", bytes))).Message);

    [Fact]
    public void A_damaged_file_reads_or_gives_a_FormatError()
    {
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Write(path, new Dictionary<string, string> { ["v"] = "1" },
        [
            SafetensorsEntry.From<float>("w", [1, 2, 3, 4, 5, 6], 2, 3),
            SafetensorsEntry.From<ulong>("rng", [1, 2], 2),
            SafetensorsEntry.From<bool>("spikes", [true, false], 2),
        ]);
        Damage.Try(File.ReadAllBytes(path), path, damaged =>
        {
            var file = SafetensorsFile.Read(damaged);
            foreach (var name in file.Names)
            {
                Assert.NotNull(file.Entry(name).DType);
            }
        });
    }

    public void Dispose() => _folder.Dispose();

    private SafetensorsFile Read(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return SafetensorsFile.Read(_folder.File("hand.safetensors", [.. length, .. json, .. data]));
    }

    private void RoundTrip<T>(string dtype, params T[] values)
        where T : unmanaged, INumberBase<T>
    {
        var path = _folder.File("round.safetensors");
        SafetensorsFile.Write(path, NoMetadata, [SafetensorsEntry.From("x", Tensor.Create(values, [2, 2]))]);
        var file = SafetensorsFile.Read(path);
        Assert.Equal(dtype, file.Entry("x").DType);
        Assert.Equal([2, 2], file.Get<T>("x").Lengths.ToArray());
        Assert.Equal(values, file.Get<T>("x").ToArray());
        Assert.Equal(["round.safetensors"], _folder.Files());
    }
}
