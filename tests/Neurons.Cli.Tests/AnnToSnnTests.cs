using System.Text.Json;

namespace Neurons.Cli.Tests;

public sealed class AnnToSnnTests
{
    private const string Relu = """
        layers:
          - {type: Linear, inputs: 64, outputs: 40, bias: false}
          - {type: BatchNorm, channels: 40}
          - {type: Activation, function: relu}
          - {type: Linear, inputs: 40, outputs: 10}
        training: {epochs: 4, time_steps: 1, loss: mean_membrane_cross_entropy, learning_rate: 0.01}
        """;

    [Fact]
    public void A_trained_run_becomes_a_spiking_one_that_is_as_good_and_can_be_evaluated_and_trained_further()
    {
        using var folder = new TemporaryFolder();
        var (network, run, spiking) = (folder["net.yaml"], folder["run"], folder["spiking"]);
        File.WriteAllText(network, Relu);
        Assert.Equal(0, Cli.Run("train", "--network", network, "--out", run, "--no-report", "--json").Code);

        var result = Cli.Run("ann2snn", run, "--out", spiking, "--steps", "4", "32");
        Assert.Equal(0, result.Code);
        Assert.Contains("folded layer 1, BatchNorm(40) into layer 0, Linear(64 → 40)", result.Output);
        Assert.Matches(@"layer 2, Relu: a spike stands for [0-9.]+ to [0-9.]+; [0-9.]+% of the activations are larger", result.Output);
        Assert.Contains("359 test samples of digits", result.Output);

        var json = JsonDocument.Parse(Cli.Run("ann2snn", run, "--steps", "4", "32", "--json").Output).RootElement;
        var analogue = json.GetProperty("analogue_accuracy").GetDouble();
        Assert.InRange(analogue, 0.9, 1);
        Assert.InRange(json.GetProperty("accuracy").GetProperty("32").GetDouble(), analogue - 0.01, 1);
        Assert.Equal(40, json.GetProperty("layers")[0].GetProperty("scales").GetArrayLength());

        var evaluated = JsonDocument.Parse(Cli.Run("evaluate", spiking, "--json").Output).RootElement;
        Assert.Equal(json.GetProperty("accuracy").GetProperty("32").GetDouble(), evaluated.GetProperty("test_accuracy").GetDouble(), 0.003);
        Assert.Equal(0, Cli.Run("train", "--resume", spiking, "--epochs", "1", "--no-report", "--json").Code);
    }

    [Fact]
    public void A_saved_network_takes_the_digits_or_the_data_that_are_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder["net.safetensors"];
        new Sequential(1, new Linear(64, 20), new Qcfs(4, 2), new Linear(20, 10)).Save(path);
        var result = Cli.Run(
            "ann2snn", path, "--steps", "2", "--percentile", "99", "--per-layer", "--largest", "--initial", "0.25", "--batches", "3");
        Assert.Equal(0, result.Code);
        Assert.Contains("T = 2", result.Output);
        Assert.Contains("a spike stands for 2;", result.Output);
    }

    [Theory]
    [InlineData("--steps is 'x'; it must be a whole number, at least 1.", "--steps", "x")]
    [InlineData("--steps is '0'; it must be a whole number, at least 1.", "--steps", "0")]
    [InlineData("--steps are 8 4; they must rise.", "--steps", "8", "4")]
    [InlineData("Percentile is 0; it must be in (0, 100]", "--percentile", "0")]
    [InlineData("--percentile is '99,9'; it must be a finite number.", "--percentile", "99,9")]
    [InlineData("InitialPotential is 1; it must be in [0, 1)", "--initial", "1")]
    public void Bad_options_are_refused(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var path = folder["net.safetensors"];
        new Sequential(1, new Linear(64, 20), new Activation(ActivationFunction.Relu), new Linear(20, 10)).Save(path);
        var result = Cli.Run(["ann2snn", path, .. options]);
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void A_network_that_cannot_be_converted_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder["net.safetensors"];
        new Sequential(1, new Linear(64, 20), new Activation(ActivationFunction.Tanh), new Linear(20, 10)).Save(path);
        var result = Cli.Run("ann2snn", path);
        Assert.Equal(2, result.Code);
        Assert.Equal("neurons: Layer 1, Tanh, is no rate of spikes; train the network with Relu or Qcfs instead.", result.Error.Trim());
        Assert.Contains("does not exist", Cli.Run("ann2snn", folder["none"]).Error);
    }
}
