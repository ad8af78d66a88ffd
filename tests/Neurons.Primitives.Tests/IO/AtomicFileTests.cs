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

    [Fact]
    public void A_link_stays_a_link_and_what_it_leads_to_is_written()
    {
        File.CreateSymbolicLink(_folder.File("first"), "second");
        File.CreateSymbolicLink(_folder.File("second"), _folder.File("real"));
        foreach (var text in new[] { "new", "newer" })
        {
            AtomicFile.WriteText(_folder.File("first"), text);
            Assert.Equal(text, File.ReadAllText(_folder.File("real")));
        }

        Assert.Equal("second", new FileInfo(_folder.File("first")).LinkTarget);
        Assert.Equal(_folder.File("real"), new FileInfo(_folder.File("second")).LinkTarget);
        Assert.Equal(3, _folder.Files().Count());
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        File.CreateSymbolicLink(_folder.File("a"), "b");
        File.CreateSymbolicLink(_folder.File("b"), "a");

        Assert.Contains("too many symbolic links", Assert.Throws<IOException>(() => AtomicFile.WriteText(_folder.File("a"), "x")).Message);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_by_the_next_write_and_what_a_living_one_writes_is_not()
    {
        // No process has the greatest number.
        foreach (var process in new[] { "", $"{int.MaxValue}." })
            File.WriteAllText(_folder.File($".{process}{Guid.NewGuid():N}.tmp"), "half");
        string[] others = [$".{Environment.ProcessId}.{Guid.NewGuid():N}.tmp", ".cache.tmp", $".{int.MaxValue}.{Guid.NewGuid():N}.tmp"];
        foreach (var other in others) File.WriteAllText(_folder.File(other), "x");

        using (new FileStream(_folder.File(others[2]), FileMode.Open, FileAccess.Write, FileShare.None))
            AtomicFile.WriteText(_folder.File("a.txt"), "x");

        Assert.Equal(others.Append("a.txt").Order(StringComparer.Ordinal), _folder.Files().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Processes_and_threads_that_write_in_one_folder_do_not_remove_what_the_others_write()
    {
        Parallel.For(0, 200, i => AtomicFile.WriteText(_folder.File($"{i % 20}.txt"), $"{i}"));

        Assert.Equal(20, _folder.Files().Count());
    }

    public void Dispose() => _folder.Dispose();
}
