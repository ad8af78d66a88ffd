using System.Text.RegularExpressions;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Layers and initializers with options drawn at random, as files hold them.</summary>
public sealed partial class LayerKindsTests
{
    private const int Trials = 30;

    private static readonly Dictionary<string, Func<Random, (int[] Input, Layer Layer)>> _layers = new()
    {
        ["input"] = r => ([2, 3], new Input(2, 3)),
        ["linear"] = r => ([4], new Linear(4, r.Next(1, 5), Coin(r), Weights(r))),
        ["activation"] = r => ([3], new Activation(Any<ActivationFunction>(r), Coin(r) ? [3] : [])),
        ["qcfs"] = r => ([3], new Qcfs(r.Next(1, 9), 0.1 + r.NextDouble(), Coin(r) ? [3] : [])),
        ["qcfs_encoder"] = r => ([2, 3], new QcfsEncoder(Coin(r) ? [0.1 + r.NextDouble()] : [0.1 + r.NextDouble(), 1])),
        ["spiking_max_pool1d"] = r => ([2, 9], new SpikingMaxPool1d(r.Next(2, 4), Coin(r) ? null : r.Next(1, 4), r.Next(0, 2))),
        ["spiking_max_pool2d"] = r => (
            [2, 9, 8], new SpikingMaxPool2d(Size(r, 2, 4), Coin(r) ? null : Size(r, 1, 4), Coin(r) ? null : Size(r, 0, 2))),
        ["concatenate"] = _ => ([3], new Concatenate(1)),
        ["conv1d"] = r => (
            [4, 9],
            new Conv1d(4, 2 * r.Next(1, 3), r.Next(1, 4), r.Next(1, 3), r.Next(0, 2), r.Next(1, 3), r.Next(1, 3), Coin(r), Weights(r))),
        ["conv2d"] = r => (
            [2, 9, 8],
            new Conv2d(2, 4, Size(r, 1, 4), Size(r, 1, 3), Size(r, 0, 2), Size(r, 1, 3), r.Next(1, 3), Coin(r), Weights(r))),
        ["max_pool1d"] = r => ([2, 9], new MaxPool1d(r.Next(2, 4), Coin(r) ? null : r.Next(1, 4), r.Next(0, 2))),
        ["sum_pool1d"] = r => ([2, 9], new SumPool1d(r.Next(2, 4), Coin(r) ? null : r.Next(1, 4), r.Next(0, 2))),
        ["average_pool1d"] = r => ([2, 9], new AveragePool1d(r.Next(2, 4), Coin(r) ? null : r.Next(1, 4), r.Next(0, 2), Coin(r))),
        ["max_pool2d"] = r => ([2, 9, 8], new MaxPool2d(Size(r, 2, 4), Coin(r) ? null : Size(r, 1, 4), Coin(r) ? null : Size(r, 0, 2))),
        ["sum_pool2d"] = r => ([2, 9, 8], new SumPool2d(Size(r, 2, 4), Coin(r) ? null : Size(r, 1, 4), Coin(r) ? null : Size(r, 0, 2))),
        ["average_pool2d"] = r => (
            [2, 9, 8],
            new AveragePool2d(Size(r, 2, 4), Coin(r) ? null : Size(r, 1, 4), Coin(r) ? null : Size(r, 0, 2), Coin(r))),
        ["max_pool3d"] = r => ([2, 6, 7, 5], new MaxPool3d(Volumes(r))),
        ["sum_pool3d"] = r => ([2, 6, 7, 5], new SumPool3d(Volumes(r))),
        ["average_pool3d"] = r => (
            [2, 6, 7, 5],
            new AveragePool3d(new AveragePool3dOptions(Three(r, 2, 4), Coin(r) ? null : Three(r, 1, 3), Coin(r) ? null : Three(r, 0, 2), Coin(r)))),
        ["flatten"] = r => ([2, 3], new Flatten()),
        ["dropout"] = r => ([3], new Dropout(r.NextDouble(), Coin(r))),
        ["batch_norm"] = r => ([3], Coin(r)
            ? new BatchNorm(3, r.NextDouble(), 1e-5 + r.NextDouble(), Coin(r))
            : BatchNorm.ThresholdDependent(3, 0.1 + r.NextDouble(), 0.1 + r.NextDouble(), affine: Coin(r))),
        ["layer_norm"] = r => ([2, 3], new LayerNorm(Coin(r) ? [3] : [2, 3], 1e-5 + r.NextDouble(), Coin(r))),
        ["delay"] = r => ([3], new Delay(r.Next(1, 5))),
        ["channel_delay"] = r => ([3, 2], new ChannelDelay(new ChannelDelayOptions(
            3, 2 + r.NextDouble(), Coin(r) ? [r.NextDouble(), 2, 0] : null, null, Coin(r), Coin(r)))),
        ["delayed_linear"] = r => ([3], new DelayedLinear(new DelayedLinearOptions(
            3, 2, 1 + r.NextDouble(), Coin(r), Weights(r), null, Coin(r) ? Initializer.Normal(1, 3) : null, Coin(r), Coin(r)))),
        ["synapse_filter"] = r => ([3], new SynapseFilter(1.5 + r.NextDouble(), Coin(r))),
        ["feedback"] = r => ([3], Coin(r)
            ? new Feedback(new Leaky(3), Coin(r), Weights(r))
            : Feedback.OneToOne(new CubaLif(3), r.NextDouble(), Coin(r), Coin(r))),
        ["over_time"] = r => ([3], new OverTime(Any<Reduction>(r))),
        ["activity_penalty"] = r => (
            [3],
            new ActivityPenalty { L1 = r.NextDouble(), L2 = r.Next(2), LowerRate = r.NextDouble(), UpperStrength = r.Next(3) }),
        ["block"] = r => ([4], new Block(Coin(r) ? [] : [new Linear(4, 3, weights: Weights(r)), new Leaky()])),
        ["residual"] = r => ([4], new Residual(new Linear(4, 4), new Block(new Dropout(r.NextDouble())))),
        ["branches"] = r => ([4], new Branches(Any<Merge>(r), new Block(), new Linear(4, 4, Coin(r)))),
        ["conv3d"] = r => ([2, 6, 7, 5], new Conv3d(new Conv3dOptions(
            2, 4, Three(r, 1, 3), Three(r, 1, 3), Three(r, 0, 2), Three(r, 1, 3), r.Next(1, 3), Coin(r), Weights(r)))),
        ["conv_transpose1d"] = r => ([2, 6], new ConvTranspose1d(new ConvTranspose1dOptions(
            2, 4, r.Next(1, 4), 2, r.Next(0, 2), r.Next(0, 2), r.Next(1, 3), r.Next(1, 3), Coin(r), Weights(r)))),
        ["conv_transpose2d"] = r => ([2, 6, 5], new ConvTranspose2d(new ConvTranspose2dOptions(
            2, 4, Size(r, 1, 4), 2, Size(r, 0, 2), Size(r, 0, 2), Size(r, 1, 3), r.Next(1, 3), Coin(r), Weights(r)))),
        ["upsample"] = r => ([2, 3, 4], new Upsample(Size(r, 1, 4), Any<UpsampleMode>(r))),
        ["standardized_weights"] = r => ([4], new StandardizedWeights(new Linear(4, 3, Coin(r)), 1e-5 + r.NextDouble())),
        ["quantized_weights"] = r => (
            [2, 5], new QuantizedWeights(new Conv1d(2, 3, r.Next(1, 4)), Any<WeightLevels>(r), r.Next(2, 17), Coin(r))),
        ["quantized_states"] = r => ([3], new QuantizedStates(Neurons(r), r.Next(1, 17), -r.NextDouble(), 0.1 + r.NextDouble())),
        ["repeat"] = r => ([3], new Repeat(r.Next(1, 4), Coin(r))),
        ["signed_linear"] = r => ([3], new SignedLinear(3, r.Next(1, 5), Weights(r))),
        ["spiking_lstm"] = r => ([3], new SpikingLstm(new SpikingLstmOptions(r.Next(1, 5), Coin(r) ? null : new LstmMembrane(
            new LstmMembraneOptions { Threshold = r.NextDouble(), Reset = MembraneReset.Subtract }), Coin(r)))),
        ["spiking_conv_lstm"] = r => ([2, 6, 4], new SpikingConvLstm(new SpikingConvLstmOptions(
            r.Next(1, 4), 1 + 2 * r.Next(2), Any<LstmPooling>(r), 2, Coin(r) ? null : new LstmMembrane(), Bias: Coin(r)))),
        ["recurrent_coba_lif"] = r => ([3], new RecurrentCobaLif(new RecurrentCobaLifOptions(r.Next(1, 4), null, Weights(r)))),
        ["multi_compartment"] = r => ([3], new MultiCompartment(new MultiCompartmentOptions(
            3, Coin(r) ? null : new CompartmentLifRefractory(), Coin(r), Any<CompartmentCoupling>(r), Weights(r)))),
        ["correlated_lif"] = r => ([3], new CorrelatedLif(new CorrelatedLifOptions(r.Next(1, 4), NeuronsOrNone(r), null, Weights(r)))),
        ["pairwise"] = r => ([3], new Pairwise(new(Coin(r) ? null : new CorrelationSensor(new CorrelationSensorOptions { EtaP = r.NextDouble() })))),
        ["stdp_traces"] = r => ([3], new StdpTraces(new(
            Coin(r) ? null : new DecayingTrace(new DecayingTraceOptions { Amplitude = r.NextDouble() })))),
        ["plastic_synapses"] = r => ([3], new PlasticSynapses(new(Coin(r) ? null : new PlasticSynapse(
            new PlasticSynapseOptions { EtaPlus = r.NextDouble(), Change = WeightChange.MultiplicativePow })))),
        ["multiply"] = r => ([4, 3], new Multiply(Coin(r))),
        ["split"] = r => ([6, 2], new Split(r.Next(1, 4))),
        ["sum_channels"] = r => ([6, 2], new SumChannels(r.Next(1, 4))),
        ["global_pool"] = r => ([2, 3, 4], new GlobalPool(Any<PoolOver>(r))),
        ["attention_product"] = r => ([12, 5], new AttentionProduct(r.Next(1, 3), r.NextDouble())),
        ["step_scale"] = r => ([3], new StepScale(r.Next(1, 9))),
        ["temporal_batch_norm"] = r => ([3, 2], new TemporalBatchNorm(new(3, r.Next(1, 9), r.NextDouble(), 1e-5 + r.NextDouble()))),
        ["temporal_effective_batch_norm"] = r => (
            [3, 2], new TemporalEffectiveBatchNorm(new(3, r.Next(1, 9), r.NextDouble(), 1e-5 + r.NextDouble()))),
        ["psn"] = r => ([3, 2], new Psn(r.Next(1, 9), SurrogateOrNone(r), Weights(r))),
        ["masked_psn"] = r => (
            [3], new MaskedPsn(new MaskedPsnOptions(r.Next(1, 9), r.Next(1, 5), r.Next(0, 3), SurrogateOrNone(r), Weights(r)))),
        ["sliding_psn"] = r => ([3], new SlidingPsn(new SlidingPsnOptions(
            r.Next(1, 5), SurrogateOrNone(r), Coin(r) ? Initializer.Normal(r.NextDouble(), 1) : null))),
        ["leaky_sum"] = r => ([3, 2], new LeakySum(r.NextDouble(), Coin(r), Coin(r))),
        ["leaky_parallel"] = r => ([3], new LeakyParallel(Coin(r)
            ? new LeakyParallelOptions(3, 2, AllToAll: true, Threshold: r.NextDouble(), LearnThreshold: Coin(r), Surrogate: SurrogateOrNone(r))
            : new LeakyParallelOptions(3, 2, Beta: Coin(r) ? null : r.NextDouble(), LearnThreshold: Coin(r)))),
        ["dsr_if"] = r => ([3], new DsrIf(0.1 + r.NextDouble(), 0.1 + r.NextDouble(), Coin(r))),
        ["dsr_lif"] = r => ([3], new DsrLif(new DsrLifOptions(
            0.1 + r.NextDouble(), 0.1 + r.NextDouble(), 0.1 + r.NextDouble(), 0.1 + r.NextDouble(), Coin(r)))),
        ["few_spike"] = r => ([3], new FewSpike(new FewSpikeOptions(r.Next(1, 9), 0.1 + r.NextDouble(), SurrogateOrNone(r)))),
        ["gated_few_spike"] = r => ([3], new GatedFewSpike(new GatedFewSpikeOptions(
            r.Next(1, 9), [r.NextDouble(), 1 + r.NextDouble()], Coin(r) ? null : [1, 0.1 + r.NextDouble(), 2], SurrogateOrNone(r)))),
        ["outlier_few_spike"] = r => ([3], new OutlierFewSpike(new OutlierFewSpikeOptions(
            r.Next(1, 9), 0.1 + r.NextDouble(), 0.1 + r.NextDouble(), 1 + r.NextDouble(), Coin(r) ? null : 3, SurrogateOrNone(r)))),
        ["mpbn_lif"] = r => ([3, 2], new MpbnLif(new MpbnLifOptions(
            3, 1 + r.NextDouble(), r.NextDouble(), Any<MpbnReset>(r), r.NextDouble(), Coin(r), Coin(r), Coin(r), r.NextDouble(),
            1e-5 + r.NextDouble(),
            SurrogateOrNone(r)))),
        ["grouped_linear"] = r => ([6], new GroupedLinear(new GroupedLinearOptions(3, 2, r.Next(1, 4), Coin(r), Weights(r)))),
        ["intra_layer_connections"] = r => ([6], new IntraLayerConnections(new(Neurons(r), r.Next(2, 4), Coin(r), Weights(r)))),
        ["sew_block"] = r => ([4, 6, 5], new SewBlock(new(r.Next(3, 6), r.Next(1, 3), Any<SewMerge>(r), NeuronsOrNone(r)))),
        ["ms_block"] = r => ([4, 6, 5], new MsBlock(new ResidualBlockOptions(r.Next(3, 6), r.Next(1, 3), NeuronsOrNone(r)))),
        ["spiking_resnet_block"] = r => (
            [4, 6, 5], new SpikingResNetBlock(new ResidualBlockOptions(r.Next(3, 6), r.Next(1, 3), NeuronsOrNone(r)))),
        ["spiking_self_attention"] = r => (
            [4, 6], new SpikingSelfAttention(new SpikingSelfAttentionOptions(r.Next(1, 3), r.NextDouble(), NeuronsOrNone(r), NeuronsOrNone(r)))),
        ["spike_driven_self_attention"] = r => ([4, 6, 2], new SpikeDrivenSelfAttention(new(NeuronsOrNone(r), NeuronsOrNone(r)))),
        ["qk_attention"] = r => ([4, 6], new QkAttention(new(r.Next(1, 3), Any<QkGate>(r), NeuronsOrNone(r), NeuronsOrNone(r)))),
        ["spikformer_block"] = r => ([4, 6], new SpikformerBlock(new SpikformerBlockOptions(
            r.Next(1, 3), 0.5 + r.NextDouble(), r.NextDouble(), NeuronsOrNone(r), NeuronsOrNone(r)))),
    };

