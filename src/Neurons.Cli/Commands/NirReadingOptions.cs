using System.CommandLine;
using System.CommandLine.Parsing;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary>What NIR leaves open, as options of a command.</summary>
internal sealed class NirReadingOptions
{
    private static readonly Dictionary<string, NirOptions> Readings = new()
    {
        ["nir"] = new(),
        ["snntorch"] = NirOptions.Snntorch,
        ["norse"] = NirOptions.Norse,
        ["spikingjelly"] = NirOptions.Spikingjelly,
        ["sinabs"] = NirOptions.Sinabs,
    };

    private static readonly Dictionary<string, NirDiscretisation> Forms = new()
    {
        ["euler"] = NirDiscretisation.Euler,
        ["euler-old-current"] = NirDiscretisation.EulerOldCurrent,
        ["exact"] = NirDiscretisation.Exact,
    };

    private readonly Option<string> _as = new("--as") { Description = "Whose reading of the file: nir, snntorch, norse, spikingjelly, sinabs." };
    private readonly NumberOption<double> _dt = new("--dt") { Description = "The time step in seconds. Default: 1e-4, or that of --as." };
    private readonly Option<string> _form = new("--discretisation") { Description = "euler, euler-old-current or exact. Default: euler." };
    private readonly Option<bool> _milliseconds = new("--milliseconds") { Description = "The file counts in ms, and not in s." };
    private readonly Option<bool> _impulse = new("--impulse") { Description = "A spike is 1/dt for a step, and not 1." };
    private readonly Option<bool> _leak = new("--start-at-leak") { Description = "Neurons begin with v_leak, and not with 0." };

    /// <param name="file">What is said of the file first, where it need not be one of NIR.</param>
    public NirReadingOptions(string file = "")
    {
        _as.AcceptOnlyFromAmong([.. Readings.Keys]);
        _form.AcceptOnlyFromAmong([.. Forms.Keys]);
        All = [_as, _dt, _form, _milliseconds, _impulse, _leak];
        foreach (var option in All.Append(Learn)) option.Description = file + option.Description;
    }

    public Option[] All { get; }

    /// <summary>The one besides of networks that may be trained.</summary>
    public Option<bool> Learn { get; } = new("--learn-neurons") { Description = "Training changes time constants and thresholds, too." };

    public void AddTo(Command command) => Array.ForEach(All, command.Options.Add);

    public double? Step(ParseResult result) => result.GetValue(_dt);

    /// <summary>Those that are given, as words of a command line.</summary>
    public string[] Words(ParseResult result) => [.. All.Append(Learn).SelectMany(option => result.GetResult(option) is { Implicit: false } given
        ? given.Tokens.Select(token => token.Value).Prepend(option.Name) : [])];

    public NirOptions Of(ParseResult result)
    {
        var own = Readings[result.GetValue(_as) ?? "nir"];
        return own with
        {
            Dt = Step(result) ?? own.Dt,
            Discretisation = result.GetValue(_form) is { } form ? Forms[form] : own.Discretisation,
            TimeUnit = result.GetValue(_milliseconds) ? NirTimeUnit.Milliseconds : own.TimeUnit,
            Spike = result.GetValue(_impulse) ? NirSpike.Impulse : own.Spike,
            Initial = result.GetValue(_leak) ? NirInitial.Leak : own.Initial,
            LearnNeurons = result.GetValue(Learn),
        };
    }
}
