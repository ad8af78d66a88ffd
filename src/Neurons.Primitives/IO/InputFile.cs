namespace Neurons.IO;

/// <summary>Opens what a user names as an input, where it is an ordinary file.</summary>
public static class InputFile
{
    /// <summary>Opens a file to read. What could be waited for without an end, a pipe or a device, is refused before it is opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">Bytes that are read ahead, as of <see cref="FileStream"/>.</param>
    /// <exception cref="FormatError">It is a folder, a pipe or a device.</exception>
    public static FileStream Open(string path, int bufferSize = 4096)
    {
        Check(path);
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize);
    }

    /// <summary>Reads a whole file of text.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">As <see cref="Open"/>.</exception>
    public static string ReadText(string path)
    {
        Check(path);
        return File.ReadAllText(path);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">As <see cref="Open"/>.</exception>
    public static byte[] ReadBytes(string path)
    {
        Check(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Whether a path is that of a device, such as /dev/null or /dev/stdin, which cannot be read twice.</summary>
    /// <param name="path">The whole path.</param>
    public static bool IsDevice(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileKind.IsDevice(path);
    }

    private static void Check(string path)
    {
        if (Directory.Exists(path)) throw new FormatError(path, "is a folder; a file is needed");
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo end) file = end;
        if (file.Exists && !FileKind.IsOrdinary(file, toWrite: false)) throw new FormatError(path, "is not an ordinary file");
    }
}
