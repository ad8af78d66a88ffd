namespace Neurons.Tests;

/// <summary>An empty folder in which a test works as long as it lives. A process has one working folder, so tests that change it run alone.</summary>
[CollectionDefinition(nameof(WorkingFolder), DisableParallelization = true)]
public sealed class WorkingFolder : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-guide-");

    public WorkingFolder() => Directory.SetCurrentDirectory(_folder.FullName);

    public string Path => _folder.FullName;

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Delete(recursive: true);
    }
}
