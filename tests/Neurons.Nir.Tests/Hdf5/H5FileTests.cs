using System.Text.Json;
using Neurons.Nir.Hdf5;

namespace Neurons.Nir.Tests.Hdf5;

/// <summary>
/// Files in the other forms of HDF5, and what h5py, which wrote them, reads from them. They are no networks: what is read is the file.
/// </summary>
public sealed class H5FileTests
{
    private static readonly Lazy<Dictionary<string, byte[]>> Files = new(() => Fixtures.Unpack("hdf5.zip"));

    private static readonly Lazy<JsonElement> Expected = new(() => JsonDocument.Parse(Files.Value["expected.json"]).RootElement);

    public static TheoryData<string> Names => [.. Expected.Value.EnumerateObject().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_data_set_is_read_as_h5py_reads_it_or_refused_by_what_it_is(string name)
    {
        var groups = new Dictionary<string, H5Group> { [""] = H5File.Open(name, Files.Value[name]).Root };
        foreach (var entry in Expected.Value.GetProperty(name).EnumerateObject())
        {
            if (entry.Value.TryGetProperty("refused", out var why))
            {
                var problem = Xunit.Record.Exception(() => Open(groups, entry.Name));
                Assert.True(problem is IO.FormatError, $"{entry.Name} is read, or not refused as it must be: {problem}");
                Assert.Contains(why.GetString()!, problem.Message.Replace(entry.Name, ""));
                continue;
            }

            var found = Assert.IsType<NirArray>(Open(groups, entry.Name));
            Assert.Equal(entry.Value.GetProperty("dtype").GetString(), found.Type.ToString().ToLowerInvariant());
            Assert.Equal(entry.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()), found.Shape);
            var values = entry.Value.GetProperty("values");
            var texts = values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ToString());
            Assert.Equal(texts.Select(Normal), Texts(found).Select(Normal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_names_of_a_group_are_all_there_in_the_order_of_their_bytes(string name)
    {
        var file = H5File.Open(name, Files.Value[name]);
        var expected = Expected.Value.GetProperty(name).EnumerateObject().Select(entry => entry.Name.Split('/'))
            .Where(path => path.Length > 2).GroupBy(path => path[1], path => path[2]);
        foreach (var group in expected)
            Assert.Equal(group.Distinct().Order(ByBytes.Order), ((H5Group)file.Root.Open(group.Key)).Names);
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
                var problem = Xunit.Record.Exception(() => H5File.Open(name, bad));
                Assert.True(problem is IO.FormatError, $"{name}, byte {at}: {problem}");
            }
        }
    }

    /// <summary>What is at a path; each group is opened once.</summary>
    private static object Open(Dictionary<string, H5Group> groups, string path)
    {
        var (parent, name) = (path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);
        if (!groups.TryGetValue(parent, out var group)) groups.Add(parent, group = (H5Group)Open(groups, parent));
        return group.Open(name);
    }

    private static IEnumerable<string> Texts(NirArray array) => array.Type switch
    {
        NirType.String => array.Texts.ToArray(),
        NirType.Bool => array.Values<bool>().ToArray().Select(value => $"{value}"),
        NirType.UInt64 => array.Values<ulong>().ToArray().Select(value => $"{value}"),
        NirType.Int64 => array.Values<long>().ToArray().Select(value => $"{value}"),
        _ => array.ToDoubles().Select(value => $"{value}"),
    };

    private static string Normal(string text) => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
}
