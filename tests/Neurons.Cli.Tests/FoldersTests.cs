namespace Neurons.Cli.Tests;

/// <summary>The folders of a project, where it has some, do not refer to each other in circles.</summary>
public sealed class FoldersTests
{
    [Theory]
    [InlineData("Neurons.Primitives")]
    [InlineData("Neurons.Core")]
    [InlineData("Neurons.CSharp")]
    [InlineData("Neurons.Networks")]
    [InlineData("Neurons.Simulation")]
    [InlineData("Neurons.EventData")]
    [InlineData("Neurons.Gpu")]
    [InlineData("Neurons.Cli")]
    public void Folders_do_not_refer_to_each_other_in_circles(string project)
    {
        var uses = FolderGraph.Of(
            Path.Combine(AppContext.BaseDirectory, $"{(project == "Neurons.Cli" ? "neurons" : project)}.dll"), Path.Combine(Source(), project));
        Assert.NotEmpty(uses);
        Assert.True(Circle(uses) is not { } circle, $"{project}: {Circle(uses)}");
    }

    /// <summary>A way from a folder back to it, with an example of each step; null where there is none.</summary>
    private static string? Circle(IReadOnlyDictionary<string, SortedDictionary<string, string>> uses)
    {
        var done = new HashSet<string>();
        return uses.Keys.Select(folder => From(folder, [])).FirstOrDefault(way => way is not null);

        string? From(string folder, string[] way)
        {
            if (Array.IndexOf(way, folder) is >= 0 and var first)
                return string.Join(", ", way[first..].Append(folder).Zip(way[(first + 1)..].Append(folder),
                    (from, to) => $"{from} → {to} ({uses[from][to]})"));
            if (done.Contains(folder) || !uses.TryGetValue(folder, out var next)) return null;
            var found = next.Keys.Select(to => From(to, [.. way, folder])).FirstOrDefault(circle => circle is not null);
            done.Add(folder);
            return found;
        }
    }

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src"));
}
