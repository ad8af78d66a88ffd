namespace Neurons.Generate;

/// <summary>
/// Writes what follows from the models: <c>dotnet run --project tools/Neurons.Generate</c>. With <c>--check</c>, it only says what is
/// stale, and ends with 1 if anything is.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not ([] or ["--check"]))
        {
            Console.Error.WriteLine($"Only --check is known; {string.Join(' ', arguments)} was given.");
            return 2;
        }

        var stale = Folders().SelectMany(folder => folder.Stale(Root())).ToList();
        foreach (var (file, text) in stale)
        {
            if (arguments is ["--check"]) Console.WriteLine($"stale: {Path.GetRelativePath(Root(), file)}");
            else if (text is null) File.Delete(file);
            else File.WriteAllText(file, text);
        }

        if (arguments is ["--check"]) return stale.Count == 0 ? 0 : 1;
        Console.WriteLine($"{stale.Count} files written anew.");
        return 0;
    }

    private static IEnumerable<GeneratedFolder> Folders()
    {
        var models = Models.all.Concat(Models.synapses).ToArray();
        yield return new("src/Neurons.CSharp/Generated", "*.cs",
            [.. models.Select(model => (model.Name + ".cs", LayerSource.Of(model))), ("SurrogateExtensions.cs", SurrogateSource.File())]);
        yield return new("src/Neurons.TorchSharp/Generated", "*.cs", [.. models.Select(model => (model.Name + ".cs", TorchModuleSource.Of(model)))]);
        yield return new(
            "src/Neurons.TorchSharp.FSharp/Generated", "*.fs", [.. models.Select(model => (model.Name + ".fs", TorchFunctionSource.Of(model)))]);
        yield return new(
            "tests/Neurons.TorchSharp.Tests/Functions", "On*.fs",
            [("OnTensors.fs", TorchFunctionSource.OnTensors(models)), ("OnTorch.fs", TorchFunctionSource.OnTorch(models))]);
    }

    /// <summary>The folder of the solution, from this one up.</summary>
    private static string Root()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Neurons.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("There is no Neurons.sln here or above; run it in the repository.");
    }
}

/// <summary>A folder whose files of a pattern are all generated.</summary>
/// <param name="Path">From the root of the repository.</param>
/// <param name="Pattern">Which files.</param>
/// <param name="Files">Their names and texts.</param>
internal sealed record GeneratedFolder(string Path, string Pattern, (string Name, string Text)[] Files)
{
    /// <summary>The files that are not what they should be, with the text that they should have; null for one that should not be there.</summary>
    public IEnumerable<(string File, string? Text)> Stale(string root)
    {
        var folder = System.IO.Path.Combine(root, Path);
        foreach (var (name, text) in Files)
        {
            var file = System.IO.Path.Combine(folder, name);
            if (!File.Exists(file) || File.ReadAllText(file) != text) yield return (file, text);
        }

        foreach (var file in Directory.GetFiles(folder, Pattern).Where(file => !Files.Any(known => known.Name == System.IO.Path.GetFileName(file))))
            yield return (file, null);
    }
}
