using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>The file of weights that a description of a network names under <c>weights</c>, in its folder or below it.</summary>
internal sealed record WeightsFile(SafetensorsFile File, string Path)
{
    public const string Key = "weights", Extension = ".safetensors";

    /// <summary>The file of a description; null where it names none.</summary>
    /// <param name="values">The description.</param>
    /// <param name="path">The file of the description.</param>
    /// <exception cref="FormatException">What stands there is no such file.</exception>
    /// <exception cref="FormatError">The file has no tensors that can be read.</exception>
    public static WeightsFile? Of(JsonObject values, string path)
    {
        if (!values.ContainsKey(Key)) return null;
        const string Allowed = "the name of a file of safetensors in the folder of this file, or below it";
        if (values[Key] is not JsonValue value || !value.TryGetValue<string>(out var name) || string.IsNullOrWhiteSpace(name)
            || name.Contains('\0', StringComparison.Ordinal))
            throw JsonValues.Wrong(Key, values[Key], Allowed);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var weights = System.IO.Path.GetFullPath(name, folder);
        if (System.IO.Path.IsPathRooted(name) || !IsBelow(weights, folder)) throw JsonValues.Wrong(Key, values[Key], Allowed);
        if (!System.IO.File.Exists(weights)) throw new FormatException($"{Key} is {values[Key]!.ToJsonString()}; there is no such file in {folder}");
        // links may lead elsewhere within the folder
        var target = Resolved(weights);
        return IsBelow(target, Resolved(folder)) ? new(SafetensorsFile.Read(weights), weights)
            : throw new FormatException($"{Key} is {values[Key]!.ToJsonString()}, a link to {target}; it must be {Allowed}");
    }

    /// <summary>Gives parameters these numbers.</summary>
    /// <exception cref="FormatError">The file has other tensors.</exception>
    public void Fill(IReadOnlyCollection<Parameter> parameters)
    {
        var spare = File.Names.Except(parameters.Select(parameter => parameter.Name)).ToArray();
        if (spare.Length > 0)
            throw new FormatError(
                Path, $"has tensors that the network has not: {string.Join(", ", spare.Take(Shown))}{(spare.Length > Shown ? ", …" : "")}");
        Checkpoint.ReadWeights(File, Path, parameters);
    }

    private const int Shown = 10, MostLinks = 40;

    private static bool IsBelow(string path, string folder) => path.StartsWith(
        System.IO.Path.EndsInDirectorySeparator(folder) ? folder : folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path without links, of the file or of a folder on the way to it.</summary>
    private static string Resolved(string path)
    {
        var links = 0;
        var resolved = System.IO.Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path));
        while (rest.TryPop(out var part))
        {
            var next = System.IO.Path.GetFullPath(part, resolved);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MostLinks) throw new FormatException($"{Key}: {path} leads through more than {MostLinks} links");
            if (System.IO.Path.IsPathRooted(target)) resolved = System.IO.Path.GetPathRoot(target)!;
            foreach (var link in Parts(target)) rest.Push(link);
        }

        return resolved;

        static IEnumerable<string> Parts(string path)
        {
            char[] between = [System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar];
            return path[(System.IO.Path.GetPathRoot(path)?.Length ?? 0)..].Split(between, StringSplitOptions.RemoveEmptyEntries).Reverse();
        }
    }
}
