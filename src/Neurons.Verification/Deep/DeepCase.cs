using Neurons.IO;

namespace Neurons.Verification;

/// <summary>A recording of deep networks: what it says of itself, and its tensors as flat float64 arrays.</summary>
internal sealed class DeepCase(JsonRecord json, string path)
{
    private readonly Lazy<SafetensorsFile> _tensors = new(() => SafetensorsFile.Read(Path.ChangeExtension(path, ".safetensors")));

    public string Name => Json.Text("name");

    public JsonRecord Json => json;

    /// <summary>The file, for messages, and for what lies beside it.</summary>
    public string File => path;

    /// <summary>The file of tensors beside it.</summary>
    public SafetensorsFile Tensors => _tensors.Value;

    /// <summary>A tensor's lengths.</summary>
    public int[] Shape(string name) => [.. Tensors.Entry(name).Shape.Select(length => (int)length)];

    /// <summary>A tensor's numbers, whatever they are stored as.</summary>
    public double[] Numbers(string name) => Tensors.Entry(name).DType switch
    {
        "U8" => Arrays.Flat(Tensors.Get<byte>(name)),
        "I64" => Arrays.Flat(Tensors.Get<long>(name)),
        _ => Arrays.Flat(Tensors.Get<double>(name)),
    };
}
