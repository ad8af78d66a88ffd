using System.Globalization;
using Spectre.Console;

namespace Neurons.Cli.Training;

/// <summary>Which class was taken for which, as a table.</summary>
internal static class Confusion
{
    public static void Print(TextWriter output, int[,] counts)
    {
        var classes = counts.GetLength(0);
        var table = Terminal.Table(["class \\ answer", .. Enumerable.Range(0, classes).Select(Text)]);
        foreach (var column in table.Columns) column.RightAligned();
        for (var actual = 0; actual < classes; actual++)
            table.AddRow(
                [Text(actual), .. Enumerable.Range(0, classes).Select(answer => counts[actual, answer] is > 0 and var count ? Text(count) : "·")]);
        Terminal.On(output).Write(table);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
