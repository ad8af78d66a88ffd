using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Descriptions of networks that name a file with their weights.</summary>
public sealed class WeightsFileTests
{
    [Theory]
    [InlineData("net.yaml")]
    [InlineData("net.json")]
    [InlineData("a: b #ü\"\n.yml")]
    [InlineData("12.yaml")]
    [InlineData("null.yaml")]
    [InlineData("- [a, {b.yaml")]
    public void A_network_that_is_written_is_read_with_its_weights_whatever_the_seed(string name)
    {
        using var folder = new WeightsFolder();
        foreach (var network in Networks())
        {
            NetworkFile.Write(folder[name], network);
            foreach (var read in new[] { NetworkFile.Read(folder[name]), NetworkFile.Read(folder[name], 7) })
            {
                Assert.Equal(Samples.Weights(network), Samples.Weights(read));
                Assert.Equal(network.Parameters.Select(p => (p.Name, p.IsLearnable)), read.Parameters.Select(p => (p.Name, p.IsLearnable)));
                Assert.Equal(network.OutputNames, read.OutputNames);
                var x = Samples.Uniform(3, 0, 3, [4, 2, .. network.InputShape.ToArray()]);
                Assert.Equal(Samples.Flat(network.Predict(x)), Samples.Flat(read.Predict(x)));
            }
        }
    }

    [Fact]
    public void Yaml_is_written_in_a_line_for_each_layer()
    {
        using var folder = new WeightsFolder();

        NetworkFile.Write(folder["net.yaml"], new Sequential(5, new Linear(2, 3), new Flatten()));

        Assert.Equal(
            "weights: net.safetensors\nseed: 5\nlayers:\n  - {type: linear, inputs: 2, outputs: 3}\n  - {type: flatten}\n",
            File.ReadAllText(folder["net.yaml"]));
    }

    [Fact]
    public void The_weights_may_be_below_the_folder_and_a_training_begins_with_them()
    {
        using var folder = new WeightsFolder();
        var network = new Sequential(1, new Linear(6, 3));
        Directory.CreateDirectory(folder["sub"]);
        network.Save(folder["sub/w.safetensors"]);
        File.WriteAllText(folder["net.yaml"], "weights: sub/w.safetensors\nlayers: [{type: linear, inputs: 6, outputs: 3}]\ntraining: {epochs: 3}");

        Assert.Equal(Samples.Weights(network), Samples.Weights(NetworkFile.ReadTrainer(folder["net.yaml"]).Network));
    }

