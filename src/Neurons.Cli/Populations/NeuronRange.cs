using System.Globalization;
using System.Text.RegularExpressions;
using Neurons.Simulation;

namespace Neurons.Cli.Populations;

/// <summary>Neurons as a file names them: a population, or a part of one, such as <c>cells[..100]</c>.</summary>
internal static partial class NeuronRange
{
    public static PopulationRange Of(Fields fields, string name, IReadOnlyDictionary<string, Population> populations)
    {
        var text = fields.Text(name);
        if (Text().Match(text) is not { Success: true } match || !populations.TryGetValue(match.Groups["name"].Value, out var population))
            throw new FormatException(
                $"{fields.At(name)} is '{text}'; it must be one of {string.Join(", ", populations.Keys)}, or a part of one, such as "
                + $"{populations.Keys.First()}[0..10].{Names.Suggestion(populations.Keys, text)}");
        if (!match.Groups["part"].Success) return population;
        var from = End("from", 0);
        var until = End("until", population.Size);
        return SimulationParts.Placed(fields.At(name), () => population[from..until]);

        int End(string end, int otherwise) =>
            match.Groups[end].Value is { Length: > 0 } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : otherwise;
    }

    [GeneratedRegex(@"^(?<name>[^\[\]]+)(?<part>\[(?<from>[0-9]{0,9})\.\.(?<until>[0-9]{0,9})\])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
