using System.Runtime.CompilerServices;

namespace Neurons.Tests.Generation;

/// <summary>The typed classes are what the models say. With NEURONS_GENERATE=1 in the environment they are written instead.</summary>
public class GeneratedTests
{
    private static readonly string Folder =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src/Neurons.CSharp/Generated"));

    private static readonly bool Write = Environment.GetEnvironmentVariable("NEURONS_GENERATE") == "1";

    private static IReadOnlyDictionary<string, string> Files { get; } =
        Models.all.Concat(Models.synapses).ToDictionary(entry => entry.Name + ".cs", ModelSource.Of)
            .Append(KeyValuePair.Create("SurrogateExtensions.cs", SurrogateSource.File()))
            .ToDictionary();

    [Fact]
    public void The_typed_classes_are_those_of_the_models()
    {
        if (Write)
        {
            foreach (var file in Directory.GetFiles(Folder, "*.cs")) File.Delete(file);
            foreach (var (name, text) in Files) File.WriteAllText(Path.Combine(Folder, name), text);
        }

        Assert.Equal(Files.Keys.Order(), Directory.GetFiles(Folder, "*.cs").Select(Path.GetFileName).Order());
        foreach (var (name, text) in Files) Assert.Equal(text, File.ReadAllText(Path.Combine(Folder, name)));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
