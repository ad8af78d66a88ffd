using System.Text;
using Spectre.Console;

namespace Neurons.Cli;

/// <summary>Tables and colours on a writer: colours only where it is a terminal, and lines as long as they need to be where it is none.</summary>
internal static class Terminal
{
    /// <summary>Wider than any table: what does not fit would be wrapped, or cut.</summary>
    private const int WidthOfFiles = 10_000;

    public static IAnsiConsole On(TextWriter output)
    {
        var isTerminal = output == Console.Out && !Console.IsOutputRedirected;
        var shown = isTerminal ? output : new WithoutTrailingSpaces(output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(shown) });
        if (!isTerminal)
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

    /// <summary>Passes on what is written without the spaces that fill up a table's lines, and would be wrapped in a window.</summary>
    private sealed class WithoutTrailingSpaces(TextWriter output) : TextWriter
    {
        private int _spaces;

        public override Encoding Encoding => output.Encoding;

        public override void Write(char value)
        {
            if (value == ' ')
            {
                _spaces++;
                return;
            }

            for (; _spaces > 0 && value is not ('\n' or '\r'); _spaces--) output.Write(' ');
            _spaces = 0;
            output.Write(value);
        }

        public override void Flush() => output.Flush();
    }
}
