using System.CommandLine;
using System.Numerics.Tensors;
using Neurons.Cli.Training;
using Neurons.IO;
using Neurons.Nir;

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
            Description = "The .npy file of the first output; of others, and of what is recorded, Y.NAME.npy beside Y.npy.",
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
            var (network, report) = NetworkSource.OfNir(result.GetValue(file)!, options.Of(result) with { Record = result.GetValue(record) ?? [] });
            var isOne = false;
            var inputs = result.GetValue(input)!.Select(given => Named(given, network)).ToDictionary(
                one => one.Name, one => Batched(network, one.Name, Npy.Read<float>(one.Path), ref isOne));
            var outputs = NetworkSource.Tried(() => network.PredictOutputs(inputs));
            var path = result.GetValue(output)!;
            foreach (var (name, values) in outputs)
                Npy.Write(name == network.OutputNames[0] ? path : Beside(path, name), isOne ? One(values) : values);
            NetworkSource.Print(result.InvocationConfiguration.Output, report);
            return App.Good;
        });
        return command;
    }

    public static Command Convert()
    {
        var file = new Argument<string>("file") { Description = "A .nir file; or a saved network, .safetensors, or a description of one, .yaml." };
        var to = new Option<string>("--to")
        {
            Description = "The file to write: of a .nir file .safetensors, or .yaml or .json with .safetensors beside it; .nir of the others.",
            Required = true,
        };
        var options = new NirReadingOptions();
        var command = new Command("convert", "Make a network of this library of a NIR file, or a NIR file of a network.") { file, to };
        options.AddTo(command);
        command.Options.Add(options.Learn);
        command.SetAction(result =>
        {
            var (from, target) = (result.GetValue(file)!, result.GetValue(to)!);
            var isKnown = NetworkSource.IsOne(target) || IsSaved(target);
            if (NetworkSource.IsNir(from) == NetworkSource.IsNir(target) || !isKnown)
                throw new UserError($"--to is {target}; a .nir file becomes .safetensors, .yaml or .json, and another network .nir.");
            if (NetworkSource.IsNir(from))
            {
                var (network, report) = NetworkSource.OfNir(from, options.Of(result));
                if (IsSaved(target)) network.Save(target);
                else
                {
                    // weights that no description names may be all that is left of a training
                    var weights = Path.ChangeExtension(target, ".safetensors");
                    if (File.Exists(weights) && !File.Exists(target))
                        throw new UserError($"{weights} exists, and {target}, which would name it as its weights, does not; choose another name.");
                    NetworkFile.Write(target, network);
                }
                NetworkSource.Print(result.InvocationConfiguration.Output, report);
                return App.Good;
            }

            NirNeurons.Register();
            var saved = IsSaved(from) ? Network.Load(from) : NetworkFile.Read(from);
            var graph = NetworkSource.Tried(() => saved.ToNir(options.Step(result)));
            graph.Write(target);
            foreach (var (name, value) in graph.Metadata.Values.OrderBy(value => value.Key, StringComparer.Ordinal))
                result.InvocationConfiguration.Output.WriteLine($"{name}: {(value.IsNumeric ? $"{value.ToDoubles()[0]} s" : value.Texts[0])}");
            return App.Good;
        });
        return command;
    }

    private static bool IsSaved(string path) => Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);

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
}
