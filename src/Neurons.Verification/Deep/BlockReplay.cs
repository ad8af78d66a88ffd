namespace Neurons.Verification;

/// <summary>Replays blocks: output, every spike of every neuron, gradients, and the running statistics after a training pass.</summary>
internal static class BlockReplay
{
    private const string Weights = "weights.", Spikes = "spikes.", Gradient = "grad.", Updated = "updated.", Attention = "attn.";

    /// <summary>What a gradient that is 0 but for rounding is below; the others are larger by far.</summary>
    private const double Nothing = 1e-12;

    /// <summary>Our names of recorded modules.</summary>
    private static readonly Dictionary<string, string> _nodes = new()
    {
        ["bn1"] = "norm1",
        ["bn2"] = "norm2",
        ["sn1"] = "lif1",
        ["sn2"] = "lif2",
        ["spike1"] = "lif1",
        ["spike2"] = "lif2",
        ["downsample.0"] = "down",
        ["downsample.1"] = "down_norm",
        ["downsample_sn"] = "down_lif",
        ["qkv_conv_bn.0"] = "qkv",
        ["qkv_conv_bn.1"] = "qkv_norm",
        ["qk_conv_bn.0"] = "qk",
        ["qk_conv_bn.1"] = "qk_norm",
        ["proj_conv_bn.0"] = "projection",
        ["proj_conv_bn.1"] = "projection_norm",
        ["proj_conv"] = "projection",
        ["proj_bn"] = "projection_norm",
        ["proj_lif"] = "projection_lif",
        ["attn_lif"] = "attention_lif",
        ["shortcut_lif"] = "lif",
        ["q_conv"] = "q",
        ["k_conv"] = "k",
        ["v_conv"] = "v",
        ["q_bn"] = "q_norm",
        ["k_bn"] = "k_norm",
        ["v_bn"] = "v_norm",
        ["mlp.fc1.0"] = "hidden",
        ["mlp.fc1.1"] = "hidden_norm",
        ["mlp.neuron1"] = "hidden_lif",
        ["mlp.fc2.0"] = "output",
        ["mlp.fc2.1"] = "output_norm",
        ["mlp.neuron2"] = "output_lif",
    };

    public static void Replay(DeepCase recorded, Comparison comparison)
    {
        var isTraining = recorded.Name.EndsWith("_train", StringComparison.Ordinal);
        string[] names = [.. recorded.Tensors.Names];
        var input = recorded.Numbers("input");
        var run = Make(recorded, names);
        var (output, inputGradient, gradients) = run.Run(input, recorded.Numbers("upstream"), isTraining);
        comparison.State("output", recorded.Numbers("output"), output);
        comparison.Gradient("gradient of input", recorded.Numbers("grad.input"), inputGradient);
        string[] learnt = [.. Named(names, Gradient).Where(name => name != "input")];
        var largest = learnt.Max(name => recorded.Numbers(Gradient + name).Max(Math.Abs));
        foreach (var name in learnt)
        {
            var (expected, actual) = (recorded.Numbers(Gradient + name), gradients[Ours(name)]);
            // the bias before a normalisation by the batch: 0, up to the rounding of what is summed
            if (expected.Max(Math.Abs) < Nothing) (expected, actual) = ([.. expected, largest], [.. actual, largest]);
            comparison.Gradient($"gradient of {name}", expected, actual);
        }
        foreach (var name in Named(names, Updated))
            comparison.State($"updated {name}", recorded.Numbers(Updated + name), ReplayedLayer.Of(run.Numbers(Ours(name))));

        var other = Make(recorded, names);
        var traces = Traces((GraphLayer)other.Layer, other.Input(input), other.Pass(isTraining));
        foreach (var name in Named(names, Spikes)) comparison.Spikes(recorded.Numbers(Spikes + name), traces[Node(name)]);
        foreach (var name in Named(names, "current."))
        {
            var node = Node(name).Replace("attention_lif", recorded.Name.Contains("qka", StringComparison.Ordinal)
                || recorded.Name.Contains("sdsa", StringComparison.Ordinal) ? "sum" : "product", StringComparison.Ordinal);
            comparison.State($"current of {name}", recorded.Numbers($"current.{name}"), traces[node]);
        }
    }

