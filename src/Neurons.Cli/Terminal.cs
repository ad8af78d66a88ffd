using Spectre.Console;

namespace Neurons.Cli;

/// <summary>Tables and colours on a writer: colours only where it is a terminal, and lines as long as they need to be where it is none.</summary>
internal static class Terminal
{
    /// <summary>Wider than any table: what does not fit would be wrapped, or cut.</summary>
    private const int WidthOfFiles = 10_000;

    public static IAnsiConsole On(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
            console.Profile.Capabilities.Ansi = false;
        }

        return console;
    }

    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column));
        }

        return table;
    }
}
