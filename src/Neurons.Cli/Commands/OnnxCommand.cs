using System.CommandLine;
using Neurons.Onnx;
using Neurons.Primitives;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons onnx inspect FILE</c>, <c>neurons onnx convert FILE --to OTHER</c></summary>
internal static class OnnxCommand
{
    public static Command Create() => new("onnx", "Models in the Open Neural Network Exchange format: look into files, make networks of them.")
    {
        Inspect(), Convert(),
    };

    /// <summary>The network of a model; what has no counterpart is the user's to mend.</summary>
    public static OnnxNetwork Made(string path)
    {
        try
        {
            return OnnxModel.Read(path).ToNetwork();
        }
        catch (NotSupportedException problem)
        {
            throw new UserError($"{path}: {App.OneLine(problem.Message)}");
        }
    }

    public static bool IsOne(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    private static Command Inspect()
    {
        var file = new Argument<string>("file") { Description = "An .onnx file." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new Command("inspect", "Show the inputs, operations, weights and outputs of a model.") { file, json };
        command.SetAction(result =>
        {
            var path = result.GetValue(file)!;
            var model = OnnxModel.Read(path);
            if (result.GetValue(json)) WriteJson(result.InvocationConfiguration.Output, model);
            else Print(result.InvocationConfiguration.Output, path, model);
            return App.Good;
        });
        return command;
    }

    private static Command Convert()
    {
        var file = new Argument<string>("file") { Description = "An .onnx file." };
        var to = new Option<string>("--to") { Description = "The .safetensors file of the network to write.", Required = true };
        var command = new Command("convert", "Make a network of this library of a model, with its weights.") { file, to };
        command.SetAction(result =>
        {
            var target = result.GetValue(to)!;
            if (Path.GetExtension(target) != ".safetensors") throw new UserError($"--to is {target}; a network is written to .safetensors.");
            var (network, notes) = Made(result.GetValue(file)!);
            network.Save(target);
            var output = result.InvocationConfiguration.Output;
            foreach (var note in notes) output.WriteLine(App.OneLine(note));
            output.WriteLine(network.Summary());
            return App.Good;
        });
        return command;
    }

    private static void Print(TextWriter output, string path, OnnxModel model)
    {
        output.WriteLine(App.OneLine($"{path}: opset {model.Opset}, written by {model.Producer}"));
        foreach (var input in model.Inputs) output.WriteLine(App.OneLine($"input   {input}"));
        foreach (var node in model.Nodes)
        {
            var attributes = string.Join("; ", node.Attributes.Values.Select(attribute => $"{attribute.Name} {attribute}"));
            output.WriteLine(App.OneLine(
                $"{node.Operator,-20} {string.Join(", ", node.Inputs.Select(input => Weight(model, input)))} → {string.Join(", ", node.Outputs)}"
                + (attributes.Length > 0 ? $"  ({attributes})" : "")));
        }
        foreach (var result in model.Outputs) output.WriteLine(App.OneLine($"output  {result}"));
        var numbers = model.Constants.Values.Sum(tensor => (long)tensor.Count);
        output.WriteLine($"{model.Nodes.Count} operations, {numbers} numbers in {model.Constants.Count} tensors");
    }

    private static string Weight(OnnxModel model, string name) =>
        model.Constants.TryGetValue(name, out var tensor) ? $"{name} {Shapes.Text([.. tensor.Shape])}" : name;

    private static void WriteJson(TextWriter output, OnnxModel model) => Json.WriteLine(output, writer =>
    {
        writer.WriteNumber("opset", model.Opset);
        writer.WriteString("producer", model.Producer);
        foreach (var (name, values) in new[] { ("inputs", model.Inputs), ("outputs", model.Outputs) })
        {
            writer.WriteStartArray(name);
            foreach (var value in values) writer.WriteStringValue(value.ToString());
            writer.WriteEndArray();
        }
        writer.WriteStartArray("nodes");
        foreach (var node in model.Nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("operator", node.Operator);
            writer.WriteString("name", node.Name);
            writer.WriteString("inputs", string.Join(", ", node.Inputs));
            writer.WriteString("outputs", string.Join(", ", node.Outputs));
            foreach (var attribute in node.Attributes.Values) writer.WriteString(attribute.Name, attribute.ToString());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("tensors");
        foreach (var tensor in model.Constants.Values) writer.WriteString(tensor.Name, Shapes.Text([.. tensor.Shape]));
        writer.WriteEndObject();
    });
}
