using System.CommandLine;
using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons nir run FILE --input X.npy --out Y.npy</c>, <c>neurons nir convert FILE --to OTHER</c></summary>
internal static class NirRunCommand
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

    public static Command Run()
    {
        var file = new Argument<string>("file") { Description = "A .nir file." };
        var input = new Option<string[]>("--input")
        {
            Description = "A .npy file, [T, features…] or [T, batch, features…]; of several inputs each as NAME=X.npy.",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "The .npy file of the first output; of others, and of what is recorded, Y.NAME.npy beside Y.npy.",
            Required = true,
        };
        var record = new Option<string[]>("--record") { Description = "A state besides, NODE.v or NODE.i." };
        var options = new NirOptionsOfCommand();
        var command = new Command("run", "Run a network in float32, and say what NIR leaves open and where the run deviates.")
        {
            file, input, output, record,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var (network, report) = Made(result.GetValue(file)!, options.Of(result) with { Record = result.GetValue(record) ?? [] });
            var isOne = false;
            var inputs = result.GetValue(input)!.Select(given => Named(given, network)).ToDictionary(
                one => one.Name, one => Batched(network, one.Name, Npy.Read<float>(one.Path), ref isOne));
            var outputs = Tried(() => network.PredictOutputs(inputs));
            var path = result.GetValue(output)!;
            foreach (var (name, values) in outputs)
                Npy.Write(name == network.OutputNames[0] ? path : Beside(path, name), isOne ? One(values) : values);
            Print(result.InvocationConfiguration.Output, report);
            return App.Good;
        });
        return command;
    }

    public static Command Convert()
    {
        var file = new Argument<string>("file") { Description = "A .nir file; or a saved network, .safetensors, or a description of one." };
        var to = new Option<string>("--to") { Description = "The file to write: .safetensors of a .nir file, .nir of the others.", Required = true };
        var options = new NirOptionsOfCommand();
        var command = new Command("convert", "Make a network of this library of a NIR file, or a NIR file of a network.") { file, to };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var (from, target) = (result.GetValue(file)!, result.GetValue(to)!);
            if (IsNir(from) == IsNir(target) || !(IsNir(target) || Path.GetExtension(target) == ".safetensors"))
                throw new UserError($"--to is {target}; a .nir file becomes .safetensors, and another network .nir.");
            if (IsNir(from))
            {
                var (network, report) = Made(from, options.Of(result));
                network.Save(target);
                Print(result.InvocationConfiguration.Output, report);
                return App.Good;
            }

            NirNeurons.Register();
            var saved = Path.GetExtension(from) == ".safetensors" ? Network.Load(from) : NetworkFile.Read(from);
            var graph = Tried(() => saved.ToNir(options.Step(result)));
            graph.Write(target);
            foreach (var (name, value) in graph.Metadata.Values.OrderBy(value => value.Key, StringComparer.Ordinal))
                result.InvocationConfiguration.Output.WriteLine($"{name}: {(value.IsNumeric ? $"{value.ToDoubles()[0]} s" : value.Texts[0])}");
            return App.Good;
        });
        return command;
    }

    private static bool IsNir(string path) => Path.GetExtension(path).Equals(".nir", StringComparison.OrdinalIgnoreCase);

    private static NirNetwork Made(string path, NirOptions options)
    {
        var graph = NirGraph.Read(path);
        return Tried(() => graph.ToNetwork(options));
    }

    private static void Print(TextWriter output, IReadOnlyList<NirNote> report)
    {
        foreach (var note in report) output.WriteLine(App.OneLine(note.ToString()));
    }

    private static (string Name, string Path) Named(string given, Graph network)
    {
        var at = given.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && network.InputNames.Contains(given[..at]) ? (given[..at], given[(at + 1)..])
            : network.InputNames.Count == 1 ? (network.InputNames[0], given)
            : throw new UserError($"--input is {given}; there are {string.Join(", ", network.InputNames)}, each given as NAME=X.npy.");
    }

    private static Tensor<float> Batched(Graph network, string name, Tensor<float> input, ref bool isOne)
    {
        var features = network.Nodes.First(node => node.Name == name).Layer.InputShape!;
        if (input.Rank != features.Length + 1) return input;
        isOne = true;
        return Tensor.Create(input.ToArray(), [input.Lengths[0], 1, .. input.Lengths[1..]]);
    }

    private static Tensor<float> One(Tensor<float> output) => Tensor.Create(output.ToArray(), [output.Lengths[0], .. output.Lengths[2..]]);

    private static string Beside(string path, string name) => Path.ChangeExtension(path, $".{name.Replace('/', '.')}.npy");

    /// <summary>What does not fit is the user's, not the command's.</summary>
    private static T Tried<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception problem) when (problem is NotSupportedException or ArgumentException)
        {
            throw new UserError(App.OneLine(problem.Message));
        }
    }

    /// <summary>What NIR leaves open, as options of a command.</summary>
    private sealed class NirOptionsOfCommand
    {
        private readonly Option<string> _as = new("--as") { Description = "Whose reading of the file: nir, snntorch, norse, spikingjelly, sinabs." };
        private readonly NumberOption<double> _dt = new("--dt") { Description = "The time step in seconds. Default: 1e-4, or that of --as." };
        private readonly Option<string> _form = new("--discretisation") { Description = "euler, euler-old-current or exact. Default: euler." };
        private readonly Option<bool> _milliseconds = new("--milliseconds") { Description = "The file counts in ms, and not in s." };
        private readonly Option<bool> _impulse = new("--impulse") { Description = "A spike is 1/dt for a step, and not 1." };
        private readonly Option<bool> _leak = new("--start-at-leak") { Description = "Neurons begin with v_leak, and not with 0." };

        public void AddTo(Command command)
        {
            _as.AcceptOnlyFromAmong([.. Readings.Keys]);
            _form.AcceptOnlyFromAmong([.. Forms.Keys]);
            foreach (var option in new Option[] { _as, _dt, _form, _milliseconds, _impulse, _leak }) command.Options.Add(option);
        }

        public double? Step(ParseResult result) => result.GetValue(_dt);

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
            };
        }
    }
}
