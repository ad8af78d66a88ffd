using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Outside.Tests;

/// <summary>The code of docs/extending.md is that of the parts here, but for what the page leaves out with an ellipsis.</summary>
public sealed class ExtendingGuideTests
{
    [Fact]
    public void Every_line_of_the_guide_is_a_line_of_these_files()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(ThisFile())!, "*.cs").Where(file => file != ThisFile());
        var code = files.SelectMany(File.ReadAllLines).Select(Bare).ToHashSet();
        var lines = Regex.Matches(File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/extending.md")),
                "```csharp\n(.*?)```", RegexOptions.Singleline)
            .SelectMany(snippet => snippet.Groups[1].Value.Split('\n'))
            .Where(line => !line.Contains('…', StringComparison.Ordinal))
            .Select(Bare)
            .Where(line => line.Length > 0);

        Assert.NotEmpty(lines);
        Assert.Equal([], lines.Except(code));
    }

    /// <summary>A line without its indentation and its remark.</summary>
    private static string Bare(string line) => Regex.Replace(line, @"(^|\s+)//.*$", "").Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
