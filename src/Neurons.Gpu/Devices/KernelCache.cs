using System.Security.Cryptography;
using System.Text;
using Neurons.IO;

namespace Neurons.Gpu;

/// <summary>
/// The kernels of a device by their sources: in memory, and their compiled forms on disk, by source, device and driver. The folder is that of
/// the environment variable NEURONS_KERNELS, else one among the caches of the user; an empty variable keeps nothing on disk. A file that is
/// damaged or cannot be read or written is as good as none.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="folder">The folder of the compiled forms; null to keep none.</param>
internal sealed class KernelCache(Device device, string? folder)
{
    public const string Variable = "NEURONS_KERNELS";

    private readonly Dictionary<string, DeviceProgram> _programs = [];
    private readonly Dictionary<(string, string), DeviceKernel> _kernels = [];
    private readonly Lock _lock = new();

    public DeviceKernel Get(string source, string name)
    {
        lock (_lock)
        {
            if (_kernels.TryGetValue((source, name), out var known)) return known;
            if (!_programs.TryGetValue(source, out var program)) program = _programs[source] = Program(source, true);
            return _kernels[(source, name)] = program.Kernel(name);
        }
    }

    /// <summary>
    /// Compiles many kernels as one program, which takes less time than one program each: those of sources that begin with one prelude.
    /// </summary>
    public void Prepare(string prelude, bool optimized, IEnumerable<(string Source, string Name)> kernels)
    {
        lock (_lock)
        {
            var missing = kernels.Where(kernel => !_kernels.ContainsKey(kernel)).Distinct().ToArray();
            if (missing.Length == 0) return;
            string Own(int k) => $"{missing[k].Name}{k}";
            var bodies = missing.Select((kernel, k) => kernel.Source[prelude.Length..]
                .Replace($"KERNEL {kernel.Name}(", $"KERNEL {Own(k)}(", StringComparison.Ordinal));
            var program = Program(prelude + string.Concat(bodies), optimized);
            for (var k = 0; k < missing.Length; k++) _kernels[missing[k]] = program.Kernel(Own(k));
        }
    }

    /// <summary>The folder that the environment says, else one among the caches of the user; null for none.</summary>
    public static string? UsersFolder() => Environment.GetEnvironmentVariable(Variable) switch
    {
        "" => null,
        { } folder => folder,
        null => Caches() is { Length: > 0 } caches ? Path.Combine(caches, "neurons", "kernels") : null,
    };

    private static string Caches()
    {
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches) return caches;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? "" : Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
    }

    private DeviceProgram Program(string source, bool optimized)
    {
        if (folder is null) return device.Compile(source, optimized);
        var key = Encoding.UTF8.GetBytes($"{device.Language}\n{device.Name}\n{device.Driver}\n{optimized}\n{source}");
        var file = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(key))}.bin");
        if (Read(file) is { } compiled && device.Load(compiled) is { } loaded) return loaded;
        var program = device.Compile(source, optimized);
        Write(file, program.Compiled);
        return program;
    }

    /// <summary>A file is its content after the hash of it.</summary>
    private static byte[]? Read(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return bytes.Length > SHA256.HashSizeInBytes
                && SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes))
                ? bytes[SHA256.HashSizeInBytes..]
                : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(string file, byte[] compiled)
    {
        if (compiled.Length == 0) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Write(file, stream =>
            {
                stream.Write(SHA256.HashData(compiled));
                stream.Write(compiled);
            });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // the next process compiles again
        }
    }
}
