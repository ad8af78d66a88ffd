using System.Text;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public class NetworkFileTests
{
    private const string Yaml = """
        # 6-9-3
        seed: 5
        layers:
          - {type: Linear, inputs: 6, outputs: 9}
          - type: Leaky
            shape: 9
            options: {Reset: Zero}
            parameters: {beta: 0.8, threshold: {value: 1.5, learnable: true}}
          - {type: linear, inputs: 9, outputs: 3, bias: false}
          - {type: LeakyIntegrator, shape: [3]}
        """;

    private const string Json = """
        {"seed": 5, "layers": [
          {"type": "Linear", "inputs": 6, "outputs": 9},
          {"type": "Leaky", "shape": [9], "options": {"Reset": "Zero"}, "parameters": {"beta": 0.8, "threshold": {"value": 1.5, "learnable": true}}},
          {"type": "Linear", "inputs": 9, "outputs": 3, "bias": false},
          {"type": "LeakyIntegrator", "shape": 3}]}
        """;

    [Fact]
    public void Yaml_json_and_code_describe_the_same_network()
    {
        var code = new Sequential(
            5,
            new Linear(6, 9),
            new Leaky(9, new() { Reset = MembraneReset.Zero, Beta = 0.8, Threshold = Learnable.Shared(1.5) }),
            new Linear(9, 3, bias: false),
            new LeakyIntegrator(3));
        var x = Samples.Uniform(3, 0, 3, 4, 6);
        foreach (var network in new[] { Read("net.yaml", Yaml), Read("net.json", Json) })
        {
            Assert.Equal(code.Summary(), network.Summary());
            Assert.Equal(Samples.Flat(code.Predict(x, 20)), Samples.Flat(network.Predict(x, 20)));
            Assert.Equal(code.Parameters.Select(p => (p.Name, p.IsLearnable)), network.Parameters.Select(p => (p.Name, p.IsLearnable)));
        }
    }

    [Fact]
    public void A_seed_that_is_given_comes_before_that_of_the_file()
    {
        var file = Samples.TemporaryFile("net.yaml");
        File.WriteAllText(file, Yaml);
        Assert.Equal(Samples.Weights(NetworkFile.Read(file)), Samples.Weights(NetworkFile.Read(file, 5)));
        Assert.NotEqual(Samples.Weights(NetworkFile.Read(file)), Samples.Weights(NetworkFile.Read(file, 6)));
    }

    public static TheoryData<string, Func<Initializer>> Initializers => new()
    {
        { "standard", () => Initializer.Standard },
        { "{name: constant, value: 0.25}", () => Initializer.Constant(0.25) },
        { "{name: uniform, low: -1, high: 0.5}", () => Initializer.Uniform(-1, 0.5) },
        { "{name: normal, deviation: 0.1}", () => Initializer.Normal(0, 0.1) },
        { "xavier_uniform", () => Initializer.XavierUniform() },
        { "{name: xavier_normal, gain: 2}", () => Initializer.XavierNormal(2) },
        { "kaiming_uniform", () => Initializer.KaimingUniform() },
        { "{name: kaiming_normal, gain: 1, fanOut: true}", () => Initializer.KaimingNormal(1, fanOut: true) },
        { "orthogonal", () => Initializer.Orthogonal() },
        { "{name: sparse, sparsity: 0.5}", () => Initializer.Sparse(0.5) },
    };

    [Theory]
    [MemberData(nameof(Initializers))]
    public void First_weights_are_drawn_as_a_file_says_and_what_is_saved_says_it_again(string weights, Func<Initializer> rule)
    {
        var file = Read("net.yaml", $$"""
            layers:
              - {type: Input, shape: [2, 6, 6]}
              - {type: Conv2d, inputs: 2, outputs: 4, kernel: 3, weights: {{weights}}}
              - type: Flatten
              - {type: Input, shape: 64}
              - {type: Linear, inputs: 64, outputs: 8, weights: {{weights}}}
              - {type: Feedback, neurons: [{type: If}], weights: {{weights}}}
              - {type: Input, shape: [8]}
              - {type: Linear, inputs: 8, outputs: 2}
            """);
        var code = new Sequential(
            1, new Input(2, 6, 6), new Conv2d(2, 4, 3, weights: rule()), new Flatten(), new Input(64),
            new Linear(64, 8, weights: rule()), new Feedback(new If(), weights: rule()), new Input(8), new Linear(8, 2));
        Assert.Equal(Samples.Weights(code), Samples.Weights(file));

        var saved = Samples.TemporaryFile("net.safetensors");
        file.Save(saved);
        var stored = SafetensorsFile.Read(saved);
        Assert.Equal(Samples.Weights(code), Samples.Weights(Read("net.json", stored.Metadata["network"])));
    }

    [Theory]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 2, weights: kaiming}]",
        "layer 0: weights is 'kaiming'; it must be one of constant, kaiming_normal, kaiming_uniform, normal")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 2, weights: {name: orthogonal, slope: 1}}]", "layer 0: orthogonal has no 'slope'; it has gain")]
    [InlineData("layers: [{type: Linear, inputs: 6, outputs: 2, weights: {name: orthogonal, gain: -1}}]", "gain is -1; it must be")]
    [InlineData("layers: [{type: Linear, inputs: 6, outputs: 2, weights: {gain: 1}}]", "name is missing")]
    [InlineData("layers: [{type: Linear, inputs: 6, outputs: 2, weights: [1]}]", "weights is [1]; it must be a name, or named values with one")]
    [InlineData("layers: [{type: Conv1d, inputs: 6, outputs: 2, kernel: 1, weights: constant}]", "value is missing")]
    [InlineData("layers: [{type: Feedback, allToAll: false, neurons: [{type: If, shape: 3}], weights: orthogonal}]", "Feedback: weights are given")]
    [InlineData("layers: [{type: Linear, inputs: 6}]", "layer 0: outputs is missing")]
    [InlineData("layers: [{type: Linear, inputs: six, outputs: 2}]", "layer 0: inputs is \"six\"; it must be a whole number")]
    [InlineData("layers: [{type: Linear, inputs: 0, outputs: 2}]", "inputs is 0; it must be ≥ 1")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 2, biass: true}]",
        "linear has no 'biass'; it has inputs, outputs, bias, weights. Did you mean bias?")]
    [InlineData("layers: [{type: Linaer, inputs: 6}]", "there is no type 'Linaer'")]
    [InlineData("layers: [{type: Leaky, shape: 3, parameters: {gamma: 1}}]", "gamma")]
    [InlineData("layers: [{type: Leaky, shape: 3, parameters: {beta: 2}}]", "Beta is 2")]
    [InlineData("layers: [{type: Leaky, shape: 3, parameters: {beta: x}}]", "parameter beta is \"x\"")]
    [InlineData(
        "layers: [{type: Leaky, shape: 3, parameters: {beta: {valu: 1}}}]", "parameter beta has no 'valu'; it has value, learnable, per_channel")]
    [InlineData("layers: [{type: Leaky, shape: 3, parameters: {beta: {value: x}}}]", "parameter beta: value is \"x\"; it must be a number")]
    [InlineData("layers: [{type: Leaky, shape: 3, parameters: {beta: {learnable: 1}}}]", "parameter beta: learnable is 1; it must be true or false")]
    [InlineData("layers: [{type: Leaky, shape: 3, parameters: {beta: {value: 0.9, shape: [~]}}}]", "parameter beta: shape is null")]
    [InlineData(
        "layers: [{type: Leaky, shape: 3, parameters: {beta: {value: 0.9, shape: [-3]}}}]",
        "parameter beta: shape is [-3]; every length must be at least 1")]
    [InlineData(
        "layers: [{type: Leaky, shape: 3, parameters: {beta: {value: 0.9, shape: [65536, 65536]}}}]", "parameter beta: shape is [65536, 65536]")]
    [InlineData("layers: [{type: Leaky, shape: 3, options: {Reset: Sideways}}]", "Sideways")]
    [InlineData("layers: [{type: Leaky, shape: 3, options: {Reset: ~}}]", "option Reset is null")]
    [InlineData("layers: [{type: Linear, inputs: 6, outputs: 2}, {type: Leaky, shape: 3}]", "The layers do not fit together")]
    [InlineData("layers: 5", "no list of layers")]
    [InlineData("layer: []", "there is no 'layer'")]
    [InlineData("{", "cannot be read")]
    [InlineData("layers: [{type: Linear, inputs: 64,\noutputs: 10}]\n a: {", "cannot be read as a network: line ")]
    [InlineData("a: {\nb\nc: d}", "cannot be read as a network: line ")]
    [InlineData("layers:\n  - {type: Linear, inputs: 64, outputs: 10}\ntraining: {\nepochs: 1\n}", "cannot be read as a network: line ")]
    [InlineData("layers: [{type: Linear, inputs: 16777217, outputs: 10}]", "the weights up to '0.weight', [10, 16777217], are more than 67108864")]
    [InlineData(
        "layers: [{type: Linear, inputs: 20, outputs: 9000}, {type: Feedback, neurons: {type: If}}]",
        "the weights up to '1.weight', [9000, 9000], are more than 67108864")]
    [InlineData("layers: [{type: Input, shape: [1, 5, 5]}, {type: Conv2d, inputs: 1, outputs: 2, kernel: 3, padding: 1000000}]", "at most")]
    [InlineData("layers: [{type: Input, shape: [1, 5, 5]}, {type: Conv2d, inputs: 1, outputs: 2, kernel: 3, padding: 2147483647}]", "at most")]
    [InlineData(
        "layers: [{type: Input, shape: [1, 5000, 5000]}, {type: Leaky, parameters: {beta: {value: 0.9, perChannel: true}}}]",
        "at most 16777216 neurons")]
    [InlineData(
        "layers: [{type: Linear, inputs: 4, outputs: 10}, {type: CubaLif, parameters: {vTh: {value: 1, shape: [60000000]}}}]",
        "1: CubaLif: VTh has the shape [60000000]; it must be the last dimensions of the layer's [10].")]
    [InlineData("&a [*a]", "cannot be read")]
    [InlineData("layers: [{type: Input, shape: [65536, 65536]}, {type: Flatten}]", "at most")]
    [InlineData("layers: [{type: Input, shape: [2000000000, 2000000000, 2000000000]}, {type: Flatten}]", "numbers; at most 2147483591 are possible")]
    [InlineData("layers: [{type: Input, shape: 5}, {type: Delay, steps: 2000000000}]", "holds 2000000000 steps")]
    [InlineData(
        "a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: "
        + "&e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]", "more than 100000 values")]
    [InlineData("", "0 YAML documents")]
    [InlineData("seed: -1\nlayers: [{type: Leaky, shape: 3}]", "seed is -1")]
    public void A_description_that_cannot_be_built_is_an_error_that_says_where(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<FormatError>(() => Read("net.yaml", yaml)).Message);

    [Theory]
    [InlineData("{\"layers\":[{\"type\":\"\\ud800\"}]}", "line 1, column 20: a text has half a surrogate pair")]
    [InlineData("{\"seed\":\"\\udc00\",\"layers\":[]}", "half a surrogate pair")]
    [InlineData("{\"layers\":[],\n\"layers\":[]}", "'layers' is given twice")]
    [InlineData(" \n", "it is empty")]
    [InlineData("{\"layers\":[]\n,}", "line 2, column 2: ")]
    [InlineData("{\"layers\":[{\"type\":\"a\\nb\"}]}", "there is no type 'a b'")]
    [InlineData("{\"layers\":[{\"type\":\"Delay\",\"steps\":1e400}]}", "layers[0].steps is 1e400; the largest number is 1.797")]
    public void Json_that_is_no_description_is_an_error_of_one_line(string json, string message)
    {
        var error = Assert.Throws<FormatError>(() => Read("net.json", json)).Message;
        Assert.Contains(message, error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var path = Samples.TemporaryFile("net.json");
        File.WriteAllBytes(path, [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        Assert.Contains("line 1, column 3: the byte 0xFF is not UTF-8", Assert.Throws<FormatError>(() => NetworkFile.Read(path)).Message);
        path = Samples.TemporaryFile("net.yaml");
        File.WriteAllBytes(path, [.. "seed: 1\nä: "u8, 0xC3]);
        Assert.Contains("line 2, column 5: the byte 0xC3 is not UTF-8", Assert.Throws<FormatError>(() => NetworkFile.Read(path)).Message);
        File.WriteAllText(path, Yaml, Encoding.Unicode);
        Assert.Equal(5UL, NetworkFile.Read(path).Seed);
    }

    [Theory]
    [InlineData("net.yaml", "seed: 9223372036854775808\nlayers: [{type: Linear, inputs: 2.0, outputs: 2}]\ntraining: {time_steps: 5.0}")]
    [InlineData(
        "net.json", "{\"seed\": 9223372036854775808, \"layers\": [{\"type\": \"Linear\", \"inputs\": 2.0, \"outputs\": 2}], "
        + "\"training\": {\"time_steps\": 5e0}}")]
    public void Whole_numbers_may_be_large_and_may_have_a_point(string name, string text)
    {
        var path = Samples.TemporaryFile(name);
        File.WriteAllText(path, text);
        var trainer = NetworkFile.ReadTrainer(path);
        Assert.Equal((1UL << 63, 5, 2), (trainer.Network.Seed, trainer.TimeSteps, trainer.Network.InputShape[0]));
    }

    [Fact]
    public void What_is_nested_too_deeply_is_refused() => Assert.Contains(
        "nested more than 64 deep", Assert.Throws<FormatError>(() => Read("net.yaml", "layers: " + new string('[', 20000))).Message);

    [Fact]
    public void Weights_of_pytorch_modules_are_taken_by_their_names()
    {
        var (source, target) = (Samples.Network(1), Samples.Network(2));
        var file = Samples.TemporaryFile("torch.safetensors");
        string[] names = ["fc1.weight", "fc1.bias", "head.out.weight", "head.out.bias"];
        SafetensorsFile.Write(
            file, new Dictionary<string, string>(), names.Zip(source.Parameters, (name, p) => SafetensorsEntry.From(name, p.Value)));
        target.ImportPyTorch(file, "fc1", "head.out");
        Assert.Equal(Samples.Weights(source), Samples.Weights(target));

        var before = Samples.Weights(Samples.Network(3));
        var other = Samples.Network(3);
        Assert.Contains("2 layers with weights: 0, 2", Assert.Throws<ArgumentException>(() => other.ImportPyTorch(file, "fc1")).Message);
        Assert.Contains("fc2.weight", Assert.Throws<FormatError>(() => other.ImportPyTorch(file, "fc1", "fc2")).Message);
        Assert.Contains("the network needs [9, 6]", Assert.Throws<FormatError>(() => other.ImportPyTorch(file, "head.out", "fc1")).Message);
        Assert.Equal(before, Samples.Weights(other));
    }

    private static Network Read(string name, string text)
    {
        var file = Samples.TemporaryFile(name);
        File.WriteAllText(file, text);
        return NetworkFile.Read(file);
    }
}
