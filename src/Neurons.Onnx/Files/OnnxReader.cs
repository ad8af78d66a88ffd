using Google.Protobuf;
using Neurons.IO;

namespace Neurons.Onnx.Files;

/// <summary>Reads the messages of a model; the numbers of the fields are those of onnx.proto.</summary>
internal static class OnnxReader
{
    /// <summary>Shapes have fewer dimensions.</summary>
    private const int MostDimensions = 16;

    public static OnnxModel Read(string path)
    {
        var bytes = InputFile.ReadBytes(path);
        var (producer, version, opset) = ("", "", 0L);
        Message? graph = null;
        foreach (var field in new Message(path, bytes, 0, bytes.Length).Fields())
        {
            switch (field.Number)
            {
                case 2: producer = Bytes(field).Text(); break;
                case 3: version = Bytes(field).Text(); break;
                case 7: graph = Bytes(field); break;
                case 8: opset = Math.Max(opset, Opset(Bytes(field))); break;
            }
        }
        if (graph is not { } found) throw new FormatError(path, "is no ONNX model: it has no graph");
        return Graph(path, found, $"{producer} {version}".Trim(), opset);

        Message Bytes(Field field) => Needed(path, field);
    }

    private static OnnxModel Graph(string path, Message message, string producer, long opset)
    {
        var nodes = new List<OnnxNode>();
        var constants = new Dictionary<string, OnnxTensor>();
        var (inputs, outputs) = (new List<OnnxValue>(), new List<OnnxValue>());
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1: nodes.Add(Node(Needed(path, field))); break;
                case 5:
                    var tensor = TensorReader.Read(Needed(path, field));
                    if (!constants.TryAdd(tensor.Name, tensor)) throw new FormatError(path, $"has two tensors '{tensor.Name}'");
                    break;
                case 11: inputs.Add(Value(Needed(path, field))); break;
                case 12: outputs.Add(Value(Needed(path, field))); break;
                case 15: throw new FormatError(path, "has sparse tensors, which are not read");
            }
        }
        return new(path)
        {
            Producer = producer,
            Opset = opset,
            Nodes = nodes,
            Constants = constants,
            Inputs = [.. inputs.Where(input => !constants.ContainsKey(input.Name))],
            Outputs = outputs,
        };
    }

    private static long Opset(Message message)
    {
        var (isOwn, version) = (true, 0L);
        foreach (var field in message.Fields())
        {
            if (field.Number == 1) isOwn = Needed(message.Path, field).Text() is "" or "ai.onnx";
            if (field.Number == 2) version = (long)field.Value;
        }
        return isOwn ? version : 0;
    }

    private static OnnxNode Node(Message message)
    {
        var (inputs, outputs) = (new List<string>(), new List<string>());
        var attributes = new Dictionary<string, OnnxAttribute>();
        var (name, type, domain) = ("", "", "");
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1: inputs.Add(Needed(message.Path, field).Text()); break;
                case 2: outputs.Add(Needed(message.Path, field).Text()); break;
                case 3: name = Needed(message.Path, field).Text(); break;
                case 4: type = Needed(message.Path, field).Text(); break;
                case 5:
                    var attribute = Attribute(Needed(message.Path, field));
                    attributes[attribute.Name] = attribute;
                    break;
                case 7: domain = Needed(message.Path, field).Text(); break;
            }
        }
        return new(name, type, domain is "ai.onnx" ? "" : domain, inputs, outputs, attributes);
    }

    private static OnnxAttribute Attribute(Message message)
    {
        var attribute = new OnnxAttribute("");
        var (numbers, wholes, type) = (new List<float>(), new List<long>(), 0UL);
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1: attribute = attribute with { Name = Needed(message.Path, field).Text() }; break;
                case 2: attribute = attribute with { Number = BitConverter.UInt32BitsToSingle((uint)field.Value) }; break;
                case 3: attribute = attribute with { Whole = (long)field.Value }; break;
                case 4: attribute = attribute with { Text = Text(Needed(message.Path, field)) }; break;
                case 5: attribute = attribute with { Tensor = TensorReader.Read(Needed(message.Path, field)) }; break;
                case 7: numbers.AddRange(TensorReader.Singles(message.Path, field)); break;
                case 8: wholes.AddRange(TensorReader.Wholes(message.Path, field)); break;
                case 20: type = field.Value; break;
            }
        }
        // some programs do not write what is 0
        return attribute with
        {
            Number = type == 1 ? attribute.Number ?? 0 : attribute.Number,
            Whole = type == 2 ? attribute.Whole ?? 0 : attribute.Whole,
            Numbers = numbers.Count > 0 ? numbers : null,
            Wholes = wholes.Count > 0 ? wholes : null,
        };

        // an attribute of text may hold any bytes
        static string Text(Message bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>A name, and of a tensor its shape: value_info, type, tensor_type, shape, dim.</summary>
    private static OnnxValue Value(Message message)
    {
        var name = "";
        List<long?>? shape = null;
        foreach (var field in message.Fields())
        {
            if (field.Number == 1) name = Needed(message.Path, field).Text();
            if (field.Number != 2) continue;
            foreach (var type in Inner(message.Path, field, 1))
            {
                foreach (var lengths in Inner(message.Path, type, 2))
                {
                    shape = [.. Inner(message.Path, lengths, 1).Select(dimension => Length(Needed(message.Path, dimension)))];
                    if (shape.Count > MostDimensions) throw new FormatError(message.Path, $"'{name}' has {shape.Count} dimensions");
                }
            }
        }
        return new(name, shape);
    }

    private static long? Length(Message message)
    {
        foreach (var field in message.Fields())
            if (field.Number == 1) return (long)field.Value > 0 ? (long)field.Value : null;
        return null;
    }

    private static IEnumerable<Field> Inner(string path, Field field, int number) =>
        Needed(path, field).Fields().Where(inner => inner.Number == number);

    internal static Message Needed(string path, Field field) => field.Type == WireFormat.WireType.LengthDelimited
        ? field.Bytes : throw new FormatError(path, $"is no ONNX model, or damaged: field {field.Number} is a number, where bytes are needed");
}
