using System.CommandLine;
using Neurons.Cli.Report;
using Neurons.Cli.Simulate;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons simulate MODEL</c></summary>
internal sealed class SimulateCommand : Command
{
    private const long MostValues = 20_000_000;

    private readonly Argument<string> _model = new("model") { Description = "A neuron model; `neurons models` lists them." };

    private readonly Option<string[]> _input = new("--input")
    {
        Description = "constant:VALUE, step:VALUE[@START], ramp:FROM..TO, poisson:RATE[xWEIGHT] (Hz), FILE.npy or FILE.csv ([T] or [T, "
            + "N]); with several inputs NAME=… Default: a step that makes the model fire.",
        HelpName = "signal",
    };

    private readonly NumberOption<int> _steps = new("--steps") { Description = "How many time steps." };
    private readonly NumberOption<double> _duration =
        new("--duration") { Description = "How long, in the model's unit of time, instead of --steps." };
    private readonly Option<string?> _dt = new("--dt") { Description = "The time step, in the model's unit of time." };
    private readonly NumberOption<int> _count = new("--neurons") { Description = "How many neurons (default 1)." };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A parameter or option of the model; of a parameter also a value for each neuron, with commas between them. May be repeated.",
        HelpName = "name=value[,value…]",
    };

    private readonly Option<string[]> _initial = new("--initial")
    {
        Description = "What a state begins with, instead of what the model says. May be repeated.",
        HelpName = "state=value",
    };

    private readonly Option<string> _preset = new("--preset") { Description = "A preset of the model to start from.", DefaultValueFactory = _ => "" };
    private readonly NumberOption<ulong> _seed = new("--seed") { Description = "The seed of everything random (default 0)." };
    private readonly Option<bool> _float64 = new("--float64") { Description = "Compute in float64 instead of float32." };

    private readonly DeviceOption _device = new();

    private readonly Option<string[]> _out = new("--out")
    {
        Description = "Where to: .svg or .png (figure), .html (a page to look into), .csv (a row a step), .npy ([T, K, N]: inputs, states, output); "
            + "may be repeated. Default: MODEL.svg.",
        HelpName = "file",
    };

    private readonly Option<bool> _html = new("--html") { Description = "Write MODEL.html, too: a page with all of it, to look into." };
    private readonly Option<bool> _png = Figures.Option();
    private readonly Option<bool> _asJson = new("--json") { Description = "Write the summary as JSON." };

    private SimulateCommand()
        : base("simulate", "Run a neuron model on an input and draw what it does.")
    {
        Add(_model);
        Option[] options = [_input, _steps, _duration, _dt, _count, _set, _initial, _preset, _seed, _float64, _device, _out, _html, _png, _asJson];
        Array.ForEach(options, Add);
        SetAction(Run);
    }

    public static Command Create() => new SimulateCommand();

    private int Run(ParseResult given)
    {
        var settings = new Settings(
            given.GetValue(_model)!, given.GetValue(_preset)!, given.GetValue(_set) ?? [], given.GetValue(_initial) ?? [], given.GetValue(_dt));
        var definition = settings.Dynamics.Definition;
        string[] files = given.GetValue(_out) is { Length: > 0 } named ? named : [$"{definition.Name}.svg"];
        if (given.GetValue(_html)) files = [.. files, $"{definition.Name}.html"];
        if (given.GetValue(_png)) files = [.. files, .. OutputFile.PngBeside(files)];
        OutputFile[] outputs = [.. files.Select(file => new OutputFile(file))];

        var device = _device.Of(given);
        var drives = Drives(definition, given.GetValue(_input) ?? []);
        var length = Length(given, definition.Dt) ?? drives.Max(drive => drive?.Steps);
        var time = new Timeline(length ?? DefaultDrive.ShortRun, definition.Dt, settings.TimeUnit);
        var neurons = given.GetValue(_count) ?? drives.Max(drive => drive?.Neurons) ?? settings.Neurons ?? 1;
        Require(neurons >= 1, $"--neurons is {neurons}; it must be ≥ 1.");
        Require((settings.Neurons ?? neurons) == neurons, $"--set gives {settings.Neurons} values of a parameter; there are {neurons} neurons.");
        RequireRoom(time.Steps, neurons);
        var description = string.Join(", ", given.GetValue(_input) ?? []);
        if (drives.All(drive => drive is null))
        {
            var (value, steps) = DefaultDrive.Find(settings.Dynamics, settings.Parameters, time, length is not null);
            RequireRoom(steps, neurons);
            time = time with { Steps = steps };
            drives[0] = new StepDrive(value, null);
            description = $"step:{Drive.Text(value)}" + (definition.Spikes ? ", chosen for a moderate rate" : "");
            foreach (var name in definition.InputNames.Skip(1)) description += $", {name}=constant:0";
            for (var i = 1; i < drives.Length; i++) drives[i] = new ConstantDrive(0);
        }

        if (Array.FindIndex(drives, drive => drive is null) is >= 0 and var missing)
            throw new UserError(
                $"{definition.Name} has the inputs {string.Join(", ", definition.InputNames)}, "
                + $"and nothing is said of {definition.InputNames[missing]}; for none, add --input {definition.InputNames[missing]}=constant:0.");
        var seed = given.GetValue(_seed) ?? 0;
        double[][] inputs = [.. drives.Select(drive => drive!.Values(time, neurons, seed))];
        var isFloat64 = given.GetValue(_float64);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!isFloat64 && Array.Find(inputs[i], value => !float.IsFinite((float)value)) is not 0 and var value)
                throw new UserError(
                    $"The input {definition.InputNames[i]} has the value {Drive.Text(value)}, which float32 does not reach; --float64 does.");
        }

        var run = isFloat64
            ? NeuronRun.Run<double>(settings.Dynamics, settings.Parameters, time, neurons, inputs, seed, device: device)
            : NeuronRun.Run<float>(settings.Dynamics, settings.Parameters, time, neurons, inputs, seed, device: device);
        foreach (var output in outputs)
        {
            output.Write(run, () => SimulationPage.Write(run, description, seed, given.Tokens.Select(token => token.Value)));
        }

        var report = new SimulationReport(run, description, seed, files);
        if (given.GetValue(_asJson))
        {
            report.WriteJson(given.InvocationConfiguration.Output);
        }
        else
        {
            report.Print(given.InvocationConfiguration.Output);
        }

        return App.Good;
    }

    /// <summary>The drive of each input; null where none is given. Without a name it is the first input's.</summary>
    private static Drive?[] Drives(Definition model, string[] texts)
    {
        var drives = new Drive?[model.InputNames.Length];
        foreach (var text in texts)
        {
            var named = Array.FindIndex(model.InputNames, name => text.StartsWith(name + "=", StringComparison.Ordinal));
            var index = Math.Max(named, 0);
            Require(drives[index] is null, $"The input {model.InputNames[index]} is given twice.");
            drives[index] = Drive.Parse(named < 0 ? text : text[(model.InputNames[named].Length + 1)..]);
        }

        return drives;
    }

    private int? Length(ParseResult given, double dt)
    {
        var (steps, duration) = (given.GetValue(_steps), given.GetValue(_duration));
        Require(steps is null || duration is null, "--steps and --duration are both given; one is enough.");
        Require(steps is null or >= 1, $"--steps is {steps}; it must be ≥ 1.");
        if (duration is not { } length)
        {
            return steps;
        }

        var count = Math.Round(length / dt);
        Require(count is >= 1 and <= MostValues,
            $"--duration is {Drive.Text(length)}; it must be from one to {MostValues} steps of dt = {Drive.Text(dt)}.");
        return (int)count;
    }

    private static void RequireRoom(int steps, int neurons)
    {
        var values = (long)steps * neurons;
        Require(values <= MostValues,
            $"{steps} steps of {neurons} neurons are {values} values; at most {MostValues} are recorded (--steps times --neurons).");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new UserError(message);
        }
    }
}
