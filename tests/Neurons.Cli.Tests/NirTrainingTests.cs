using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Networks;
using Neurons.Nir;

namespace Neurons.Cli.Tests;

/// <summary>Networks in NIR, and descriptions with weights, that are converted, trained and tested.</summary>
public sealed class NirTrainingTests
{
    private static readonly string[] Shown = ["--steps", "8", "--loss", "count_cross_entropy"];

    [Theory]
    [InlineData("net.yaml")]
    [InlineData("net.json")]
    public void A_file_becomes_a_description_with_its_weights_beside_it_and_is_itself_again(string name)
    {
        using var folder = new TemporaryFolder();
        var (file, back) = (Write(folder), folder["back.nir"]);

        Assert.Equal(0, Cli.Run("nir", "convert", file, "--to", folder[name], "--learn-neurons").Code);
        Assert.True(File.Exists(folder["net.safetensors"]));
        Assert.Equal(0, Cli.Run("nir", "convert", folder[name], "--to", back).Code);

        Assert.Equal(NirGraph.Read(file).Nodes, NirGraph.Read(back).Nodes);
        Assert.Equal(NirGraph.Read(file).Edges, NirGraph.Read(back).Edges);
        Assert.Equal(7, NetworkFile.Read(folder[name]).Parameters.Count(parameter => parameter.IsLearnable));
    }

    [Fact]
    public void A_description_whose_weights_are_elsewhere_or_gone_is_refused()
    {
        using var folder = new TemporaryFolder();
        Cli.Run("nir", "convert", Write(folder), "--to", folder["net.yaml"]);
        var text = File.ReadAllText(folder["net.yaml"]);

        File.Delete(folder["net.safetensors"]);
        Assert.Contains("weights is \"net.safetensors\"; there is no such file", Cli.Refused("nir", "convert", folder["net.yaml"], "--to", "a.nir"));
        Assert.Contains("there is no such file", Cli.Refused("train", "--network", folder["net.yaml"]));
        Assert.Contains("there is no such file", Cli.Refused("evaluate", folder["net.yaml"]));
        folder.Write("net.yaml", text.Replace("net.safetensors", "../net.safetensors"));
        Assert.Contains("in the folder of this file, or below it", Cli.Refused("evaluate", folder["net.yaml"]));
    }