    [Theory]
    [InlineData(
        "../w.safetensors", "weights is \"../w.safetensors\"; it must be the name of a file of safetensors in the folder of this file, or below it")]
    [InlineData("sub/../../w.safetensors", "it must be the name of a file")]
    [InlineData("/w.safetensors", "it must be the name of a file")]
    [InlineData(".", "it must be the name of a file")]
    [InlineData("\"\"", "weights is \"\"; it must be")]
    [InlineData("3", "weights is 3; it must be")]
    [InlineData("~", "weights is null; it must be")]
    [InlineData("[a]", "weights is [\"a\"]; it must be")]
    [InlineData("none.safetensors", "weights is \"none.safetensors\"; there is no such file in ")]
    [InlineData("net.yaml", "net.yaml: ")]
    [InlineData("w.safetensors", "tensor '0.weight' has the shape [3, 6]; the network needs [4, 6]")]
    public void Weights_that_cannot_be_had_are_an_error_that_says_why(string weights, string message)
    {
        using var folder = new WeightsFolder();
        new Sequential(1, new Linear(6, 3)).Save(folder["w.safetensors"]);
        File.WriteAllText(folder["net.yaml"], $"weights: {weights}\nlayers: [{{type: linear, inputs: 6, outputs: 4}}]");

        var error = Assert.Throws<FormatError>(() => NetworkFile.Read(folder["net.yaml"])).Message;

        Assert.Contains(message, error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Weights_that_lack_a_tensor_or_that_a_layer_does_not_allow_are_refused()
    {
        using var folder = new WeightsFolder();
        new Sequential(1, new Linear(6, 3, bias: false)).Save(folder["w.safetensors"]);
        File.WriteAllText(folder["net.yaml"], "weights: w.safetensors\nlayers: [{type: linear, inputs: 6, outputs: 3}]");
        Assert.Contains("0.bias", Assert.Throws<FormatError>(() => NetworkFile.Read(folder["net.yaml"])).Message);

        SafetensorsFile.Write(folder["w.safetensors"], new Dictionary<string, string>(),
            [SafetensorsEntry.From("0.TauSynInv", System.Numerics.Tensors.Tensor.Create([1f, -1], [2]))]);
        File.WriteAllText(folder["net.yaml"], "weights: w.safetensors\nlayers: [{type: CubaLif, shape: 2, parameters: {tauSynInv: {shape: [2]}}}]");
        Assert.Contains("'0.TauSynInv' has", Assert.Throws<FormatError>(() => NetworkFile.Read(folder["net.yaml"])).Message);
    }

    [Fact]
    public void Weights_that_nothing_takes_are_refused_by_name()
    {
        using var folder = new WeightsFolder();
        new Sequential(1, new Linear(6, 3), new Linear(3, 2)).Save(folder["w.safetensors"]);
        File.WriteAllText(folder["net.yaml"], "weights: w.safetensors\nlayers: [{type: linear, inputs: 6, outputs: 3}]");

        Assert.Contains(
            "w.safetensors: has tensors that the network has not: 1.bias, 1.weight",
            Assert.Throws<FormatError>(() => NetworkFile.Read(folder["net.yaml"])).Message);
    }

    [Fact]
    public void A_link_to_weights_stays_within_the_folder()
    {
        using var folder = new WeightsFolder();
        using var elsewhere = new WeightsFolder();
        var network = new Sequential(1, new Linear(6, 3));
        network.Save(elsewhere["w.safetensors"]);
        Directory.CreateDirectory(folder["sub"]);
        network.Save(folder["sub/w.safetensors"]);
        File.CreateSymbolicLink(folder["within.safetensors"], "sub/w.safetensors");
        File.CreateSymbolicLink(folder["out.safetensors"], elsewhere["w.safetensors"]);
        Directory.CreateSymbolicLink(folder["away"], elsewhere["."]);
        Directory.CreateSymbolicLink(elsewhere["here"], folder["."]);
        File.CreateSymbolicLink(folder["round.safetensors"], "round.safetensors");

        Assert.Equal(Samples.Weights(network), Samples.Weights(Read(folder["net.yaml"], "within.safetensors")));
        Assert.Equal(Samples.Weights(network), Samples.Weights(Read(elsewhere["here/net.yaml"], "within.safetensors")));
        foreach (var name in new[] { "out.safetensors", "away/w.safetensors" })
            Assert.Contains(
                $"weights is \"{name}\", a link to ", Assert.Throws<FormatError>(() => Read(folder["net.yaml"], name)).Message);
        Assert.Contains("round.safetensors", Assert.Throws<FormatError>(() => Read(folder["net.yaml"], "round.safetensors")).Message);

        static Network Read(string path, string weights)
        {
            File.WriteAllText(path, $"weights: {weights}\nlayers: [{{type: linear, inputs: 6, outputs: 3}}]");
            return NetworkFile.Read(path);
        }
    }

    [Fact]
    public void The_name_of_the_weights_is_none_for_the_description()
    {
        using var folder = new WeightsFolder();
        Assert.Contains("that is the name of the weights", Assert.Throws<ArgumentException>(
            () => NetworkFile.Write(folder["net.safetensors"], new Sequential(1, new Linear(1, 1)))).Message);
    }

    private static IEnumerable<Network> Networks() =>
    [
        new Sequential(
            5, new Linear(6, 9),
            new Leaky(9, new() { Beta = Learnable.PerNeuron(System.Numerics.Tensors.Tensor.Create(Enumerable.Repeat(0.7, 9).ToArray(), [9])) }),
            new Residual(new Linear(9, 9, weights: Initializer.XavierUniform())), new Linear(9, 3, bias: false), new LeakyIntegrator(3)),
        new Graph(
            1, ["b/2", "true.Mem"], new Node("no", new Input(4)), new Node("true", new Leaky(4), "no"), new Node("b/2", new Linear(4, 4), "true")),
    ];

    private sealed class WeightsFolder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory().FullName;

        public string this[string name] => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
