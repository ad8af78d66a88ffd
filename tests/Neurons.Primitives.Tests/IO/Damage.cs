using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

/// <summary>Damages a good file in thousands of ways: each must read, or give a <see cref="FormatError"/> and nothing else.</summary>
internal static class Damage
{
    /// <param name="good">The whole file.</param>
    /// <param name="path">Where the damaged files are put.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="truncationsMayRead">Whether a shorter file can be a good one too, as with csv.</param>
    public static void Try(byte[] good, string path, Action<string> read, bool truncationsMayRead = false)
    {
        for (var length = 0; length < good.Length; length++)
        {
            var refused = Refuses(good[..length], path, read);
            Assert.True(refused || truncationsMayRead, $"{length} of {good.Length} bytes were read without an error");
        }

        var random = new Random(1);
        for (var trial = 0; trial < 2000; trial++)
        {
            var bytes = (byte[])good.Clone();
            // Most of a small file is its header; the rest of the flips fall anywhere.
            for (var flip = random.Next(1, 4); flip > 0; flip--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)random.Next(' ', '~'),
                    _ => (byte)"0123456789{}[](),:'\"\n"[random.Next(21)],
                };
            }

            if (trial % 5 == 0)
            {
                bytes = [.. bytes, .. bytes[..random.Next(1, 9)]];
            }

            Refuses(bytes, path, read);
        }
    }

    private static bool Refuses(byte[] bytes, string path, Action<string> read)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            read(path);
            return false;
        }
        catch (FormatError error)
        {
            Assert.StartsWith(path, error.Message);
            return true;
        }
    }
}
