using System.IO.Compression;
using System.Numerics.Tensors;
using System.Reflection;
using System.Text.Json;

namespace Neurons.Networks.Tests;

/// <summary>Layers, losses, metrics and optimizers as PyTorch 2.13 and snnTorch 0.9.4 computed them, in float64.</summary>
internal sealed class Recorded
{
    private static readonly Lazy<JsonElement[]> _cases = new(() => [.. Read("learning.json.gz"), .. Read("layers.json.gz")]);

    private readonly JsonElement _case;

    private Recorded(JsonElement one) => _case = one;

    public string Name => _case.GetProperty("function").GetString()!;

    public double Tolerance => _case.GetProperty("tolerance").GetDouble();

    public int[] Labels => Array.ConvertAll(Values("inputs", "targets"), label => (int)label);

    /// <summary>The cases whose function's name begins so.</summary>
    public static Recorded[] Group(string prefix) =>
        [.. _cases.Value.Select(one => new Recorded(one)).Where(one => one.Name.StartsWith(prefix, StringComparison.Ordinal))];

    public static Recorded Case(string name) => Group(name).First(one => one.Name == name);

    public bool Has(string group) => _case.TryGetProperty(group, out _);

    public bool HasInput(string name) => _case.GetProperty("inputs").TryGetProperty(name, out _);

    /// <summary>An option that is a number, or a flag as 0 or 1; or what it is where the recording leaves it out.</summary>
    public double Option(string name, double otherwise) => _case.GetProperty("options").TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.True ? 1 : value.ValueKind == JsonValueKind.False ? 0 : value.GetDouble()
        : otherwise;

    public string Text(string name) => _case.GetProperty("options").GetProperty(name).GetString()!;

    public double[]? Numbers(string name) => _case.GetProperty("options").TryGetProperty(name, out var values)
        ? [.. values.EnumerateArray().Select(value => value.GetDouble())]
        : null;

    public double[] Values(string group, string name) =>
        [.. Field(group, name).GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];

    public Tensor<double> Tensor(string group, string name) => System.Numerics.Tensors.Tensor.Create(
        Values(group, name), [.. Field(group, name).GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32())]);

    private static IEnumerable<JsonElement> Read(string resource)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return [.. JsonDocument.Parse(content).RootElement.GetProperty("cases").EnumerateArray()];
    }

    private JsonElement Field(string group, string name) => _case.GetProperty(group).GetProperty(name);
}
