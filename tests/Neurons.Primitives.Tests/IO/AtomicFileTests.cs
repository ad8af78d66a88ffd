using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Writing_replaces_the_file_and_leaves_no_other()
    {
        AtomicFile.WriteText(_folder.File("a.txt"), "old and long");
        AtomicFile.WriteText(_folder.File("a.txt"), "new ✓");

        Assert.Equal("new ✓", File.ReadAllText(_folder.File("a.txt")));
        Assert.Equal(["a.txt"], _folder.Files());
    }

    [Fact]
    public void A_failed_write_keeps_the_old_file_and_leaves_no_other()
    {
        AtomicFile.WriteText(_folder.File("a.txt"), "old");

        Assert.Throws<TimeoutException>(() => AtomicFile.Write(_folder.File("a.txt"), stream =>
        {
            stream.WriteByte(1);
            throw new TimeoutException();
        }));

        Assert.Equal("old", File.ReadAllText(_folder.File("a.txt")));
        Assert.Equal(["a.txt"], _folder.Files());
    }

    [Fact]
    public void A_target_that_is_a_folder_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(_folder.File("folder"));

        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteText(_folder.File("folder"), "x"));

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public void A_file_name_of_the_greatest_length_can_be_written()
    {
        var name = new string('a', 255);
        AtomicFile.WriteText(_folder.File(name), "x");

        Assert.Equal([name], _folder.Files());
    }

    [Fact]
    public void A_missing_folder_is_an_error_and_is_not_made()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteText(_folder.File("none/a.txt"), "x"));
        Assert.False(Directory.Exists(_folder.File("none")));
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        if (OperatingSystem.IsLinux())
        {
            AtomicFile.WriteText("/dev/null", "x");
            Assert.Equal(0, new FileInfo("/dev/null").Length);
            Assert.Empty(Directory.GetFiles("/dev", "*.tmp"));
        }
    }

    public void Dispose() => _folder.Dispose();
}
