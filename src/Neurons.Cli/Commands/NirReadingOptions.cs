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
        ["euler_old_current"] = NirDiscretisation.EulerOldCurrent,
        ["exact"] = NirDiscretisation.Exact,
    };

    private readonly ChoiceOption _as = new("--as", Readings.Keys) { Description = "Whose reading of the file. Default: nir." };
    private readonly NumberOption<double> _dt = new("--dt")
    {
        Description = "The time step in seconds. Default: that of --as or of the file's metadata, else 1e-4.",
    };

    private readonly ChoiceOption _form = new("--discretisation", Forms.Keys)
    {
        Description = "How equations become steps. Default: as --as or the file's metadata say, else euler.",
    };

    private readonly Option<bool> _milliseconds = new("--milliseconds") { Description = "The file counts in ms, and not in s." };
    private readonly Option<bool> _impulse = new("--impulse") { Description = "A spike is 1/dt for a step, and not 1." };
    private readonly Option<bool> _leak = new("--start-at-leak") { Description = "Neurons begin with v_leak, and not with 0." };
    private readonly Option<bool> _unchecked = new("--unchecked")
    {
        Description = "Do not find and compare shapes along the edges of the outermost graph.",
    };


    /// <param name="file">What is said of the file first, where it need not be one of NIR.</param>
    public NirReadingOptions(string file = "")
    {
        All = [_as, _dt, _form, _milliseconds, _impulse, _leak, _unchecked];
        foreach (var option in All.Append(Learn)) option.Description = file + option.Description;
    }

    public Option[] All { get; }

    /// <summary>The one besides of networks that may be trained.</summary>
    public Option<bool> Learn { get; } = new("--learn-neurons") { Description = "Training changes time constants and thresholds, too." };

    public void AddTo(Command command) => Array.ForEach(All, command.Options.Add);

    /// <summary>The one that is of networks on the way to NIR, too.</summary>
    public NumberOption<double> Step => _dt;

    /// <summary>Whether shapes along edges are checked.</summary>
    public bool IsChecked(ParseResult result) => !result.GetValue(_unchecked);

    /// <summary>Those that are given, as words of a command line.</summary>
    public string[] Words(ParseResult result) => [.. All.Append(Learn).SelectMany(option => result.GetResult(option) is { Implicit: false } given
        ? given.Tokens.Select(token => token.Value).Prepend(option.Name) : [])];

    public NirOptions Of(ParseResult result)
    {
        var own = Readings[result.GetValue(_as) ?? "nir"];
        return own with
        {
            Dt = result.GetValue(_dt) ?? own.Dt,
            Discretisation = result.GetValue(_form) is { } form ? Forms[form] : own.Discretisation,
            TimeUnit = result.GetValue(_milliseconds) ? NirTimeUnit.Milliseconds : own.TimeUnit,
            Spike = result.GetValue(_impulse) ? NirSpike.Impulse : own.Spike,
            Initial = result.GetValue(_leak) ? NirInitial.Leak : own.Initial,
            LearnNeurons = result.GetValue(Learn),
        };
    }
}
