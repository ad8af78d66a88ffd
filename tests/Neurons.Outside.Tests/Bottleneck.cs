using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>The options of a <see cref="Bottleneck"/>.</summary>
/// <param name="Features">The channels in its middle.</param>
public sealed record BottleneckOptions(int Features);

/// <summary>A block of one's own: a graph of layers.</summary>
public sealed class Bottleneck(BottleneckOptions options) : GraphLayer
{
    public BottleneckOptions Options => options;
    public override string ToString() => $"Bottleneck({options.Features})";

    protected override IReadOnlyList<Node> Compose(int[] input) =>
    [
        new("down", new Conv2d(input[0], options.Features, 1), Source),
        new("lif", new Leaky(), "down"),
        new("up", new Conv2d(options.Features, input[0], 1), "lif"),
    ];

    protected override IReadOnlyList<string> Sinks => ["up", Source];                      // a residual block
}
