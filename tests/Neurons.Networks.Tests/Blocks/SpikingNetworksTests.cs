namespace Neurons.Networks.Tests;

public class SpikingNetworksTests
{
    private static readonly Dictionary<string, Func<Sequential>> _networks = new()
    {
        ["vgg"] = () => SpikingNetworks.Vgg(1, [1, 8, 8], 3, [[8], [12, 12]]),
        ["sew"] = () => SpikingNetworks.SewResNet(1, [1, 8, 8], 3, [8, 12], [1, 2]),
        ["ms"] = () => SpikingNetworks.MsResNet(1, [1, 8, 8], 3, [8, 12], [1, 1]),
        ["spikformer"] = () => SpikingNetworks.Spikformer(1, [1, 8, 8], 3, channels: 16, heads: 2, blocks: 1, halvings: 1),
    };

    public static TheoryData<string> Networks => [.. _networks.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task A_network_learns_and_is_saved(string name)
    {
        // bars at one of three heights
        var inputs = Samples.Flat(Samples.Uniform(2, 0, 0.6f, 48, 1, 8, 8));
        for (var i = 0; i < 48; i++) inputs.AsSpan((i * 64) + (i % 3 * 24), 16).Fill(1);
        var data = new Dataset(
            System.Numerics.Tensors.Tensor.Create(inputs, [48, 1, 8, 8]), [.. Enumerable.Range(0, 48).Select(i => i % 3)]);
        var network = _networks[name]();
        var trainer = new Trainer(network, Loss.MeanMembraneCrossEntropy(), new Adam(0.01)) { TimeSteps = 4, BatchSize = 16 };
        var epochs = await Samples.Train(trainer, data, 12);
        Assert.True(epochs[^1].Loss < 0.5 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");
        var path = Samples.TemporaryFile("network.safetensors");
        network.Save(path);
        Assert.Equal(Samples.Weights(network), Samples.Weights(Sequential.Load(path)));
    }

    [Fact]
    public void By_default_a_residual_network_has_the_blocks_of_ResNet_18()
    {
        var network = SpikingNetworks.SewResNet(1, [3, 32, 32], 10);
        Assert.Equal(8, network.Layers.Count(layer => layer is SewBlock));
        // PyTorch's ResNet-18 has 11,689,512 parameters: 8,256 more in its first convolution of 7 × 7 than this one of 3 × 3, and 990 classes more
        var learnt = network.Parameters.Where(one => one.IsLearnable).Sum(one => (long)one.Value.FlattenedLength);
        Assert.Equal(11_689_512 - (64 * 3 * (49 - 9)) - (990 * 513), learnt);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_errors()
    {
        Assert.Contains("it must be [channels, height, width]", Assert.Throws<ArgumentException>(() => SpikingNetworks.Vgg(1, [8, 8], 3)).Message);
        Assert.Contains(
            "the channels of 2 stages and the blocks of 1",
            Assert.Throws<ArgumentException>(() => SpikingNetworks.SewResNet(1, [1, 8, 8], 3, [8, 8], [1])).Message);
        Assert.Contains(
            "channels is 6; it must be a multiple of 4",
            Assert.ThrowsAny<ArgumentException>(() => SpikingNetworks.Spikformer(1, [1, 8, 8], 3, channels: 6, halvings: 3)).Message);
    }
}
