using System.CommandLine;
using Neurons.Cli.Populations;
using Neurons.IO;
using Neurons.Plots;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons network FILE</c></summary>
internal sealed class NetworkCommand : Command
{
    private readonly Argument<string> _file = new("file") { Description = "Populations, connections, drive, recording and run, in YAML or JSON." };
    private readonly NumberOption<ulong> _seed = new("--seed") { Description = "The seed, instead of that of the file." };
    private readonly NumberOption<double> _duration = new("--duration") { Description = "How long, in ms, instead of what the file says." };
    private readonly ThreadsOption _threads = new();
    private readonly DeviceOption _device = new();

    private readonly Option<string[]> _out = new("--out")
    {
        Description = "Where to: .svg, .html or .png (spikes and rates), .npz (all that is recorded); may be repeated. Default: the name of the "
            + "file with .svg and .npz, in this folder.",
        HelpName = "file",
    };

    private readonly Option<bool> _asJson = new("--json") { Description = "Write the summary as JSON." };

    private NetworkCommand()
        : base("network", "Simulate populations of neurons as a file describes them.")
    {
        Add(_file);
        Option[] options = [_seed, _duration, _threads, _device, _out, _asJson];
        Array.ForEach(options, Add);
        SetAction((given, cancellation) => Task.FromResult(Run(given, cancellation)));
    }

    public static Command Create() => new NetworkCommand();

    private int Run(ParseResult given, CancellationToken cancellation)
    {
        var path = given.GetValue(_file)!;
        var name = Path.GetFileNameWithoutExtension(path);
        string[] files = given.GetValue(_out) is { Length: > 0 } named ? named : [$"{name}.svg", $"{name}.npz"];
        foreach (var file in files) Check(file);
        if (given.GetValue(_duration) is <= 0 and var duration) throw new UserError($"--duration is {duration}; it must be > 0.");
        _threads.Apply(given);
        var result = SimulationResult.Of(
            path, given.GetValue(_seed), given.GetValue(_duration), given.GetValue(_threads) ?? 0, _device.Of(given), cancellation);
        if (result.Trains.Count == 0)
        {
            foreach (var figure in files.Where(file => Ending(file) != ".npz"))
                given.InvocationConfiguration.Error.WriteLine($"neurons: {figure} is not drawn, as no spikes are kept in memory.");
            files = [.. files.Where(file => Ending(file) == ".npz")];
        }
        foreach (var file in files)
        {
            if (Ending(file) == ".npz") NpzWriter.Write(file, result.Arrays);
            else if (Ending(file) == ".png") Figures.SavePng(Figure(), file);
            else Figure().Save(file);
        }
        var summary = new SimulationSummary(result, files);
        if (given.GetValue(_asJson)) summary.WriteJson(given.InvocationConfiguration.Output);
        else summary.Print(given.InvocationConfiguration.Output);
        return App.Good;

        Figure Figure() => Plot.Activity(result.Trains, title: name);
    }

    /// <summary>Refuses what could not be written, before anything is computed.</summary>
    private static void Check(string file)
    {
        if (Ending(file) is not (".svg" or ".html" or ".png" or ".npz"))
            throw new UserError($"{file}: the ending is not known; .svg, .html, .png and .npz are.");
        if (Ending(file) == ".png") Figures.RequirePng();
        AtomicFile.Check(file);
    }

    private static string Ending(string file) => Path.GetExtension(file).ToLowerInvariant();
}
