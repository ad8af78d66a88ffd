using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Neurons.Cli.Training;
using Neurons.Primitives;

namespace Neurons.Cli.Report;

/// <summary>What it takes to do a run again.</summary>
internal static class Reproduction
{
    /// <summary>The named values of a training that <c>neurons train</c> has options for.</summary>
    private static readonly (string Name, string Option)[] _options =
    [
        ("epochs", "--epochs"), ("batch_size", "--batch"), ("time_steps", "--steps"), ("learning_rate", "--lr"), ("encoding", "--encoding"),
        ("loss", "--loss"), ("optimizer", "--optimizer"), ("schedule", "--schedule"), ("method", "--method"), ("clip_norm", "--clip"),
        ("truncate_after", "--truncate"), ("accumulate_batches", "--accumulate"), ("patience", "--patience"), ("validation", "--validation"),
    ];

    /// <summary>The command line that trains the same; what it does not say stands in the network file.</summary>
    public static string Command(RunSettings run)
    {
        var words = new List<string> { "neurons", "train", "--data", run.Data };
        if (run.Network is { } file) words.AddRange(["--network", file, .. run.Nir ?? []]);
        else words.AddRange(["--hidden", run.Hidden.ToString(CultureInfo.InvariantCulture)]);
        words.AddRange(["--seed", run.Seed.ToString(CultureInfo.InvariantCulture)]);
        foreach (var (name, option) in _options)
        {
            if (run.Training[name] is JsonValue value) words.AddRange([option, Text(value)]);
        }

        return Line(words);
    }

    /// <summary>All that a run was asked for, by name.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(RunSettings run) =>
    [
        ("data", run.Data),
        run.Network is { } file ? ("network", file) : ("hidden neurons", run.Hidden.ToString(CultureInfo.InvariantCulture)),
        .. run.Nir is { } nir ? [("left open by NIR", string.Join(' ', nir))] : Array.Empty<(string, string)>(),
        ("seed", run.Seed.ToString(CultureInfo.InvariantCulture)),
        .. run.Training.Select(pair => (pair.Key, pair.Value is null ? "" : Text(pair.Value))),
    ];

    /// <summary>What this page was computed with.</summary>
    public static IEnumerable<(string Name, string Value)> Versions()
    {
        var version = typeof(Reproduction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        yield return ("neurons", version);
        yield return (".NET", Environment.Version.ToString());
        yield return ("system", $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}");
        yield return ("dense products", Blas.Name);
    }

    /// <summary>Words as a shell reads them.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(word =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:,=+@%".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    private static string Text(JsonNode node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString();
}
