using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Neurons.Cli.Commands;

/// <summary>An option that is a port, or stands alone for a free one.</summary>
internal sealed class PortOption : Option<int?>
{
    public PortOption(string name)
        : base(name)
    {
        Arity = ArgumentArity.ZeroOrOne;
        CustomParser = Read;
    }

    /// <summary>The port; 0 for a free one, null where the option is not given.</summary>
    public int? Port(ParseResult given) => given.GetResult(this) is null or { Implicit: true } ? null : given.GetValue(this) ?? 0;

    private static int? Read(ArgumentResult given)
    {
        if (given.Tokens is not [var token, ..]) return null;
        if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort)
            return port;
        var name = ((OptionResult)given.Parent!).Option.Name;
        given.AddError($"{name} is '{token.Value}'; it must be a port, a whole number from 1 to {IPEndPoint.MaxPort}.");
        return null;
    }
}
