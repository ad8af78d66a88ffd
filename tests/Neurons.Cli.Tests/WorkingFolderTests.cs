using System.Runtime.CompilerServices;

namespace Neurons.Cli.Tests;

/// <summary>A process has one working folder: a test that changes it beside others takes theirs away.</summary>
public sealed class WorkingFolderTests
{
    [Fact]
    public void Tests_change_the_working_folder_through_WorkingFolder_alone_and_then_run_alone()
    {
        var files = Directory.EnumerateFiles(Tests(), "*.cs", SearchOption.AllDirectories)
            .Where(file => file != ThisFile() && Path.GetFileName(file) != "WorkingFolder.cs")
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(Tests(), file), File.ReadAllText);
        Assert.DoesNotContain(files, file => file.Value.Contains("SetCurrentDirectory", StringComparison.Ordinal)
            || file.Value.Contains("Environment.CurrentDirectory =", StringComparison.Ordinal));

        var users = files.Where(file => file.Value.Contains("new WorkingFolder(", StringComparison.Ordinal)
            || file.Value.Contains("WorkingFolder _folder = new()", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(users);
        Assert.All(users, file => Assert.Contains("[Collection(nameof(WorkingFolder))]", file.Value));
    }

    private static string Tests() => Path.GetDirectoryName(Path.GetDirectoryName(ThisFile())!)!;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
