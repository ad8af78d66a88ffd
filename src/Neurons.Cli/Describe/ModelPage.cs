using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Neurons.Cli.Describe;

/// <summary>All that there is to know about one model.</summary>
internal static class ModelPage
{
    private const string SurrogateForm = "name(number=value)";

    public static void Print(TextWriter output, ModelEntry entry)
    {
        var model = entry.Definition;
        var console = Terminal.On(output);
        console.WriteLine($"{model.Name}: {model.Summary}");
        console.WriteLine($"Source: {model.Source}");

        Heading(console, $"One step{Time(model)} with input {string.Join(", ", model.InputNames)}");
        Equations(console, [.. Neurons.Print.step(model), .. Neurons.Print.functions(model)]);
        Heading(console, "Initial state");
        Equations(console, Neurons.Print.initial(model));

        Heading(console, "Parameters");
        console.Write(Rows(
            ["name", "default", "unit", "allowed", "meaning"],
            model.ParameterNames.Zip(
                model.ParameterInfo, (name, info) => new[] { name, Number(info.Value), info.Unit, info.Range.ToString(), info.Meaning })));
        foreach (var rule in model.Constraints)
        {
            console.WriteLine($"  {rule.Rule}");
        }

        Heading(console, "States");
        console.Write(Rows(
            ["name", "unit", "meaning"], model.StateNames.Zip(model.StateInfo, (name, info) => new[] { name, info.Unit, info.Meaning })));

        Heading(console, "Options");
        console.Write(
            Rows(["name", "default", "allowed"], entry.Options.Select(option => new[] { option.Name, option.Default, Shown(option.Kind) })));
        if (entry.Options.Any(option => option.Kind.IsSurrogateOption))
        {
            console.WriteLine("  Surrogates, with their numbers as in atan(alpha=2):");
            foreach (var line in Wrapped(Surrogates.all.Select(surrogate => surrogate.Name), ", ", 90).Split('\n')) console.WriteLine("    " + line);
        }

        if (entry.PresetInfo.Length > 0)
        {
            Heading(console, "Presets");
            console.Write(Rows(
                ["name", "source", "what it changes"],
                entry.PresetInfo.Select(preset => new[]
                {
                    preset.Name, Wrapped(preset.Source.Split(' '), " ", 80), Wrapped(Changes(entry, preset.Name), ", ", 50),
                })));
        }
    }

    public static void WriteJson(TextWriter output, ModelEntry entry) => Json.WriteLine(output, json =>
    {
        var model = entry.Definition;
        json.WriteString("name", model.Name);
        json.WriteString("summary", model.Summary);
        json.WriteString("source", model.Source);
        json.WriteNumber("dt", model.Dt);
        json.WriteString("time_unit", model.TimeUnit);
        json.Texts("inputs", model.InputNames);
        json.Texts("equations", Lines([.. Neurons.Print.step(model), .. Neurons.Print.functions(model)]));
        json.Texts("initial", Lines(Neurons.Print.initial(model)));
        json.Records("parameters", model.ParameterNames.Zip(model.ParameterInfo), parameter =>
        {
            json.WriteString("name", parameter.First);
            json.WriteNumber("default", parameter.Second.Value);
            Quantity(json, parameter.Second);
            json.WriteString("allowed", parameter.Second.Range.ToString());
        });
        json.Texts("rules", model.Constraints.Select(rule => rule.Rule));
        json.Records("states", model.StateNames.Zip(model.StateInfo), state =>
        {
            json.WriteString("name", state.First);
            Quantity(json, state.Second);
        });
        json.Records("options", entry.Options, option =>
        {
            json.WriteString("name", option.Name);
            json.WriteString("default", option.Default);
            json.WriteString("allowed", Allowed(option.Kind));
        });
        json.Records("presets", entry.PresetInfo, preset =>
        {
            json.WriteString("name", preset.Name);
            json.WriteString("source", preset.Source);
            json.Texts("changes", Changes(entry, preset.Name));
        });
    });

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Quantity(Utf8JsonWriter json, Quantity info)
    {
        json.WriteString("unit", info.Unit);
        json.WriteString("meaning", info.Meaning);
    }

    private static string Time(Definition model) => model.TimeUnit is "s" or "ms" ? $" of dt = {Number(model.Dt)} {model.TimeUnit}" : "";

    /// <summary>As <see cref="Allowed"/>, but that the surrogates stand below the table.</summary>
    private static string Shown(OptionKind kind) => kind.IsSurrogateOption ? SurrogateForm : Allowed(kind);

    private static string Allowed(OptionKind kind) => kind switch
    {
        OptionKind.ChoiceOption choice => string.Join(" | ", choice.Item),
        { IsFlagOption: true } => "true | false",
        { IsNumberOption: true } => "a number",
        _ => SurrogateForm + ": " + string.Join(" | ", Surrogates.all.Select(surrogate => surrogate.Name)),
    };

    /// <summary>The options and parameters in which a preset differs from the defaults.</summary>
    private static IEnumerable<string> Changes(ModelEntry entry, string preset)
    {
        var defaults = entry.Definition.Options.ToDictionary(option => option.Item1, option => option.Item2);
        var options = entry.Create(preset, new Dictionary<string, string>()).Definition.Options
            .Where(option => defaults[option.Item1] != option.Item2)
            .Select(option => $"{option.Item1}={option.Item2}");
        var parameters = entry.Definition.ParameterNames
            .Zip(entry.Parameters(""), entry.Parameters(preset))
            .Where(parameter => !parameter.Second.Equals(parameter.Third))
            .Select(parameter => $"{parameter.First}={Number(((ParameterValue.Shared)parameter.Third).Item)}");
        return options.Concat(parameters);
    }

    /// <summary>The texts in a row, on lines of about that width.</summary>
    private static string Wrapped(IEnumerable<string> texts, string separator, int width)
    {
        var (all, length) = (new StringBuilder(), 0);
        foreach (var text in texts)
        {
            if (all.Length > 0) all.Append(length + text.Length > width ? separator.TrimEnd() + "\n" : separator);
            length = all.Length > 0 && all[^1] == '\n' ? text.Length : length + text.Length + separator.Length;
            all.Append(text);
        }

        return all.ToString();
    }

    private static IEnumerable<string> Lines(IEnumerable<PrintedEquation> equations) =>
        equations.Select(equation => $"{equation.Name} = {equation.Text}");

    private static void Heading(IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(text)}[/]");
    }

    private static void Equations(IAnsiConsole console, PrintedEquation[] equations)
    {
        var width = equations.Max(equation => equation.Name.Length);
        foreach (var equation in equations)
        {
            console.WriteLine($"  {equation.Name.PadRight(width)} = {equation.Text}");
        }
    }

    private static Table Rows(string[] columns, IEnumerable<string[]> rows)
    {
        var table = Terminal.Table(columns);
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        return table;
    }
}