    public static TheoryData<string> Kinds() => [.. Layer.Kinds.Names.Intersect(_layers.Keys)];

    /// <summary>One of each kind of layer that the library has.</summary>
    internal static IEnumerable<(string Kind, int[] Input, Layer Layer)> All()
    {
        foreach (var (kind, make) in _layers)
        {
            var (input, layer) = make(new Random(1));
            yield return (kind, input, layer);
        }
    }

    [Fact]
    public void Every_layer_of_the_library_is_drawn_here()
    {
        foreach (var name in _layers.Keys) Assert.Contains(name, Layer.Kinds.Names);
        var own = typeof(Linear).Assembly.GetExportedTypes().Count(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract);
        Assert.Equal(own, _layers.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_is_the_same_after_it_was_saved_and_loaded_whatever_its_options_are(string kind)
    {
        for (var trial = 0; trial < Trials; trial++)
        {
            var (input, layer) = _layers[kind](new Random(trial));
            Network network = layer is IManyInputs { InputNames: [_, var second] }
                ? new Graph(7, new Node("x", new Input(input)), new("y", layer, "x") { [second] = ["x"] })
                : new Sequential(7, new Input(input), layer);
            var (first, again) = (Samples.TemporaryFile("first.safetensors"), Samples.TemporaryFile("again.safetensors"));
            network.Save(first);
            Network.Load(first).Save(again);
            Assert.True(File.ReadAllBytes(first).AsSpan().SequenceEqual(File.ReadAllBytes(again)), $"{layer}, trial {trial}");
            var description = SafetensorsFile.Read(first).Metadata["network"];
            foreach (Match key in Key().Matches(description)) Assert.Matches("^[a-z0-9_]+$|^[A-Z]", key.Groups[1].Value);
            Assert.Contains($"\"type\":\"{kind}\"", description, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("\"([A-Za-z0-9_]+)\":")]
    private static partial Regex Key();

    private static bool Coin(Random random) => random.Next(2) == 0;

    /// <summary>Neurons for a block, which takes those of its own where it is given none.</summary>
    private static NeuronLayer? NeuronsOrNone(Random random) => Coin(random) ? null : Neurons(random);

    private static NeuronLayer Neurons(Random random) => Coin(random)
        ? new Leaky(new LeakyOptions { Beta = Learnable.Shared(random.NextDouble()), Threshold = 0.5 + random.NextDouble() })
        : new LifBox(LifBoxOptions.SpikingjellyLif with { VTh = NeuronParameter.PerChannel(0.5 + random.NextDouble(), Coin(random)) });

    private static Pool3dOptions Volumes(Random random) =>
        new(Three(random, 2, 4), Coin(random) ? null : Three(random, 1, 3), Coin(random) ? null : Three(random, 0, 2));

    private static Surrogate? SurrogateOrNone(Random random) => Coin(random) ? null : Surrogate.Atan(0.1 + random.NextDouble());

    private static int[] Three(Random random, int least, int end) =>
        Coin(random) ? [random.Next(least, end)] : [random.Next(least, end), random.Next(least, end), random.Next(least, end)];

    private static ImageSize Size(Random random, int least, int end) => new(random.Next(least, end), random.Next(least, end));

    private static T Any<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private static Initializer? Weights(Random random) => random.Next(9) switch
    {
        0 => null,
        1 => Initializer.Constant(random.NextDouble()),
        2 => Initializer.Uniform(-random.NextDouble(), random.NextDouble()),
        3 => Initializer.Normal(random.NextDouble(), random.NextDouble()),
        4 => Coin(random) ? Initializer.XavierUniform(0.1 + random.NextDouble()) : Initializer.XavierNormal(0.1 + random.NextDouble()),
        5 => Initializer.KaimingUniform(0.1 + random.NextDouble(), Coin(random)),
        6 => Initializer.KaimingNormal(0.1 + random.NextDouble(), Coin(random)),
        7 => Initializer.Orthogonal(0.1 + random.NextDouble()),
        _ => Initializer.Sparse(random.NextDouble(), random.NextDouble()),
    };
}
