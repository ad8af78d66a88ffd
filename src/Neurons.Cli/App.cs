using System.CommandLine;
using System.CommandLine.Parsing;
using Neurons.Cli.Commands;
using Neurons.IO;

namespace Neurons.Cli;

/// <summary>
/// The whole program: parses the command line and runs a command. Exit code 0 where all is well, 1 where what was
/// checked is wrong, 2 for bad input, with one line that says what is bad, 130 after Ctrl-C.
/// </summary>
internal static class App
{
    public const int Good = 0;
    public const int Wrong = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = Root().Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0 || UnknownOption(parsed) is not null)
        {
            return Refuse(error, Usage(parsed));
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception problem) when (IsBadInput(problem))
        {
            return Refuse(error, Line(problem));
        }
    }

    private static RootCommand Root() => new("Spiking neurons as pure step functions: simulate, verify and describe them.")
    {
        SimulateCommand.Create(),
        ModelsCommand.Create(),
        GalleryCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        VerifyCommand.Create(),
        BenchCommand.Create(),
    };

    /// <summary>What the user can mend; anything else is an error of the program and keeps its stack trace.</summary>
    private static bool IsBadInput(Exception problem) =>
        problem is UserError or FormatError or ArgumentException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    /// <summary>The message in one line, without the parameter name that .NET appends.</summary>
    private static string Line(Exception problem)
    {
        if (problem is OutOfMemoryException)
        {
            return "There is not enough memory for this; ask for less at a time.";
        }

        var message = problem.Message;
        if (problem is ArgumentException { ParamName: not null } && message.LastIndexOf(" (Parameter '", StringComparison.Ordinal) is > 0 and var end)
        {
            message = message[..end];
        }

        return string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A misspelt option, which the parser takes for an argument where one fits.</summary>
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    private static string Usage(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return $"{Problem(parsed, command)} See {(command is RootCommand ? "neurons" : $"neurons {command.Name}")} --help.";
    }

    private static string Problem(ParseResult parsed, Command command)
    {
        if (UnknownOption(parsed) is { } option)
        {
            return $"There is no option {option}.{Names.Suggestion(command.Options.Select(known => known.Name), option)}";
        }

        if (parsed.UnmatchedTokens is not [var unknown, ..])
        {
            return string.Join(' ', parsed.Errors.Select(Message).Distinct());
        }

        return command.Subcommands.Count == 0
            ? $"'{unknown}' is one argument too many."
            : $"There is no command {unknown}.{Names.Suggestion(command.Subcommands.Select(known => known.Name), unknown)}";
    }

    /// <summary>The parser's message; of a value of another type, it names .NET's type, which this puts into words.</summary>
    private static string Message(ParseError error)
    {
        var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (option is not { Tokens: [var given, ..] } || !error.Message.Contains(option.Option.ValueType.ToString(), StringComparison.Ordinal))
        {
            return error.Message;
        }

        var type = Nullable.GetUnderlyingType(option.Option.ValueType) ?? option.Option.ValueType;
        var allowed = Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => $"a whole number of at most {int.MaxValue}",
            TypeCode.UInt64 => "a whole number ≥ 0",
            TypeCode.Double => "a number",
            TypeCode.Boolean => "true or false",
            _ => null,
        };
        return allowed is null ? error.Message : $"{option.Option.Name} is '{given.Value}'; it must be {allowed}.";
    }

    private static int Refuse(TextWriter error, string line)
    {
        error.WriteLine($"neurons: {line}");
        return BadInput;
    }
}
