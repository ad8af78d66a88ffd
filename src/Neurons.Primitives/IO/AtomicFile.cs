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
    /// as it was. Temporary files that killed processes left in the folder are removed.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the whole content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Target(path);
        if (IsDevice(target))
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
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark, as <see cref="Write"/> does.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>The file that is meant: where symbolic links lead to, or a device on the way.</summary>
    private static string Target(string path)
    {
        var target = Path.GetFullPath(path);
        for (var links = 0; !IsDevice(target) && new FileInfo(target).LinkTarget is { } next; links++)
        {
            if (links == MostLinks) throw new IOException($"{path} leads through too many symbolic links.");
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
                using (new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None))
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
