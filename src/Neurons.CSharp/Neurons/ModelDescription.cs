using System.Text;

namespace Neurons;

/// <summary>A layer's model in words.</summary>
internal static class ModelDescription
{
    public static string Of(NeuronLayer layer)
    {
        var model = layer.Model;
        var text = new StringBuilder();
        text.AppendLine(model.Name + ": " + model.Summary);
        text.AppendLine();
        Section(text, "Equations", Equations([.. Print.step(model), .. Print.functions(model), .. Print.initial(model)]));
        Section(
            text, "Parameters", layer.Parameters.Select(parameter => (parameter.ToString(), Joined(parameter.Meaning, parameter.Range.ToString()))));
        Section(text, "States", model.StateNames.Zip(model.StateInfo, (name, info) => ($"{name} {info.Unit}".TrimEnd(), info.Meaning)));
        Section(text, "Options", model.Options.Where(option => option.Item1 != "Dt").Select(option => ($"{option.Item1} = {option.Item2}", "")));
        Section(text, "Inputs", model.InputNames.Select(name => (name, "")));
        text.AppendLine($"Time step: {model.Dt} {model.TimeUnit}".TrimEnd());
        text.AppendLine("Output: " + model.OutputName + (model.Spikes ? ", a spike, 0 or 1" : ", a potential"));
        if (model.Source != "") text.AppendLine("Source: " + model.Source);
        return text.ToString();
    }

    private static IEnumerable<(string Left, string Right)> Equations(PrintedEquation[] equations)
    {
        var width = equations.Max(equation => equation.Name.Length);
        return equations.Select(equation => ($"{equation.Name.PadRight(width)} = {equation.Text}", ""));
    }

    private static string Joined(string meaning, string range) => meaning == "" ? range : $"{meaning}; {range}";

    private static void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> lines)
    {
        var rows = lines.ToArray();
        if (rows.Length == 0) return;
        text.AppendLine(title);
        var width = rows.Max(row => row.Left.Length) + 2;
        foreach (var (left, right) in rows) text.AppendLine(("  " + left.PadRight(width) + right).TrimEnd());
        text.AppendLine();
    }
}
