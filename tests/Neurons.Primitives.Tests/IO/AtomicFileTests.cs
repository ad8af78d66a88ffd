using System.Diagnostics;
using System.Net.Sockets;
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
    public void A_file_that_cannot_be_created_is_named_and_not_the_temporary_one()
    {
        if (!OperatingSystem.IsLinux()) return;
        var message = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteText("/proc/a.txt", "x")).Message;

        Assert.Equal("/proc/a.txt: no file can be created in the folder /proc", message);
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
        Assert.Equal(3, _folder.Files().Length);
    }

    [Fact]
    public void A_link_into_a_folder_that_is_not_there_is_named_and_not_the_temporary_file()
    {
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("nowhere/real"));

        var message = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteText(_folder.File("link"), "x")).Message;

        Assert.Equal($"{_folder.File("link")}: no file can be created in the folder {_folder.File("nowhere")}", message);
    }

    [Fact]
    public void A_pipe_and_a_link_to_one_are_refused_and_stay_what_they_are()
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.True(Process.Start("mkfifo", [_folder.File("pipe")]).WaitForExit(TimeSpan.FromMinutes(1)));
        File.CreateSymbolicLink(_folder.File("link"), "pipe");
        foreach (var name in new[] { "pipe", "link" })
            RequireRefused(_folder.File(name));

        // Opened to read and write, a pipe waits for nobody; a file would have a length.
        using var pipe = new FileStream(_folder.File("pipe"), FileMode.Open, FileAccess.ReadWrite);
        Assert.False(pipe.CanSeek);
        Assert.Equal(["link", "pipe"], _folder.Files().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_socket_is_refused_and_stays_what_it_is()
    {
        if (OperatingSystem.IsWindows()) return;
        // A path of a socket has at most 108 bytes.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("s")));
        socket.Listen();

        RequireRefused(_folder.File("s"));

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(_folder.File("s")));
    }

    [Fact]
    public void An_empty_file_is_replaced()
    {
        File.WriteAllText(_folder.File("a.txt"), "");
        AtomicFile.WriteText(_folder.File("a.txt"), "new");

        Assert.Equal("new", File.ReadAllText(_folder.File("a.txt")));
    }

    [Fact]
    public void Files_in_shared_memory_are_replaced_as_others_are()
    {
        if (!Directory.Exists("/dev/shm")) return;
        var path = $"/dev/shm/neurons-{Guid.NewGuid():N}";
        try
        {
            AtomicFile.WriteText(path, "old and long");
            AtomicFile.WriteText(path, "new");
            Assert.Equal("new", InputFile.ReadText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void RequireRefused(string path)
    {
        foreach (Action write in new[] { () => AtomicFile.WriteText(path, "x"), () => AtomicFile.Check(path) })
            Assert.Contains($"{path}: it is a pipe, a socket or a device", Assert.Throws<IOException>(write).Message);
        Assert.Contains("is not an ordinary file", Assert.Throws<FormatError>(() => InputFile.ReadText(path)).Message);
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

        Assert.Equal(20, _folder.Files().Length);
    }

    public void Dispose() => _folder.Dispose();
}
