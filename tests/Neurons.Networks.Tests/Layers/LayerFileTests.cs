using Neurons.IO;

namespace Neurons.Networks.Tests;

public class LayerFileTests
{
    /// <summary>Every kind of layer.</summary>
    private static Sequential Lines() => new(
        3,
        new Input(2, 40),
        new Conv1d(2, 6, 3, stride: 2, padding: 1, dilation: 2, groups: 2, bias: false),
        new BatchNorm(6, momentum: 0.2, affine: false),
        new MaxPool1d(3, 2, 1),
        new AveragePool1d(2, 1, 1, countPadding: false),
        new SumPool1d(1),
        new Leaky(options: new() { Beta = Learnable.PerChannel(0.8), Threshold = NeuronParameter.PerChannel(1, 0.9, 0.8, 0.7, 0.6, 0.5) }),
        new Dropout(0.2, perStep: true),
        new Residual(new Delay(2), new ActivityPenalty { L1 = 0.5, UpperStrength = 1 }),
        new Branches(Merge.Concatenate, new Block(new Conv1d(6, 2, 1), new Lif()), Feedback.OneToOne(new Leaky(), 0.3)),
        new Flatten(),
        new LayerNorm(88),
        new Linear(88, 12),
        new Feedback(new Synaptic(), bias: false),
        new Input(12),
        new ChannelDelay(new ChannelDelayOptions(12, 3.5, RoundInEvaluation: true)),
        new SynapseFilter(4, learnable: true),
        new DelayedLinear(new DelayedLinearOptions(12, 12, 2, Delays: [1.25])),
        new ChannelDelay([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]),
        new OverTime(Reduction.Sum),
        new Linear(12, 3));

    private static Sequential Images() => new(
        4,
        new Input(1, 9, 7),
        new Conv2d(1, 4, (3, 2), stride: (1, 2), padding: (2, 1), dilation: (2, 1), groups: 1),
        BatchNorm.ThresholdDependent(4, threshold: 1, alpha: 0.5),
        new Leaky(options: new() { Beta = Learnable.PerNeuron(0.8) }),
        new MaxPool2d(2),
        new AveragePool2d((2, 1), 1, (1, 0), countPadding: false),
        new SumPool2d((1, 2)),
        new LayerNorm(5, 1));

    [Fact]
    public void Every_layer_is_saved_and_read_back()
    {
        foreach (var (network, shape) in new[] { (Lines(), new nint[] { 5, 3, 2, 40 }), (Images(), [5, 3, 1, 9, 7]) })
        {
            for (var k = 0; k < 3; k++) network.Forward(Samples.Uniform((ulong)k, 0, 2, shape)); // moves running statistics
            var path = Samples.TemporaryFile("network.safetensors");
            network.Save(path);
            var read = Sequential.Load(path);
            Assert.Equal(network.Summary(), read.Summary());
            Assert.Equal(Samples.Weights(network), Samples.Weights(read));
            Assert.Equal(network.Parameters.Select(one => (one.Name, one.IsLearnable)), read.Parameters.Select(one => (one.Name, one.IsLearnable)));
            var input = Samples.Uniform(9, 0, 2, shape);
            TestTensors.AssertEqual(network.Predict(input), read.Predict(input));
        }
    }

    [Fact]
    public void A_weight_that_is_not_in_the_file_is_refused_before_it_is_allocated()
    {
        var path = Samples.TemporaryFile("network.safetensors");
        Images().Save(path);
        var file = SafetensorsFile.Read(path);
        foreach (var (was, becomes) in new[]
        {
            ("\"outputs\":4", "\"outputs\":2000000000"), ("\"kernel\":[3,2]", "\"kernel\":[30000,20000]"),
                ("\"channels\":4", "\"channels\":2000000000"),
            ("\"layer_norm\",\"shape\":[5,1]", "\"layer_norm\",\"shape\":[2000000000,1]"), ("\"conv2d\",", "\"conv2d\",\"groups\":0,"),
        })
        {
            var description = file.Metadata["network"];
            Assert.Contains(was, description);
            var damaged = new Dictionary<string, string>(file.Metadata) { ["network"] = description.Replace(was, becomes, StringComparison.Ordinal) };
            var other = Samples.TemporaryFile("damaged.safetensors");
            SafetensorsFile.Write(other, damaged, file.Names.Select(file.Entry));
            Assert.Throws<FormatError>(() => Sequential.Load(other));
        }
    }

    [Fact]
    public void A_description_by_hand_needs_only_what_differs_from_the_defaults()
    {
        var path = Samples.TemporaryFile("network.yaml");
        File.WriteAllText(path, """
            layers:
              - {type: Input, shape: [1, 8, 8]}
              - {type: Conv2d, inputs: 1, outputs: 4, kernel: 3, padding: 1}
              - {type: BatchNorm, channels: 4}
              - {type: Leaky, parameters: {beta: {value: 0.7, learnable: true, perChannel: true}}}
              - {type: MaxPool2d, kernel: 2}
              - {type: Residual, layers: [{type: Conv2d, inputs: 4, outputs: 4, kernel: 1}]}
              - {type: Flatten}
              - {type: Dropout, probability: 0.2}
              - {type: Linear, inputs: 64, outputs: 10}
              - {type: Feedback, neurons: [{type: Leaky}]}
            """);
        var network = NetworkFile.Read(path);
        Assert.Equal([10], network.OutputShape.ToArray());
        Assert.Equal([4], network.Parameters.Single(one => one.Name.StartsWith("3.", StringComparison.Ordinal)).Value.Lengths.ToArray());
    }
}
