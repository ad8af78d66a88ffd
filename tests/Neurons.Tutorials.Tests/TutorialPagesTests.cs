using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Tutorials.Tests;

/// <summary>The pages of docs/tutorials: their code is that of the programs, their pictures are there, and each tutorial has one.</summary>
public sealed class TutorialPagesTests
{
    private static readonly string _root = Root();

    private static readonly string[] _pages =
    [
        .. Directory.GetFiles(Path.Combine(_root, "docs/tutorials"), "*.md").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != "index").Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Pages() => [.. _pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_of_a_page_is_in_its_program(string page)
    {
        var text = Page(page);
        Assert.Contains($"--project examples/Tutorials.CSharp -- {page}\n", text);
        foreach (var (language, ending) in new[] { ("csharp", "cs"), ("fsharp", "fs") })
        {
            var program = $"examples/Tutorials.{(ending == "cs" ? "CSharp" : "FSharp")}/{FileOf(page)}.{ending}";
            Assert.Contains(program, text);
            var code = Flush(File.ReadAllText(Path.Combine(_root, program)));
            var snippets = Regex.Matches(text, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => Flush(match.Groups[1].Value));
            Assert.NotEmpty(snippets);
            Assert.All(snippets, snippet => Assert.Contains(snippet, code));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Pictures_of_a_page_are_small_and_there(string page)
    {
        var pictures = Regex.Matches(Page(page), @"!\[[^\]]+\]\((\S+)\)")
            .Select(match => Path.Combine(_root, "docs/tutorials", match.Groups[1].Value));
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.InRange(new FileInfo(picture).Length, 1000, 100_000));
    }

    [Theory]
    [InlineData("examples/Tutorials.CSharp/Program.cs")]
    [InlineData("examples/Tutorials.FSharp/Program.fs")]
    public void Every_tutorial_has_a_page_in_the_contents(string program)
    {
        var names = Regex.Matches(File.ReadAllText(Path.Combine(_root, program)), "^ +\\(?\"([a-z-]+)\", [(f]", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(_pages.ToHashSet(), names);
        var contents = File.ReadAllText(Path.Combine(_root, "docs/toc.yml"));
        Assert.All(names, name => Assert.Contains($"href: tutorials/{name}.md", contents));
        Assert.All(names, name => Assert.Contains($"({name}.md)", Page("index")));
    }

    [Fact]
    public void Code_in_FSharp_of_the_guide_of_exact_gradients_is_in_its_program()
    {
        var code = Flush(File.ReadAllText(Path.Combine(_root, "examples/Tutorials.FSharp/ExactGradients.fs")));
        var snippets = Regex.Matches(File.ReadAllText(Path.Combine(_root, "docs/eventprop.md")), "```fsharp\n(.*?)```", RegexOptions.Singleline);
        Assert.Contains(Flush(Assert.Single(snippets).Groups[1].Value), code);
    }

    private static string FileOf(string page) =>
        string.Concat(page.Split('-').Select(word => word == "mnist" ? "Mnist" : char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Page(string name) => File.ReadAllText(Path.Combine(_root, $"docs/tutorials/{name}.md"));

    private static string Flush(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));
}
