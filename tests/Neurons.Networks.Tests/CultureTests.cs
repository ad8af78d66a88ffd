using System.Globalization;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public class CultureTests
{
    [Fact]
    public void The_tests_run_in_the_culture_that_is_asked_for() =>
        Assert.Equal(Environment.GetEnvironmentVariable("NEURONS_CULTURE") ?? CultureInfo.CurrentCulture.Name, CultureInfo.CurrentCulture.Name);

    private static string Everything()
    {
        var network = new Sequential(
            1,
            new Linear(6, 4, weights: Initializer.Uniform(-0.5, 0.25)),
            new Lif(4, new() { VReset = -0.5, Surrogate = Surrogate.QPseudoSpike(2, -0.5) }),
            new ActivityPenalty { L1 = 0.5 },
            new Linear(4, 3),
            new Leaky(3, new() { Beta = Learnable.Shared(0.75) }));
        var file = Samples.TemporaryFile("network.safetensors");
        var trainer = new Trainer(network, Loss.CountSquaredError(0.8, 0.1), new Sgd(0.01, 0.9))
        {
            Encoding = InputEncoding.Delta(0.25),
            Clipping = GradientClipping.ByNorm(1.5),
            Schedule = Schedule.Step(2, 0.5),
        };
        trainer.Save(file);
        var metadata = SafetensorsFile.Read(file).Metadata;
        Trainer.Resume(file);
        var lif = (NeuronLayer)network.Layers[1];
        return string.Join('\n',
        [
            metadata["network"], metadata["training"], network.Summary(), lif.Explain(), .. network.Layers.Select(layer => layer.ToString()),
            .. lif.Parameters.Select(parameter => parameter.ToString()), trainer.Encoding.ToString(), trainer.Clipping!.ToString(),
            Error(() => new Lif(-4)), Error(() => new Lif(4, new() { Tau = -0.5 })), Error(() => InputEncoding.Delta(-0.5)),
            Error(() => GradientClipping.ByNorm(-0.5)), Error(() => Schedule.Step(-2, 0.5)), Error(() => Surrogate.Atan(-0.5)),
        ]);

        // of an argument out of its range, the second line is the platform's
        static string Error(Func<object> make) => Assert.ThrowsAny<ArgumentException>(make).Message.Split('\n')[0];
    }

    [Fact]
    public void What_is_written_printed_and_said_is_the_same_in_every_culture()
    {
        var expected = Everything();
        using (new Commas())
        {
            Assert.Equal("\u22120,5", (-0.5).ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Everything());
        }
    }

    [Fact]
    public void What_a_person_writes_is_read_in_the_same_way_in_every_culture()
    {
        const string Yaml = """
            layers:
              - {type: Linear, inputs: 6, outputs: 3, weights: {name: constant, value: -0.25}}
              - {type: Lif, options: {dt: 0.5, surrogate: "relu(alpha=0.5)"}, parameters: {tau: 7.5}}
            training: {learning_rate: 0.5, time_steps: 3, encoding: "latency:steps=3,tau=2.5", schedule: {name: step, size: 2, gamma: 0.5}}
            """;
        var file = Samples.TemporaryFile("network.yaml");
        File.WriteAllText(file, Yaml);
        var expected = Describe(file);
        using (new Commas()) Assert.Equal(expected, Describe(file));

        static string Describe(string file)
        {
            var trainer = NetworkFile.ReadTrainer(file);
            var saved = Samples.TemporaryFile("saved.safetensors");
            trainer.Save(saved);
            var metadata = SafetensorsFile.Read(saved).Metadata;
            return metadata["network"] + metadata["training"];
        }
    }

    [Theory]
    [InlineData("relu(alpha=0,3, width=1)", "relu(alpha=0.3, width=1)")]
    [InlineData("relu(alpha=0,3, width=1,5)", "relu(alpha=0.3, width=1.5)")]
    [InlineData("q_pseudo_spike(alpha=2, shift=\u22120,5)", "q_pseudo_spike(alpha=2, shift=-0.5)")] // Swedish
    [InlineData("q_pseudo_spike(alpha=2, shift=\u200e\u22120\u066b5)", "q_pseudo_spike(alpha=2, shift=-0.5)")] // Persian
    [InlineData("multi_gaussian(h=0,15, s=6, sigma=0,5, gamma=0,5)", "multi_gaussian(h=0.15, s=6, sigma=0.5, gamma=0.5)")]
    public void A_network_that_was_saved_with_decimal_commas_is_loaded_with_the_numbers_that_were_meant(string damaged, string meant)
    {
        var file = Samples.TemporaryFile("network.safetensors");
        new Sequential(1, new Linear(6, 2), new Residual(new Lif(2, new() { Surrogate = Surrogate.Relu(0.4, 1) }))).Save(file);
        var good = SafetensorsFile.Read(file);
        var description = System.Text.Json.Nodes.JsonNode.Parse(good.Metadata["network"])!;
        description["layers"]![1]!["layers"]![0]!["options"]!["Surrogate"] = damaged;
        var metadata = new Dictionary<string, string>(good.Metadata) { ["network"] = description.ToJsonString() };
        SafetensorsFile.Write(file, metadata, good.Names.Select(name => SafetensorsEntry.From(name, good.Get<float>(name))));

        var lif = (NeuronLayer)((Residual)Sequential.Load(file).Layers[1]).Layers[0];
        Assert.Contains($"Surrogate = {meant}", lif.Explain());
    }
}