    private static IEnumerable<string> Named(string[] names, string prefix) =>
        names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    /// <summary>Our name of a recorded parameter.</summary>
    private static string Ours(string name)
    {
        var dot = name.LastIndexOf('.');
        return $"{Node(name[..dot])}{name[dot..]}";
    }

    private static string Node(string module) => module.StartsWith(Attention, StringComparison.Ordinal)
        ? $"attention.{Node(module[Attention.Length..])}" : _nodes.GetValueOrDefault(module, module);

    /// <summary>What each node gives, those of a block within a block by both names.</summary>
    private static Dictionary<string, double[]> Traces(GraphLayer block, Signal input, Pass pass)
    {
        var traces = block.Trace(input, pass).ToDictionary(pair => pair.Key, pair => Arrays.Flat(pair.Value));
        // the one block within a block takes the same input
        foreach (var node in block.Nodes.Where(node => node.Layer is GraphLayer))
        {
            foreach (var (name, numbers) in Traces((GraphLayer)node.Layer, input, pass)) traces[$"{node.Name}.{name}"] = numbers;
        }
        return traces;
    }

    private static ReplayedLayer Make(DeepCase recorded, string[] names)
    {
        var layer = new ReplayedLayer(Block(recorded), recorded.Shape("input"));
        foreach (var name in Named(names, Weights)) layer.Set(Ours(name), recorded.Numbers(Weights + name));
        return layer;
    }

    private static GraphLayer Block(DeepCase recorded)
    {
        var json = recorded.Json;
        var neurons = json.Record("neurons");
        NeuronLayer Like(Func<string, bool> isIt) => Neurons(neurons.Record(neurons.Names.First(isIt)));
        bool IsGate(string name) => name.EndsWith("attn_lif", StringComparison.Ordinal);
        var plain = Like(name => !IsGate(name));
        var gate = neurons.Names.Any(IsGate) ? Like(IsGate) : null;
        var shape = recorded.Shape("output");
        var (channels, stride) = (shape[2], recorded.Shape("input")[^1] / shape[^1]);
        var kind = recorded.Name["block_".Length..recorded.Name.LastIndexOf('_')];
        return kind switch
        {
            "sew_add" or "sew_add_down" => new SewBlock(new(channels, stride, SewMerge.Add, plain)),
            "sew_and" => new SewBlock(new(channels, stride, SewMerge.And, plain)),
            "sew_iand" => new SewBlock(new(channels, stride, SewMerge.Iand, plain)),
            "spiking_resnet" => new SpikingResNetBlock(new ResidualBlockOptions(channels, stride, plain)),
            "ms_block" or "ms_block_down" => new MsBlock(new ResidualBlockOptions(channels, stride, plain)),
            "ssa" => new SpikingSelfAttention(new SpikingSelfAttentionOptions(json.Count("heads"), 0.125, plain, gate)),
            "qka_token" => new QkAttention(new(json.Count("heads"), QkGate.Token, plain, gate)),
            "qka_channel" => new QkAttention(new(json.Count("heads"), QkGate.Channel, plain, gate)),
            "sdsa" => new SpikeDrivenSelfAttention(new(plain, gate)),
            "spikformer_block" => new SpikformerBlock(
                new(json.Count("heads"), recorded.Shape("weights.mlp.fc1.0.weight")[0] / (double)channels, 0.125, plain, gate)),
            _ => throw json.Error("name", $"is of the block '{kind}', which is not known"),
        };
    }

    private static LifBox Neurons(JsonRecord json) => new(LifBoxOptions.SpikingjellyLif with
    {
        TauMemInv = 1 / json.Number("tau"),
        VTh = json.Number("threshold"),
        VReset = json.Number("reset"),
        VLeak = json.Number("reset"),
        DecayInput = json.Flag("decay_input"),
        DetachReset = json.Flag("detach_reset"),
        Surrogate = json.Text("surrogate") switch
        {
            "Sigmoid" => Surrogate.Sigmoid(json.Number("alpha")),
            "ATan" => Surrogate.Atan(json.Number("alpha")),
            "Rect" => Surrogate.Rect(json.Number("alpha")),
            var other => throw json.Error("surrogate", $"is '{other}', which is not known"),
        },
    });
}
