using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Cli.Tests.Training;

public sealed class TrainDataTests : IDisposable
{
    private const int Samples = 60, Steps = 5, Features = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("neurons-").FullName;
    private readonly string _arrays;

    public TrainDataTests()
    {
        // one of three lines is bright, at one step after the other
        var values = new float[Samples * Steps * Features];
        for (var i = 0; i < values.Length; i++) values[i] = i % Features == i / (Steps * Features) % Features ? 200 + (i % 50) : i % 20;
        Npy.Write(In("inputs.npy"), Tensor.Create(values, [Samples, Steps, Features]));
        Npy.Write(In("labels.npy"), Tensor.Create([.. Enumerable.Range(0, Samples).Select(i => (float)(i % Features))], [Samples]));
        _arrays = $"{In("inputs.npy")},{In("labels.npy")}";
    }

    [Fact]
    public void Numpy_arrays_may_change_over_time_and_be_divided()
    {
        var run = In("run");
        var result = Cli.Run(
            "train", "--data", $"{_arrays}:overTime,divisor=255", "--hidden", "20", "--batch", "16", "--lr", "0.02", "--epochs", "12", "--out", run);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains($"Linear({Features} → 20)", result.Output);
        Assert.Contains("test accuracy 100.0%", result.Output);
        Assert.Contains("12 test samples of inputs, accuracy 100.0%", Cli.Run("evaluate", run).Output);
        Assert.Contains("there is nothing left to do", Cli.Run("train", "--resume", run).Output);
    }

    [Fact]
    public void A_network_file_names_numpy_arrays_in_the_same_way()
    {
        var file = In("net.yaml");
        File.WriteAllText(file, string.Join('\n',
            "layers:", "  - {type: Linear, inputs: 3, outputs: 3}", "  - {type: LeakyIntegrator}",
            "training:", $"  data: {_arrays}:overTime,divisor=255", "  epochs: 1"));
        var result = Cli.Run("train", "--network", file, "--out", In("run"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("12 test samples of inputs", Cli.Run("evaluate", In("run")).Output);
    }

    [Fact]
    public void Validation_data_is_part_of_what_is_trained_with_and_the_test_data_is_tested_on_at_the_end()
    {
        var result = Cli.Run(
            "train", "--data", $"{_arrays}:overTime,divisor=255", "--validation", "0.25", "--hidden", "20", "--batch", "12", "--lr",
            "0.02", "--epochs", "12", "--out", In("run"));
        Assert.Contains("validation accuracy 100.0%, test accuracy 100.0%", result.Output);
        Assert.Contains("12 test samples", Cli.Run("evaluate", In("run")).Output); // a quarter of the 48 that are not test data
    }

    [Fact]
    public void Arrays_that_are_read_wrongly_are_refused_with_their_shapes()
    {
        File.WriteAllText(In("net.yaml"), "layers: [{type: Linear, inputs: 3, outputs: 3}, {type: LeakyIntegrator}]");
        Assert.Contains(
            "A sample of inputs has the shape [5, 3]; the network takes [3]. If its 5 rows are steps, say overTime",
            Cli.Refused("train", "--data", _arrays, "--network", In("net.yaml")));
        Assert.Contains("has no option 'overtime'", Cli.Refused("train", "--data", $"{_arrays}:overtime"));
        Assert.Contains("divisor is 0; it must be > 0", Cli.Refused("train", "--data", $"{_arrays}:divisor=0"));
        Npy.Write(In("flat.npy"), Tensor.CreateFromShape<float>([Samples, Features]));
        Assert.Contains(
            $"The inputs have the shape [{Samples}, {Features}] and there are {Samples} labels; the inputs must be [samples, T, features…]",
            Cli.Refused("train", "--data", $"{In("flat.npy")},{In("labels.npy")}:overTime"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);
}
