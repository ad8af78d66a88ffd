namespace Neurons.Cli.Tests;

/// <summary>Files on which the program once crashed, hung, took far too much memory, or said nothing of use.</summary>
public class CasesTests
{
    /// <summary>What the digits and the models take, and more than any of the files deserves.</summary>
    private const long MostBytes = 32 << 20;

    public static TheoryData<string, string, string> Bad => new()
    {
        { "train", "binary.yaml", "line 8, column 57: the byte 0xE7 is not UTF-8 text" },
        { "train", "missing-brace.yaml", "line 1, column 4: here, or soon after, this is not YAML" },
        { "train", "unindented-brace.yaml", "line 3, column 11: here, or soon after, this is not YAML" },
        { "train", "unindented-layer.yaml", "line 2, column 3: here, or soon after, this is not YAML" },
        { "train", "latency-steps-4.7.yaml", "'latency:steps=4.7': steps is 4.7; it must be a whole number" },
        { "train", "threshold-1e39.yaml", "Leaky: Threshold is 1E+39, and in float32 Infinity; it must be any finite number" },
        { "train", "weights-1e39.yaml", "layer 0: Initializer: value is 1E+39; it must be finite in float32" },
        { "train", "convolution-weights.yaml", "1: Conv2d(1000000 → 16, kernel 5, padding 2) takes [1000000, height, width]" },
        { "train", "wide-image.yaml",
            "3: Leaky has the shape [16, 28, 1000000]; with a value for each channel, at most 16777216 neurons are possible" },
        { "train", "wide-image.json",
            "3: Leaky has the shape [4, 8, 16777217]; with a value for each channel, at most 16777216 neurons are possible" },
        { "train", "padding.yaml", "gives [16, 33554458, 33554458]; at most 2147483591 numbers are possible" },
        { "train", "parameter-shape.yaml", "8: CubaLif: VTh has the shape [16777217]; it must be the last dimensions of the layer's [10]" },
        { "train", "linear-inputs.json", "the weights up to '0.weight', [20, 16777217], are more than 67108864" },
        { "train", "linear-outputs.json", "the weights up to '2.weight', [16777217, 20], are more than 67108864" },
        { "train", "norm-shape.json", "layer 9: LayerNorm: the shape [2147483647] has 2147483647 numbers" },
        { "train", "surrogate.json", "line 1, column 20: a text has half a surrogate pair" },
        { "train", "seed-surrogate.json", "line 1, column 10: a text has half a surrogate pair" },
        { "verify", "recording-surrogate.json", "line 1, column 23: a text has half a surrogate pair" },
        { "verify", "recording-binary.json", "is not JSON: line 1, column 180: the byte 0xFF is not UTF-8 text" },
        { "verify", "recording-byte.json", "is not JSON: line 1, column 23: the byte 0xDB is not UTF-8 text" },
        { "evaluate", "padding.safetensors",
            "3: Leaky has the shape [2, 16777220, 4]; with a value for each channel, at most 16777216 neurons are possible" },
        { "evaluate", "training-1e400.safetensors", "the state of the training cannot be read: StartRate is 1e400; the largest number is 1.797" },
        { "evaluate", "metadata-null.safetensors", "is a safetensors file, but not one of a network" },
        { "evaluate", "one-float8-tensor.safetensors", "is a safetensors file, but not one of a network" },
        { "evaluate", "saved-in-comma-culture.safetensors", "holds a network, but not the state of a training" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_file_is_refused_by_name_in_one_line_and_little_memory(string command, string name, string problem)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(AppContext.BaseDirectory, "Cases", name);
        string[] line = command == "train" ? [command, "--network", file, "--out", folder["run"]] : [command, file];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = Cli.Refused(line);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.Contains(file, message);
        Assert.Contains(problem, message);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_network_that_was_saved_with_decimal_commas_is_read()
    {
        var network = Sequential.Load(Path.Combine(AppContext.BaseDirectory, "Cases", "saved-in-comma-culture.safetensors"));

        Assert.Contains("relu(alpha=0.3", ((NeuronLayer)network.Layers[0]).Explain());
    }
}
