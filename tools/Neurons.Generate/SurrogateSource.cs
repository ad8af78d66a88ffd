namespace Neurons.Generate;

/// <summary>Writes the C# of the table of surrogates.</summary>
internal static class SurrogateSource
{
    public static string File()
    {
        var lines = new List<string>
        {
            "// Generated from the table of surrogates; tools/Neurons.Generate writes it anew.",
            "namespace Neurons;",
            "",
            "/// <summary>",
            "/// The surrogate derivatives of the library, each by its name; u is the distance from the threshold. A number that is not",
            "/// allowed, such as a width of 0, is an <see cref=\"ArgumentOutOfRangeException\"/>.",
            "/// </summary>",
            "public static class SurrogateExtensions",
            "{",
            "    /// <param name=\"_\">The surrogates are made by static calls, as in <c>Surrogate.Atan(2)</c>.</param>",
            "    extension(Surrogate _)",
            "    {",
        };
        lines.AddRange(Surrogates.all.SelectMany((info, index) => Member(info, index == 0)));
        lines.Add("    }");
        lines.Add("}");
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Surrogate.Atan(2).</summary>
    public static string Literal(Surrogate surrogate) =>
        $"Surrogate.{CSharpText.Pascal(surrogate.Name)}({string.Join(", ", surrogate.Numbers.Select(number => CSharpText.Number(number.Item2)))})";

    private static IEnumerable<string> Member(SurrogateInfo info, bool first)
    {
        if (!first) yield return "";
        var pascal = CSharpText.Pascal(info.Name);
        var text = CoreDocumentation.OfSurrogate(CSharpText.Camel(info.Name).TrimStart('@'));
        foreach (var line in CSharpText.Summary(text != "" ? text : CSharpText.Sentence(info.Source != "" ? info.Source : info.Name), "        "))
            yield return line;

        var arguments = string.Join(", ", info.Numbers.Select(n => $"double {CSharpText.Camel(n.Item1)} = {CSharpText.Number(n.Item2)}"));
        var numbers = string.Join(", ", info.Numbers.Select(n => $"(\"{n.Item1}\", {CSharpText.Camel(n.Item1)})"));
        yield return $"        public static Surrogate {pascal}({arguments}) => Surrogates.create(\"{info.Name}\", [{numbers}]);";
    }
}
