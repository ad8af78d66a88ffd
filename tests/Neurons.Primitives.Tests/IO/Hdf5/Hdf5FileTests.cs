using System.IO.Compression;
using System.Text.Json;
using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

/// <summary>
/// Files in the other forms of HDF5, and what h5py, which wrote them, reads from them. 
/// </summary>
public sealed class Hdf5FileTests
{
    private static readonly Lazy<Dictionary<string, byte[]>> Files = new(() => Unpack("hdf5.zip"));

    private static readonly Lazy<JsonElement> Expected = new(() => JsonDocument.Parse(Files.Value["expected.json"]).RootElement);

    public static TheoryData<string> Names => [.. Expected.Value.EnumerateObject().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_data_set_is_read_as_h5py_reads_it_or_refused_by_what_it_is(string name)
    {
        var groups = new Dictionary<string, Hdf5Group> { [""] = Hdf5File.Open(name, Files.Value[name]).Root };
        foreach (var entry in Expected.Value.GetProperty(name).EnumerateObject())
        {
            if (entry.Value.TryGetProperty("refused", out var why))
            {
                var problem = Xunit.Record.Exception(() => Open(groups, entry.Name));
                Assert.True(problem is FormatError, $"{entry.Name} is read, or not refused as it must be: {problem}");
                Assert.Contains(why.GetString()!, problem.Message.Replace(entry.Name, ""));
                continue;
            }

            var found = Assert.IsType<Hdf5Array>(Open(groups, entry.Name));
            Assert.Equal(entry.Value.GetProperty("dtype").GetString(), found.Type.ToString().ToLowerInvariant());
            Assert.Equal(entry.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()), found.Shape.ToArray());
            if (entry.Value.TryGetProperty("sequences", out var sequences))
            {
                Assert.Equal(
                    sequences.EnumerateArray().Select(sequence => sequence.EnumerateArray().Select(value => value.GetDouble()).ToArray()),
                    Enumerable.Range(0, found.Count).Select(found.Sequence<double>));
                continue;
            }

            var values = entry.Value.GetProperty("values");
            var texts = values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ToString());
            Assert.Equal(texts.Select(Normal), Texts(found).Select(Normal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_names_of_a_group_are_all_there_in_the_order_of_their_bytes(string name)
    {
        var file = Hdf5File.Open(name, Files.Value[name]);
        var expected = Expected.Value.GetProperty(name).EnumerateObject().Select(entry => entry.Name.Split('/'))
            .Where(path => path.Length > 2).GroupBy(path => path[1], path => path[2]);
        foreach (var group in expected)
            Assert.Equal(group.Distinct().Order(ByBytes.Order), ((Hdf5Group)file.Root.Open(group.Key)).Names);
    }

    [Fact]
    public void What_is_written_is_read_again_sequences_and_texts_included()
    {
        var content = new Hdf5Content
        {
            ["numbers"] = new Hdf5Array(Hdf5Type.Int16, [2, 2], new byte[] { 1, 0, 2, 0, 3, 0, 255, 255 }),
            ["more"] = new Hdf5Content { ["texts"] = new Hdf5Array([3], ["a", "", "ü"]) },
            ["sequences"] = new Hdf5Array(
                Hdf5Type.UInt16, [3], new ReadOnlyMemory<byte>[] { new byte[] { 1, 0 }, default, new byte[] { 2, 0, 188, 2 } }),
        };
        foreach (var compress in new[] { false, true })
        {
            using var stream = new MemoryStream();
            new Hdf5Writer(content, compress).WriteTo(stream);
            var root = Hdf5File.Open("written.h5", stream.ToArray()).Root;
            Assert.Equal([1, 2, 3, -1], root.Data("numbers").Values<short>().ToArray());
            Assert.Equal(["a", "", "ü"], root.Group("more").Data("texts").Texts.ToArray());
            Assert.Equal([[1], [], [2, 700]], Enumerable.Range(0, 3).Select(root.Data("sequences").Sequence<int>));
            Assert.Equal("sequences of uint16 [3]", root.Data("sequences").ToString());
            Assert.Equal("written.h5: /: there is no /absent; in / there are more, numbers, sequences",
                Assert.Throws<FormatError>(() => root.Data("absent")).Message);
            Assert.Contains("/more is a group; a data set is needed", Assert.Throws<FormatError>(() => root.Data("more")).Message);
        }
    }

    [Fact]
    public void A_byte_that_a_checksum_covers_cannot_change_unseen()
    {
        // The headers, trees and heaps of newer files have checksums; what they say is read or refused, but never another.
        foreach (var name in new[] { "superblock2.h5", "circle_latest.h5" })
        {
            var good = Files.Value[name];
            for (var at = 8; at < 48; at++)
            {
                var bad = (byte[])good.Clone();
                bad[at] ^= 1;
                var problem = Xunit.Record.Exception(() => Hdf5File.Open(name, bad));
                Assert.True(problem is FormatError, $"{name}, byte {at}: {problem}");
            }
        }
    }

    /// <summary>What is at a path; each group is opened once.</summary>
    private static object Open(Dictionary<string, Hdf5Group> groups, string path)
    {
        var (parent, name) = (path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);
        if (!groups.TryGetValue(parent, out var group)) groups.Add(parent, group = (Hdf5Group)Open(groups, parent));
        return group.Open(name);
    }

    private static IEnumerable<string> Texts(Hdf5Array array) => array.Type switch
    {
        Hdf5Type.String => array.Texts.ToArray(),
        Hdf5Type.Bool => array.Values<bool>().ToArray().Select(value => $"{value}"),
        Hdf5Type.UInt64 => array.Values<ulong>().ToArray().Select(value => $"{value}"),
        Hdf5Type.Int64 => array.Values<long>().ToArray().Select(value => $"{value}"),
        _ => array.To<double>().Select(value => $"{value}"),
    };

    private static string Normal(string text) => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;

    private static Dictionary<string, byte[]> Unpack(string resource)
    {
        using var archive = new ZipArchive(typeof(Hdf5FileTests).Assembly.GetManifestResourceStream(resource)!);
        return archive.Entries.Where(entry => entry.Length > 0).ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal);

        static byte[] Content(ZipArchiveEntry entry)
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }
}
