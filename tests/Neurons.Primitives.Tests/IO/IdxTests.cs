using System.IO.Compression;
using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

public sealed class IdxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_array_of_bytes_is_read_plain_and_packed()
    {
        byte[] file = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];
        foreach (var path in new[] { _folder.File("a-idx2-ubyte", file), _folder.File("a.gz", Packed(file)) })
        {
            var values = Idx.Read(path);
            Assert.Equal([2, 3], values.Lengths.ToArray());
            Assert.Equal([1, 2, 3, 4, 5, 255], values.ToArray());
        }
    }

    [Fact]
    public void A_packed_file_of_several_members_is_read_and_each_must_be_whole()
    {
        byte[] file = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];
        byte[] packed = [.. Packed(file[..9]), .. Packed([]), .. Packed(file[9..])];
        Assert.Equal([1, 2, 3, 4, 5, 255], Idx.Read(_folder.File("a.gz", packed)).ToArray());
        Damage.Try(packed, _folder.File("damaged.gz"), path => Idx.Read(path));
        var garbage = _folder.File("garbage.gz", [.. packed, 1, 2, 3]);
        Assert.Contains("goes on after its last member", Assert.Throws<FormatError>(() => Idx.Read(garbage)).Message);
    }

    [Theory]
    [InlineData(new byte[] { }, "ends inside the magic number")]
    [InlineData(new byte[] { 1, 0, 8, 1, 0, 0, 0, 0 }, "is not an idx file")]
    [InlineData(new byte[] { 0, 0, 13, 1, 0, 0, 0, 0 }, "has elements of type 0x0D")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "has 0 axes; 1 to 8 are allowed")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 5 }, "has the shape [2], which does not match its length")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 5, 6 }, "has the shape [1], which does not match its length")]
    [InlineData(new byte[] { 0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255 }, "has the shape [4294967295, 4294967295]")]
    public void A_file_of_another_kind_or_length_is_refused(byte[] file, string problem)
    {
        var plain = _folder.File("a", file);
        Assert.StartsWith($"{plain}: {problem}", Assert.Throws<FormatError>(() => Idx.Read(plain)).Message);
        var packed = _folder.File("a.gz", Packed(file));
        Assert.Throws<FormatError>(() => Idx.Read(packed));
    }

    [Fact]
    public void A_packed_file_that_claims_more_than_it_has_is_refused_in_memory_of_what_it_has()
    {
        // 100 MB claimed by the shape, in a file that has room for them but not the bytes.
        var noise = new byte[150_000];
        new Random(1).NextBytes(noise);
        var file = Packed([0, 0, 8, 1, 5, 0xF5, 0xE1, 0, .. noise]);
        var path = _folder.File("bomb.gz", file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<FormatError>(() => Idx.Read(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_packed_file_that_unpacks_to_more_than_its_shape_is_not_read_on()
    {
        // The length is the stated one modulo 2^32 only if 4 GiB more follow, so a wrong trailer stands for it.
        var file = Packed([0, 0, 8, 1, 0, 0, 0, 1, 7, .. new byte[1 << 20]]);
        BitConverter.GetBytes(9).CopyTo(file, file.Length - 4);
        var path = _folder.File("more.gz", file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<FormatError>(() => Idx.Read(path));

        Assert.Contains("goes on after the 1 elements", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Fact]
    public void Damaged_files_are_refused_or_read()
    {
        byte[] file = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. Enumerable.Range(0, 24).Select(i => (byte)i)];
        Damage.Try(file, _folder.File("damaged-idx3-ubyte"), path => Idx.Read(path));
        Damage.Try(Packed(file), _folder.File("damaged.gz"), path => Idx.Read(path));
    }

    internal static byte[] Packed(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }
}
