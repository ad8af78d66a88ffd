using Google.Protobuf;

namespace Neurons.Onnx.Tests;

/// <summary>Writes messages field by field, for models that no program writes; the numbers of the fields are those of onnx.proto.</summary>
internal sealed class Proto
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _stream;

    public Proto() => _stream = new(_bytes, leaveOpen: true);

    public byte[] Bytes
    {
        get
        {
            _stream.Flush();
            return _bytes.ToArray();
        }
    }

    public Proto Whole(int field, long value)
    {
        _stream.WriteTag(field, WireFormat.WireType.Varint);
        _stream.WriteInt64(value);
        return this;
    }

    public Proto Text(int field, string text) => Raw(field, System.Text.Encoding.UTF8.GetBytes(text));

    public Proto Message(int field, Proto message) => Raw(field, message.Bytes);

    public Proto Raw(int field, byte[] bytes)
    {
        _stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _stream.WriteBytes(ByteString.CopyFrom(bytes));
        return this;
    }

    /// <summary>A model of nodes, with an input x of [n, 4, 6, 6] and an output y.</summary>
    public static Proto Model(Proto[] nodes, params Proto[] tensors) =>
        Model(17, nodes, tensors, [Value("x", null, 4, 6, 6)], [Value("y", null, 3)]);

    /// <summary>A model.</summary>
    public static Proto Model(int opset, Proto[] nodes, Proto[] tensors, Proto[] inputs, Proto[] outputs)
    {
        var graph = new Proto().Text(2, "graph");
        foreach (var node in nodes) graph.Message(1, node);
        foreach (var tensor in tensors) graph.Message(5, tensor);
        foreach (var input in inputs) graph.Message(11, input);
        foreach (var output in outputs) graph.Message(12, output);
        return new Proto().Whole(1, 8).Text(2, "by hand").Message(7, graph).Message(8, new Proto().Whole(2, opset));
    }

    /// <summary>Whole numbers in a tensor.</summary>
    public static Proto Numbers(string name, params long[] values)
    {
        var tensor = new Proto().Whole(1, values.Length).Whole(2, 7).Text(8, name);
        foreach (var value in values) tensor.Whole(7, value);
        return tensor;
    }

    /// <summary>An attribute that is a tensor.</summary>
    public static Proto Given(string name, Proto tensor) => new Proto().Text(1, name).Message(5, tensor).Whole(20, 4);

    public static Proto Node(string type, string[] inputs, string output, params Proto[] attributes)
    {
        var node = new Proto();
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(3, $"a {type}").Text(4, type);
        foreach (var attribute in attributes) node.Message(5, attribute);
        return node;
    }

    public static Proto Wholes(string name, params long[] values)
    {
        var attribute = new Proto().Text(1, name).Whole(20, 7);
        foreach (var value in values) attribute.Whole(8, value);
        return attribute;
    }

    public static Proto One(string name, long value) => new Proto().Text(1, name).Whole(3, value).Whole(20, 2);

    public static Proto Named(string name, string text) => new Proto().Text(1, name).Text(4, text).Whole(20, 3);

    /// <summary>A float32 tensor of raw bytes, as many as its shape needs, and so many more.</summary>
    public static Proto Tensor(string name, int[] shape, int more = 0, int type = 1)
    {
        var tensor = new Proto();
        foreach (var length in shape) tensor.Whole(1, length);
        var count = shape.Aggregate(1L, (product, length) => product * length);
        var bytes = new byte[Math.Min(count, 10_000) * 4 + more];
        for (var i = 3; i < bytes.Length; i += 4) (bytes[i - 1], bytes[i]) = ((byte)(i % 7), 0x3e);
        return tensor.Whole(2, type).Text(8, name).Raw(9, bytes);
    }

    public string Write()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-onnx-").FullName, "model.onnx");
        File.WriteAllBytes(path, Bytes);
        return path;
    }

    public static Proto Value(string name, params long?[] shape)
    {
        var lengths = new Proto();
        foreach (var length in shape) lengths.Message(1, length is { } known ? new Proto().Whole(1, known) : new Proto().Text(2, "n"));
        return new Proto().Text(1, name).Message(2, new Proto().Message(1, new Proto().Whole(1, 1).Message(2, lengths)));
    }
}
