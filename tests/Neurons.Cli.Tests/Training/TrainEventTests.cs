using System.Text.Json.Nodes;

namespace Neurons.Cli.Tests.Training;

/// <summary><c>neurons train</c> on event data and with augmentation.</summary>
public sealed class TrainEventTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainEventTests()
    {
        foreach (var direction in new[] { 0, 1 })
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bars", $"{direction}"));
            for (var i = 0; i < 10; i++)
                File.WriteAllLines(Path.Combine(folder.FullName, $"{i}.csv"),
                    Enumerable.Range(0, 64).Select(k => $"{(k * 100) + i},{(direction == 0 ? k / 8 : 7 - (k / 8))},{k % 8},{k % 2}"));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Transforms_augmentation_and_a_cache_are_options_and_a_run_with_them_goes_on()
    {
        var (whole, part, cache) = (In("whole"), In("part"), In("cache"));
        string[] options =
        [
            "--data", In("bars:8x8"), "--steps", "4", "--hidden", "6", "--schedule", "constant",
            "--transforms", "denoise:filter_time=3000 | downsample:space=0.5",
            "--augment", "spatial_jitter | drop_events:share=0.1", "--cache", cache,
        ];
        var result = Cli.Run(["train", "--epochs", "3", "--out", whole, "--threads", "1", .. options]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("Linear(32 → 6)", result.Output);
        Assert.Equal(20, Directory.GetFiles(cache, "*.events", SearchOption.AllDirectories).Length);
        Cli.Run(["train", "--epochs", "1", "--out", part, .. options]);
        result = Cli.Run("train", "--resume", part, "--epochs", "3", "--threads", "2");
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(part, "checkpoint.safetensors")));
    }

    [Fact]
    public void A_network_file_has_them_too()
    {
        File.WriteAllText(In("net.yaml"), $$"""
            layers: [{type: Input, shape: [2, 8, 8]}, {type: Flatten}, {type: Linear, inputs: 128, outputs: 2}, {type: Leaky}]
            training:
              data: "{{In("bars:8x8")}}"
              time_steps: 4
              transforms: ["refractory:period=10", {name: flip_x, p: 1}]
              augmentation: flip_y
            """);
        var result = Cli.Run("train", "--network", In("net.yaml"), "--epochs", "1", "--out", In("run"));
        Assert.True(result.Code == 0, result.Error);
        var training = JsonNode.Parse(File.ReadAllText(Path.Combine(In("run"), "run.json")))!["Training"]!;
        Assert.Equal("flip_y", training["augmentation"]!.ToString());
    }

    [Theory]
    [InlineData("--transforms", "blur", "transforms: The transform is 'blur': ")]
    [InlineData("--augment", "flip_x:p=3", "augmentation: The transform is 'flip_x:p=3': FlipX: P is 3")]
    public void What_is_no_transform_is_said(string option, string value, string problem)
    {
        Assert.Contains(problem, Cli.Refused("train", "--data", In("bars:8x8"), option, value));
    }

    [Theory]
    [InlineData("--transforms", "flip_x", "transforms are of event data; digits has none")]
    [InlineData("--augment", "image_flip", "it must be an image")]
    [InlineData("--augment", "blur", "augmentation: The augmentation is 'blur'")]
    public void What_is_not_for_images_is_said(string option, string value, string problem)
    {
        Assert.Contains(problem, Cli.Refused("train", "--epochs", "1", "--hidden", "4", "--out", In("none"), option, value));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
