namespace Neurons.IO;

/// <summary>Tells ordinary files from pipes, sockets and devices, of which reading may wait for ever and which a rename would replace.</summary>
internal static class FileKind
{
    /// <summary>
    /// What the system says when a socket is opened, ENXIO of Linux and EOPNOTSUPP of macOS, and of the length of a device, EINVAL.
    /// </summary>
    private static readonly int[] Refusals = [6, 102, 22];

    /// <summary>Whether a path is that of a device, such as /dev/null or /dev/stdout; /dev/shm is memory that holds ordinary files.</summary>
    public static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>
    /// Whether a file that exists, no link, is neither a pipe, a socket nor a device. These have no length; of what has none, whether it is
    /// ordinary is tried by opening it: one that is to be read gives no byte, one that is to be written can be made empty.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="toWrite">Whether it is to be written.</param>
    /// <exception cref="UnauthorizedAccessException">It is to be written, and may not be.</exception>
    public static bool IsOrdinary(FileInfo file, bool toWrite)
    {
        if (IsDevice(file.FullName)) return false;
        if (file.Length > 0) return true;
        try
        {
            // Opened to read and to write, a pipe has both its ends, so that nothing is waited for.
            using var opened = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1);
            if (!opened.CanSeek) return false;
            if (!toWrite) return opened.ReadByte() < 0;
            opened.SetLength(0);
            return true;
        }
        catch (UnauthorizedAccessException) when (!toWrite)
        {
            return true;
        }
        catch (IOException problem) when (Refusals.Contains(problem.HResult))
        {
            return false;
        }
    }
}
