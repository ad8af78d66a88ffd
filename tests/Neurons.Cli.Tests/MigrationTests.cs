using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Neurons.Cli.Tests.Verify;

namespace Neurons.Cli.Tests;

/// <summary>The names on docs/migration.md.</summary>
public sealed partial class MigrationTests
{
    internal static readonly string Page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/migration.md"));

    private static readonly HashSet<string> OnPage =
        [.. Code().Matches(Fence().Replace(Page, "")).SelectMany(code => Identifier().Matches(code.Value)).Select(name => name.Value)];

    private static readonly ModelEntry[] Entries = [.. Models.all, .. Models.synapses];

    /// <summary>What our side of a row may speak of.</summary>
    private static readonly HashSet<string> Ours =
    [
        "new", "true", "false",
        .. Entries.Select(entry => entry.Name),
        .. Entries.SelectMany(entry => entry.Presets.Keys),
        .. Entries.SelectMany(entry => entry.Definition.ParameterNames),
        .. Entries.SelectMany(entry => entry.Presets.Keys.Select(preset => entry.Create(preset, new Dictionary<string, string>())))
            .SelectMany(neuron => neuron.Definition.InputNames),
        .. Entries.SelectMany(entry => entry.Options).Select(option => option.Name),
        .. Entries.SelectMany(entry => entry.Options)
            .Select(option => option.Kind).OfType<OptionKind.ChoiceOption>().SelectMany(choice => choice.Item),
        .. Surrogates.all.Select(surrogate => surrogate.Name),
        .. new[] { typeof(CubaLif), typeof(Sequential), typeof(Definition), typeof(Simulation.Simulator<>) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).SelectMany(Names),
    ];

    public static TheoryData<string> Rows() =>
        [.. Page.Split('\n').Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_a_row_says_of_this_library_exists(string row)
    {
        var ours = row.Split('|')[2];

        Assert.All(Code().Matches(ours).SelectMany(code => Identifier().Matches(code.Value)), name => Assert.Contains(name.Value, Ours));
    }

    [Fact]
    public void Every_model_preset_surrogate_and_encoder_is_on_the_page()
    {
        Assert.All(Entries, entry => Assert.Contains(entry.Name, OnPage));
        // The presets of Izhikevich's neuron are his behaviours, not another library's.
        Assert.All(Entries.SelectMany(entry => entry.Presets.Keys).Except(IzhikevichBehaviours.all.Select(behaviour => behaviour.Name)),
            preset => Assert.Contains(preset, OnPage));
        Assert.All(Surrogates.all, surrogate => Assert.Contains(surrogate.Name, OnPage));
        Assert.All(
            typeof(Encode).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(method => method.Name != "RateOverTime"),
            method => Assert.Contains($"`Encode.{method.Name}`", Page));
    }

    [Fact]
    public void Every_recorded_surrogate_of_another_library_is_on_the_page_by_its_name_there()
    {
        string[] names =
        [
            .. JsonNode.Parse(Recordings.Function("surrogates.json"))!["cases"]!.AsArray()
                .Select(one => one!["function"]!.GetValue<string>()["surrogate.".Length..])
                .Distinct(),
        ];

        Assert.True(names.Length > 30);
        Assert.All(names, name => Assert.Contains(name, OnPage));
    }

    private static IEnumerable<string> Names(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance).Select(member => member.Name)
            .Append(type.Name.Split('`')[0])
            .Append(type.Name.EndsWith("Module", StringComparison.Ordinal) ? type.Name[..^"Module".Length] : type.Name);

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>Code that is compiled elsewhere.</summary>
    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Identifier();
}
