using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Neurons.Cli.Commands;
using Neurons.Gpu;
using Neurons.IO;
using Neurons.Primitives;

namespace Neurons.Cli;

/// <summary>
/// The whole program: parses the command line and runs a command. Exit code 0 where all is well, 1 where what was
/// checked is wrong, 2 for bad input, with one line that says what is bad, 130 after Ctrl-C.
/// </summary>
internal static partial class App
{
    public const int Good = 0;
    public const int Wrong = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    /// <summary>How long a command that is stopped may take to end: a training writes its pictures and its report.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    public static int Run(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var parsed = Root().Parse(arguments.Length == 0 ? ["--help"] : arguments, Parsing);
        if (parsed.Errors.Count > 0 || UnknownOption(parsed) is not null)
        {
            return Refuse(error, Usage(parsed));
        }

        try
        {
            RequirePaths(parsed);
            RequireEnvironment();
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToEnd,
            };
            return parsed.InvokeAsync(invocation, cancellationToken).GetAwaiter().GetResult();
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

    /// <summary>An argument that begins with @ is no file of further arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Options and arguments that are paths.</summary>
    private static readonly string[] Paths = ["--out", "--resume", "--network", "--data", "path", "folder", "file"];

    /// <summary>A path is never empty, as one is where a variable of a script is.</summary>
    private static void RequirePaths(ParseResult parsed)
    {
        foreach (var given in parsed.CommandResult.Children.Where(given => given.Tokens.Any(token => token.Value.Length == 0)))
        {
            var name = given is OptionResult option ? option.Option.Name : given is ArgumentResult argument ? argument.Argument.Name : "";
            if (Paths.Contains(name))
                throw new UserError($"{(given is OptionResult ? name : $"The {name}")} is empty; the path of a file or a folder is needed.");
        }
    }

    /// <summary>A setting of the environment that cannot be met is an error before anything is done.</summary>
    private static void RequireEnvironment()
    {
        try
        {
            Blas.CheckSetting();
        }
        catch (InvalidOperationException problem)
        {
            throw new UserError(problem.Message);
        }
    }

    private static RootCommand Root() => new("Spiking neurons as pure step functions: simulate, verify and describe them.")
    {
        SimulateCommand.Create(),
        NetworkCommand.Create(),
        ModelsCommand.Create(),
        DevicesCommand.Create(),
        GalleryCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        AnnToSnnCommand.Create(),
        ReportCommand.Create(),
        VerifyCommand.Create(),
        NirCommand.Create(),
        OnnxCommand.Create(),
        BenchCommand.Create(),
    };

    /// <summary>What the user can mend; anything else is an error of the program and keeps its stack trace.</summary>
    internal static bool IsBadInput(Exception problem) =>
        problem is UserError or FormatError or DeviceException or ArgumentException or IOException or UnauthorizedAccessException
            or OutOfMemoryException;

    /// <summary>
    /// The message, without the parameter name that .NET appends, also to a message within it; of what may not be read or written, the path
    /// and why.
    /// </summary>
    internal static string Line(Exception problem)
    {
        if (problem is OutOfMemoryException)
        {
            return "There is not enough memory for this; ask for less at a time.";
        }

        if (problem is UnauthorizedAccessException && DeniedPath().Match(problem.Message) is { Success: true } denied)
        {
            return $"{denied.Groups[1].Value}: permission denied.";
        }

        return ParameterName().Replace(problem.Message, "");
    }

    [GeneratedRegex("^Access to the path '(.*)' is denied", RegexOptions.Singleline)]
    private static partial Regex DeniedPath();

    [GeneratedRegex(@" \(Parameter '[^']*'\)(\s+Actual value was [^\r\n]*)?")]
    private static partial Regex ParameterName();

    /// <summary>A misspelt option, which the parser takes for an argument where one fits.</summary>
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    private static string Usage(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return $"{Problem(parsed, command)} See {Name(parsed.CommandResult)} --help.";
    }

    /// <summary>A command as it is called, with those that it is one of.</summary>
    private static string Name(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Name(parent)} {command.Command.Name}" : "neurons";

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

    /// <summary>The parser's message; of a value that is no flag, it names .NET's type, which this puts into words.</summary>
    private static string Message(ParseError error)
    {
        var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (option is not { Tokens: [var given, ..] } || !error.Message.Contains(option.Option.ValueType.ToString(), StringComparison.Ordinal))
        {
            return error.Message;
        }

        return option.Option.ValueType == typeof(bool) ? $"{option.Option.Name} is '{given.Value}'; it must be true or false." : error.Message;
    }

    /// <summary>Says why, in one line whatever stands in the arguments that the message repeats.</summary>
    internal static int Refuse(TextWriter error, string message)
    {
        error.WriteLine($"neurons: {OneLine(message)}");
        return BadInput;
    }

    internal static string OneLine(string message) => string.Join(' ', message.Split(LineBreaks, StringSplitOptions.RemoveEmptyEntries));

    private static readonly char[] LineBreaks = ['\r', '\n', '\v', '\f', '\u0085', '\u2028', '\u2029'];
}
