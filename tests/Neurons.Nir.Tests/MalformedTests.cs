using Neurons.IO;

namespace Neurons.Nir.Tests;

/// <summary>Files that have to be refused, each by what is wrong with it, in memory of its size.</summary>
public sealed class MalformedTests
{
    public static TheoryData<string, string> Problems => new()
    {
        { "truncated_tail", "the file is truncated: it should have 37240 bytes and has 22344" },
        { "wrong_signature", "is not an HDF5 file" },
        { "missing_edges", "/node: NIRGraph: there is no data set edges" },
        { "edge_to_absent_node", "/node: NIRGraph: the edge ('fc', 'ghost') names no node 'ghost'; there are 'fc', 'input', 'lif', 'output'" },
        { "lif_parameter_shapes_differ", "/node/nodes/lif: LIF: r has the shape [3] and tau [2]" },
        { "nan_threshold", "/node/nodes/lif: LIF: v_threshold (float32 [3]) contains NaN" },
        { "unknown_node_type", "/node/nodes/lif: type is 'HodgkinHuxley'; it must be NIRGraph, Input, " },
        { "string_parameter", "/node/nodes/lif: LIF: tau is text (string [3]); it must be numbers" },
        { "huge_contiguous_dims", "/node/nodes/fc/weight: declares the shape [33554432, 33554432]" },
        { "missing_parameter", "/node/nodes/lif: LIF: tau is missing" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_malformed_file_is_refused_by_what_is_wrong_with_it(string name, string problem)
    {
        var bytes = Fixtures.Bytes("malformed/" + name);
        foreach (var typeCheck in new[] { true, false })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<FormatError>(() => NirGraph.Read(new MemoryStream(bytes), typeCheck));

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8L * bytes.Length) + (1 << 20));
            Assert.StartsWith($"stream: {(problem[0] == '/' ? problem : "")}", error.Message);
            Assert.Contains(problem, error.Message);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Every_malformed_file_is_here() =>
        Assert.Equal(Fixtures.Names("malformed").Count, Problems.Count);

    [Theory]
    [MemberData(nameof(FixtureTests.All), MemberType = typeof(FixtureTests))]
    public void A_file_that_is_cut_anywhere_is_refused(string name)
    {
        var bytes = Fixtures.Bytes(name);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 40))
            Assert.Throws<FormatError>(() => NirGraph.Read(new MemoryStream(bytes[..length])));
    }

    [Fact]
    public void A_chunk_that_calls_for_a_dictionary_is_refused()
    {
        byte[] bytes = [.. Fixtures.Bytes("nodes/affine")];
        var deflated = bytes.AsSpan().IndexOf("x^"u8);
        // The header of zlib, 0x78 0x5E before, with the bit FDICT and its check.
        bytes[deflated + 1] = 0xBB;

        Assert.Contains("is not deflate data", Assert.Throws<FormatError>(() => NirGraph.Read(new MemoryStream(bytes))).Message);
    }

    [Fact]
    public void What_cannot_be_a_file_is_refused_before_it_is_read()
    {
        Assert.Contains("is a folder", Assert.Throws<FormatError>(() => NirGraph.Read(Path.GetTempPath())).Message);
        Assert.ThrowsAny<IOException>(() => NirGraph.Read("/nowhere/network.nir"));
        if (OperatingSystem.IsLinux()) Assert.Contains("not an ordinary file", Assert.Throws<FormatError>(() => NirGraph.Read("/dev/zero")).Message);
    }

    /// <summary>Random damage, which property-tests does, seldom meets what is a single byte; this meets each.</summary>
    [Theory]
    [InlineData("foreign_writer.nir")]
    [InlineData("some_types_latest.nir")]
    public void A_file_with_any_byte_or_number_changed_is_read_or_refused_in_memory_of_its_size(string name)
    {
        var bytes = name == "foreign_writer.nir" ? [.. Fixtures.Bytes("graphs/foreign_writer")] : Fixtures.Unpack("hdf5.zip")[name];
        var refused = 0;
        // What is compiled once is not what a file takes.
        NirGraph.Read(new MemoryStream(bytes));
        for (var at = 0; at < bytes.Length; at++)
        {
            var old = bytes[at];
            foreach (var value in new[] { 0, old ^ 0x80 })
            {
                bytes[at] = (byte)value;
                Try($"byte {at} is {value}");
            }

            bytes[at] = old;
        }

        for (var at = 0; at + 8 <= bytes.Length; at += 4)
        {
            var old = BitConverter.ToInt64(bytes, at);
            foreach (var value in new[] { 1L << 20, int.MaxValue, long.MaxValue, -2, bytes.Length / 2 })
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
                Try($"the number at {at} is {value}");
            }

            BitConverter.TryWriteBytes(bytes.AsSpan(at), old);
        }

        Assert.True(refused > bytes.Length / 10, $"only {refused} files were refused");

        void Try(string change)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                NirGraph.Read(new MemoryStream(bytes));
            }
            catch (FormatError)
            {
                refused++;
            }
            catch (Exception problem)
            {
                Assert.Fail($"{change}: {problem}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < (1 << 18) + (8L * bytes.Length), $"{change}: {allocated} bytes were allocated");
        }
    }
}
