using System.CommandLine;
using System.Numerics.Tensors;
using Neurons.Cli.Training;
using Neurons.IO;
using Neurons.Nir;
using Neurons.Primitives;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons nir run FILE --input X.npy --out Y.npy</c>, <c>neurons nir convert FILE --to OTHER</c></summary>
internal static class NirRunCommand
{
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
            Description = "The .npy file of the first output; of others, and of what is recorded, Y.NAME.npy beside Y.npy. Or one .npz file of all.",
            Required = true,
        };
        var record = new Option<string[]>("--record") { Description = "A state besides, NODE.v or NODE.i." };
        var options = new NirReadingOptions();
        var command = new Command("run", "Run a network in float32, and say what NIR leaves open and where the run deviates.")
        {
            file, input, output, record,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var (path, states) = (result.GetValue(output)!, result.GetValue(record) ?? []);
            var isOneFile = HasEnding(path, ".npz");
            if (!isOneFile && !HasEnding(path, ".npy")) throw new UserError($"--out is {path}; it must end in .npy or .npz.");
            AtomicFile.Check(path);
            var (network, report) = NetworkSource.OfNir(
                result.GetValue(file)!, options.Of(result) with { Record = states }, options.IsChecked(result));
            var isOne = false;
            var inputs = result.GetValue(input)!.Select(given => Named(given, network)).ToDictionary(
                one => one.Name, one => Batched(network, one.Name, Finite(one.Path, Npy.Read<float>(one.Path)), ref isOne));
            // the outputs of the file, then what is recorded, by the names that it was asked for with
            string[] names = [.. network.OutputNames.SkipLast(states.Length).Select(name => name.Replace("//", ".")), .. states];
            names = Array.ConvertAll(names, name => name.Replace('/', '.'));
            if (names.Distinct().Count() < names.Length) throw new UserError($"Two outputs would have one name: {string.Join(", ", names)}.");
            var outputs = NetworkSource.Tried(() => network.PredictOutputs(inputs));
            var values = network.OutputNames.Select(name => isOne ? One(outputs[name]) : outputs[name]).ToArray();
            var console = result.InvocationConfiguration.Output;
            NetworkSource.Print(console, report);
            if (isOneFile) NpzWriter.Write(path, names.Zip(values, KeyValuePair.Create));
            for (var i = 0; i < names.Length; i++)
            {
                var target = isOneFile || i == 0 ? path : Path.ChangeExtension(path, $".{names[i]}.npy");
                if (!isOneFile) Npy.Write(target, values[i]);
                console.WriteLine(App.OneLine($"wrote {target}: {names[i]}, {Shapes.Text(values[i].Lengths)}"));
            }

            return App.Good;
        });
        return command;
    }

    public static Command Convert()
    {
        var file = new Argument<string>("file")
        {
            Description = "A .nir file; or the folder of a run, a saved network, .safetensors, or a description of one, .yaml.",
        };
        var to = new Option<string>("--to")
        {
            Description = "The file to write: of a .nir file .safetensors, or .yaml or .json with .safetensors beside it; .nir of the others.",
            Required = true,
        };
        var nearest = new Option<bool>("--nearest")
        {
            Description = "On the way to NIR: the nearest node for neurons that none is the same as, in place of several nodes that are.",
        };
        var options = new NirReadingOptions();
        var command = new Command("convert", "Make a network of this library of a NIR file, or a NIR file of a network.") { file, to, nearest };
        options.AddTo(command);
        command.Options.Add(options.Learn);
        command.SetAction(result =>
        {
            var (from, target, output) = (result.GetValue(file)!, result.GetValue(to)!, result.InvocationConfiguration.Output);
            var isKnown = NetworkSource.IsOne(target) || IsSaved(target);
            if (NetworkSource.IsNir(from) == NetworkSource.IsNir(target) || !isKnown)
                throw new UserError($"--to is {target}; a .nir file becomes .safetensors, .yaml or .json, and another network .nir.");
            if (NetworkSource.IsNir(from))
            {
                if (result.GetValue(nearest)) throw new UserError($"{nearest.Name} is of networks on the way to NIR; {from} is one in NIR.");
                var (network, report) = NetworkSource.OfNir(from, options.Of(result), options.IsChecked(result));
                Write(network, target);
                NetworkSource.Print(output, report);
                output.WriteLine($"wrote {target}{(IsSaved(target) ? "" : $" and {Weights(target)}")}");
                return App.Good;
            }

            var known = options.All.Append(options.Learn).Where(option => option != options.Step);
            if (known.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } other)
                throw new UserError($"{other.Name} is of networks in NIR; {from} is none.");
            NirNeurons.Register();
            var source = Directory.Exists(from) ? RunFolder.CheckpointIn(from) : from;
            var saved = IsSaved(source) ? Network.Load(source) : NetworkFile.Read(source);
            var (graph, notes) = NetworkSource.Tried(() =>
                (saved.ToNir(out var report, result.GetValue(options.Step), result.GetValue(nearest)), report));
            graph.Write(target);
            NetworkSource.Print(output, notes);
            foreach (var (name, value) in graph.Metadata.Values.OrderBy(value => value.Key, StringComparer.Ordinal))
                output.WriteLine($"{name}: {(value.IsNumeric ? $"{value.ToDoubles()[0]}, in the unit of the time constants" : value.Texts[0])}");
            output.WriteLine($"wrote {target}");
            return App.Good;
        });
        return command;
    }

    private static void Write(Graph network, string target)
    {
        if (IsSaved(target))
        {
            network.Save(target);
            return;
        }

        // weights that no description names may be all that is left of a training
        if (File.Exists(Weights(target)) && !File.Exists(target))
            throw new UserError($"{Weights(target)} exists, and {target}, which would name it as its weights, does not; choose another name.");
        NetworkFile.Write(target, network);
    }

    private static string Weights(string description) => Path.ChangeExtension(description, ".safetensors");

    private static bool HasEnding(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>An input in which all is a number; what is none spreads through a network without a word.</summary>
    private static Tensor<float> Finite(string path, Tensor<float> input)
    {
        var values = input.ToArray();
        var at = Array.FindIndex(values, value => !float.IsFinite(value));
        if (at < 0) return input;
        var (place, rest) = (new int[input.Rank], at);
        for (var axis = input.Rank - 1; axis >= 0; axis--) (rest, place[axis]) = Math.DivRem(rest, (int)input.Lengths[axis]);
        throw new UserError($"{path}: at {Shapes.Text(place)} is {values[at]}; an input must be finite.");
    }

    private static bool IsSaved(string path) => HasEnding(path, ".safetensors");

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
}
