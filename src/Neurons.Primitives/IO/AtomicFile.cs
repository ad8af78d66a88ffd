using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Neurons.IO;

/// <summary>Writes a file so that a reader sees the old content or the new, never a part of it.</summary>
public static partial class AtomicFile
{
    /// <summary>More links after each other than any system follows.</summary>
    private const int MostLinks = 40;

    /// <summary>
    /// Writes a temporary file in the same folder, flushes it to disk and renames it to <paramref name="path"/>; a symbolic link stays, and
    /// the file that it leads to is written. On failure the temporary file is removed and an older file at <paramref name="path"/> stays
    /// as it was. Temporary files that killed processes left in the folder are removed. A device is written to.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the whole content.</param>
    /// <exception cref="IOException">As <see cref="Check"/>, or the file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Checked(path);
        if (FileKind.IsDevice(target))
        {
            // A rename would put an ordinary file in the place of /dev/null or /dev/stdout.
            using var device = new FileStream(target, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        var folder = Path.GetDirectoryName(target)!;
        RemoveLeftovers(folder);
        // A short name of its own, so that a long target name does not become too long.
        var temporary = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}.{Guid.NewGuid():N}.tmp"));
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception problem)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            // The system's message would name the temporary file, which nobody has asked for.
            if (!problem.Message.Contains(temporary, StringComparison.Ordinal)) throw;
            throw problem switch
            {
                UnauthorizedAccessException => new UnauthorizedAccessException($"Access to the path '{path}' is denied.", problem),
                FileNotFoundException or DirectoryNotFoundException =>
                    new DirectoryNotFoundException($"{path}: no file can be created in the folder {folder}", problem),
                _ => new IOException($"{path}: {problem.Message.Split(" : '")[0]}", problem),
            };
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark, as <see cref="Write"/> does.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Refuses a path that leads to what a file must not replace, before there is something to write.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">It is a pipe, a socket or a device node outside /dev, or a circle of symbolic links.</exception>
    public static void Check(string path) => Checked(path);

    /// <summary>The file that is meant, which is to be created, an ordinary one or a device.</summary>
    private static string Checked(string path)
    {
        var target = Target(path);
        var file = new FileInfo(target);
        return FileKind.IsDevice(target) || !file.Exists || FileKind.IsOrdinary(file, toWrite: true)
            ? target
            : throw new IOException($"{path}: it is a pipe, a socket or a device; only an ordinary file can be replaced");
    }

    /// <summary>The file that is meant: where symbolic links lead to, or a device on the way.</summary>
    private static string Target(string path)
    {
        var target = Path.GetFullPath(path);
        for (var links = 0; !FileKind.IsDevice(target) && new FileInfo(target).LinkTarget is { } next; links++)
        {
            if (links == MostLinks) throw new IOException($"{path}: it leads through too many symbolic links");
            target = Path.GetFullPath(next, Path.GetDirectoryName(target)!);
        }

        return target;
    }

    /// <summary>Removes the temporary files of processes that are no more. Who cannot remove them can write all the same.</summary>
    private static void RemoveLeftovers(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, ".*.tmp", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = true }))
        {
            if (Temporary().Match(Path.GetFileName(file)) is not { Success: true } name || IsRunning(name.Groups[1].Value)) continue;
            try
            {
                // A process that this one cannot see, as in another container, still holds its file.
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                File.Delete(file);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private static bool IsRunning(string process)
    {
        if (!int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        try
        {
            Process.GetProcessById(id).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The name of a temporary file, with the process that writes it; that is missing in those of older versions.</summary>
    [GeneratedRegex(@"^\.(?:([0-9]+)\.)?[0-9a-f]{32}\.tmp$")]
    private static partial Regex Temporary();
}