    [Fact]
    public void A_file_and_its_description_are_tested_and_give_what_the_library_gives()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder);
        Cli.Run("nir", "convert", file, "--to", folder["net.yaml"], "--dt", "1e-3");

        var shown = Cli.Run(["evaluate", file, "--dt", "1e-3", "--json", .. Shown]);
        Assert.Contains("left open: the time step is 0.001 s", shown.Error);
        var ofFile = Metrics(shown);
        var ofDescription = Metrics(Cli.Run(["evaluate", folder["net.yaml"], "--json", .. Shown]));

        var network = NirGraph.Read(file).ToNetwork(new() { Dt = 1e-3 }).Network;
        var trainer = NetworkFile.Trainer(network, new JsonObject { ["time_steps"] = 8, ["loss"] = "count_cross_entropy" }, "the test");
        var (training, test) = Digits.Load().Reshape(64).Split(0.8, 1);
        Assert.Equal((trainer.Evaluate(training).Loss, trainer.Evaluate(test).Accuracy), ofFile);
        Assert.Equal(ofFile, ofDescription);
        Assert.Contains("left open: the time step is 0.001 s", Cli.Run(["evaluate", file, "--dt", "1e-3", .. Shown]).Output);
        Assert.NotEqual(ofFile, Metrics(Cli.Run(["evaluate", file, "--dt", "5e-3", "--json", .. Shown])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_begins_with_the_weights_of_the_file_and_goes_on(bool isNamed)
    {
        using var folder = new TemporaryFolder();
        var (file, run) = (Write(folder), folder["run"]);
        string[] network = isNamed ? ["--network", file] : [file];

        // a rate at which float32 does not change
        var result = Cli.Run(["train", .. network, "--dt", "1e-3", "--learn-neurons", "--epochs", "1", "--lr", "1e-30", "--out", run, .. Shown]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("left open: the time step is 0.001 s", result.Output);
        var trained = Network.Load(Path.Combine(run, "checkpoint.safetensors"));
        var weight = ((NirAffine)NirGraph.Read(file).Nodes["fc"]).Weight.ToSingles();
        Assert.Equal(weight, trained.Parameters[0].Value.ToArray());
        Assert.Equal(7, trained.Parameters.Count(parameter => parameter.IsLearnable));
        Assert.Contains("--network", File.ReadAllText(Path.Combine(run, "report.html")));
        Assert.Contains("--dt 1e-3 --learn-neurons", File.ReadAllText(Path.Combine(run, "report.html")));

        var other = Cli.Refused(["train", .. network, "--dt", "2e-3", "--learn-neurons", "--epochs", "2", "--lr", "1e-30", "--out", run, "--resume",
            .. Shown]);
        Assert.Contains("what NIR leaves open was --dt 1e-3 --learn-neurons", other);
        Assert.Contains("cannot be changed in a run that goes on", Cli.Refused("train", "--resume", run, "--network", file));
        Assert.Equal(0, Cli.Run("train", "--resume", run, "--epochs", "2", "--no-report").Code);
        Assert.Equal(0, Cli.Run("evaluate", run).Code);
        Assert.Contains("--steps is for a network in YAML, JSON or NIR", Cli.Refused("evaluate", run, "--steps", "3"));
    }

    [Fact]
    public void A_training_from_a_description_begins_with_its_weights()
    {
        using var folder = new TemporaryFolder();
        Cli.Run("nir", "convert", Write(folder), "--to", folder["net.yaml"]);

        var result = Cli.Run(
            ["train", folder["net.yaml"], "--seed", "3", "--epochs", "1", "--lr", "1e-30", "--out", folder["run"], "--no-report", .. Shown]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(
            Network.Load(folder["net.safetensors"]).Parameters.SelectMany(parameter => parameter.Value.ToArray()),
            Network.Load(folder["run/checkpoint.safetensors"]).Parameters.SelectMany(parameter => parameter.Value.ToArray()));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder);
        var two = folder["two.nir"];
        new NirGraph(
            [("a", new NirInput([64])), ("b", new NirInput([64])), ("s", new NirScale(new float[64])), ("out", new NirOutput([64]))],
            [("a", "s"), ("b", "s"), ("s", "out")]).Write(two);
        var plain = folder.Write("plain.yaml", "layers: [{type: linear, inputs: 64, outputs: 10}]");

        Assert.Contains("has the inputs a, b; a network that is trained or tested has one", Cli.Refused("evaluate", two));
        Assert.Contains("--dt is of networks in NIR; the default network is none", Cli.Refused("train", "--dt", "1"));
        Assert.Contains("--dt is of networks in NIR", Cli.Refused("evaluate", plain, "--dt", "1"));
        Assert.Contains("one of them is possible", Cli.Refused("train", file, "--network", file));
        Assert.Contains("Dt is 0; it must be positive", Cli.Refused("train", file, "--dt", "0"));
        Assert.Contains("The network takes [2]", Cli.Refused("evaluate", WriteSmall(folder)).Replace("the network", "The network"));
        Assert.Contains("--to is x.txt", Cli.Refused("nir", "convert", file, "--to", "x.txt"));
        Assert.Contains("--to is x.yaml", Cli.Refused("nir", "convert", plain, "--to", "x.yaml"));
    }

    [Theory]
    [InlineData("layers: [{type: nir_lif_euler, shape: 64, options: {dt: 1e-4}}]", "nir_lif_euler: parameter Tau is not given; it must be > 0")]
    [InlineData(
        "layers: [{type: nir_lif_exact, shape: 64, parameters: {tau: 1e-2}}]",
        "nir_lif_exact: option Dt, the time step, is not given; it must be > 0")]
    [InlineData("layers: [{type: nir_if, shape: 64}]", "nir_if: option Dt, the time step, is not given; it must be > 0")]
    [InlineData("layers: [{type: nir_li_euler, shape: 64, options: {dt: 1}, parameters: {tau: 0}}]", "Tau is 0; it must be > 0")]
    [InlineData("layers: [{type: nir_li_euler, shape: 64, options: {dt: 0}, parameters: {tau: 1}}]", "Dt is 0")]
    [InlineData(
        "layers: [{type: nir_lif_euler, shape: 64, options: {dt: 1e-4}, parameters: {tau: {shape: [64], learnable: true}}}]",
        "parameter tau: value is missing; it must be > 0")]
    [InlineData(
        "layers: [{type: nir_cubalif_euler, shape: 64, options: {dt: 1e-4}, parameters: {tau_syn: 1e-3}}]",
        "parameter TauMem is not given; it must be > 0")]
    [InlineData(
        "layers: [{type: nir_cubali_exact, shape: 64, options: {dt: 1e-4}, parameters: {tau_mem: 1e-3}}]",
        "parameter TauSyn is not given; it must be > 0")]
    [InlineData("layers: [{type: sinabs_lif, shape: 64}]", "parameter Tau is not given; it must be > 0")]
    [InlineData("layers: [{type: nir_zero_pad}]", "after is missing")]
    [InlineData("layers: [{type: nir_reshape}]", "shape is missing")]
    public void A_neuron_of_NIR_in_a_description_says_what_has_no_sensible_default(string yaml, string message)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("net.yaml", yaml);

        Assert.Contains(message, Cli.Refused("train", "--network", file));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("layers: [{type: linear, inputs: 64, outputs: 20}, {type: Leaky, shape: 20}, {type: linear, inputs: 20, outputs: 10}, "
        + "{type: Leaky, shape: 10, options: {reset: None}, output: Mem}]")]
    public void A_plain_training_becomes_a_file_that_is_tested_with_the_same_result(string? network)
    {
        using var folder = new TemporaryFolder();
        string[] named = network is null ? ["--hidden", "20"] : ["--network", folder.Write("net.yaml", network)];
        var trained = Cli.Run(["train", .. named, "--epochs", "1", "--steps", "8", "--out", folder["run"], "--no-report", "--json"]);
        Assert.Equal((0, ""), (trained.Code, trained.Error));

        var converted = Cli.Run("nir", "convert", folder["run"], "--to", folder["net.nir"]);

        Assert.Equal((0, ""), (converted.Code, converted.Error));
        Assert.Contains("rewritten: '1': ", converted.Output);
        Assert.DoesNotContain("deviation", converted.Output);
        Assert.Equal(0, Cli.Run("nir", "check", folder["net.nir"]).Code);
        var here = Metrics(Cli.Run("evaluate", folder["run"], "--json"));
        var there = Metrics(Cli.Run("evaluate", folder["net.nir"], "--json", "--steps", "8"));
        Assert.Equal(here.Item1, there.Item1, 1e-3);
        Assert.Equal(here.Item2, there.Item2, 1e-2);
        Assert.Contains("deviation: '1': ", Cli.Run(
            "nir", "convert", folder["run/checkpoint.safetensors"], "--to", folder["near.nir"], "--nearest").Output);
    }

    [Fact]
    public void A_training_in_JSON_says_beside_it_what_was_decided()
    {
        using var folder = new TemporaryFolder();

        var result = Cli.Run(["train", Write(folder), "--json", "--epochs", "1", "--out", folder["run"], "--no-report", .. Shown]);

        Assert.Equal(0, result.Code);
        Assert.Contains("left open: the time step is 0.0001 s", result.Error);
        Assert.NotNull(JsonNode.Parse(Assert.Single(result.Output.TrimEnd().Split('\n')))!["epoch"]);
    }

    private static (double, double) Metrics(CliResult result)
    {
        Assert.Equal(0, result.Code);
        Assert.All(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("left o", line));
        var json = JsonNode.Parse(result.Output)!;
        double Number(string name) => json[name]!.GetValue<double>();
        return (Number("train_loss"), Number("test_accuracy"));
    }

    private static string WriteSmall(TemporaryFolder folder)
    {
        new NirGraph([("s", new NirScale(new float[2]))], []).Write(folder["small.nir"]);
        return folder["small.nir"];
    }

    private static string Write(TemporaryFolder folder)
    {
        var random = new Random(3);
        float[] Many(int count, double low, double high) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)(low + ((high - low) * random.NextDouble())))];
        var graph = new NirGraph(
            [
                ("input", new NirInput([64])),
                ("fc", new NirAffine(NirArray.From<float>(Many(640, -1, 1), [10, 64]), Many(10, -1, 1))),
                ("lif", new NirLif(Many(10, 0.003, 0.01), Many(10, 1, 2), new float[10], Many(10, 0.5, 1.5))),
                ("output", new NirOutput([10])),
            ],
            [("input", "fc"), ("fc", "lif"), ("lif", "output")]);
        graph.Write(folder["net.nir"]);
        return folder["net.nir"];
    }
}
