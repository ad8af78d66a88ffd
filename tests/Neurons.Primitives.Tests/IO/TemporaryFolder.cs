namespace Neurons.Primitives.Tests.IO;

/// <summary>A folder that lives as long as a test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-io-");

    public string Name => _folder.FullName;

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public string File(string name, byte[] content)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string[] Files() => [.. Directory.GetFiles(_folder.FullName).Select(path => Path.GetFileName(path)!)];

    public void Dispose() => _folder.Delete(recursive: true);
}
