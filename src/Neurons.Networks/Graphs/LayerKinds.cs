using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>The layers that files can name.</summary>
public static class LayerKinds
{
    /// <summary>What a node of a graph has besides its layer.</summary>
    internal const string NodeName = "name", NodeFrom = "from";

    private const string Type = "type", Neurons = "neurons";

    private static readonly Lazy<Registry<Layer>> _registry = new(BuiltIn);

    /// <summary>Registers the blocks and cells that are made of these layers; set before any is asked for.</summary>
    internal static Action<Registry<Layer>>? MadeOfLayers { get; set; }

    /// <summary>The kinds of layers by the names that they have in files, besides the models of neurons; register your own here.</summary>
    public static Registry<Layer> Registry => _registry.Value;

    extension(Layer)
    {
        /// <inheritdoc cref="Registry"/>
        public static Registry<Layer> Kinds => Registry;
    }

    /// <summary>A layer as a file holds it, without its weights.</summary>
    /// <exception cref="NotSupportedException">It cannot be made again of a file.</exception>
    internal static JsonObject Describe(Layer layer) => layer is NeuronLayer neurons ? neurons.Describe() : Registry.Describe(layer);

    /// <summary>Makes a layer.</summary>
    /// <param name="node">Its description.</param>
    /// <param name="place">Its place in the network, and what its weights may take.</param>
    /// <exception cref="FormatException">The description is no such; the message names the layer and the value.</exception>
    internal static Layer Read(JsonNode? node, PartPlace place)
    {
        var values = node as JsonObject ?? throw new FormatException($"layer {place} is {node?.ToJsonString() ?? "null"}; it must be named values");
        try
        {
            var type = PartName.Value(values, Type) switch
            {
                null => throw new FormatException("type is missing"),
                JsonValue text when text.TryGetValue<string>(out var name) => name,
                var other => throw JsonValues.Wrong(Type, other, "text"),
            };
            if (Registry.Has(type)) return Registry.Read(values, place);
            if (PartName.Same(type, Neurons)) return NeuronLayerReader.Read(values, place, null);
            if (NamedNeurons.Find(type) is { } model) return NeuronLayerReader.Read(values, place, model);
            throw new FormatException(
                $"there is no type '{type}'.{DefinitionModule.suggestion(Registry.Names.Concat(NamedNeurons.Names), type)} "
                + $"The types are {string.Join(", ", Registry.Names)}, and every model of neurons");
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatException(
                error is FormatException && error.Message.StartsWith("layer ", StringComparison.Ordinal)
                    ? error.Message : $"layer {place}: {error.Message}", error);
        }
    }

    /// <summary>The layers of a list; one alone stands for a list of one.</summary>
    internal static Layer[] ReadAll(JsonNode? node, PartPlace place) => node switch
    {
        JsonArray list => [.. list.Select((item, index) => Read(item, place.Inner(index)))],
        JsonObject one => [Read(one, place.Inner(0))],
        _ => throw new FormatException($"{node?.ToJsonString() ?? "null"} must be layers"),
    };

    /// <summary>One layer, which may be given as a list of one.</summary>
    internal static Layer ReadOne(JsonNode? node, PartPlace place) => node switch
    {
        JsonArray { Count: 1 } list => Read(list[0], place),
        JsonArray list => throw new FormatException($"there are {list.Count} layers; it must be one"),
        _ => Read(node, place),
    };

    private static Registry<Layer> BuiltIn()
    {
        var kinds = new Registry<Layer>("layer", Type, NodeName, NodeFrom);
        kinds.Register<Input, InputOptions>("input", o => new(o.Shape), layer => layer.Options);
        kinds.Register<Linear, LinearOptions>("linear", o => new(o), layer => layer.Options);
        kinds.Register<Activation, ActivationOptions>("activation", o => new(o.Function, o.Shape ?? []), layer => layer.Options);
        kinds.Register<Qcfs, QcfsOptions>("qcfs", o => new(o), layer => layer.Options);
        kinds.Register<QcfsEncoder, QcfsEncoderOptions>("qcfs_encoder", o => new(o), layer => layer.Options);
        kinds.Register<Conv1d, Conv1dOptions>("conv1d", o => new(o), layer => layer.Options);
        kinds.Register<Conv2d, Conv2dOptions>("conv2d", o => new(o), layer => layer.Options);
        kinds.Register<MaxPool1d, Pool1dOptions>("max_pool1d", o => new(o), layer => layer.Options);
        kinds.Register<MaxPool2d, Pool2dOptions>("max_pool2d", o => new(o), layer => layer.Options);
        kinds.Register<SpikingMaxPool1d, Pool1dOptions>("spiking_max_pool1d", o => new(o), layer => layer.Options);
        kinds.Register<SpikingMaxPool2d, Pool2dOptions>("spiking_max_pool2d", o => new(o), layer => layer.Options);
        kinds.Register<AveragePool1d, AveragePool1dOptions>("average_pool1d", o => new(o), layer => layer.Options);
        kinds.Register<AveragePool2d, AveragePool2dOptions>("average_pool2d", o => new(o), layer => layer.Options);
        kinds.Register<SumPool1d, Pool1dOptions>("sum_pool1d", o => new(o), layer => layer.Options);
        kinds.Register<SumPool2d, Pool2dOptions>("sum_pool2d", o => new(o), layer => layer.Options);
        kinds.Register<MaxPool3d, Pool3dOptions>("max_pool3d", o => new(o), layer => layer.Options);
        kinds.Register<AveragePool3d, AveragePool3dOptions>("average_pool3d", o => new(o), layer => layer.Options);
        kinds.Register<SumPool3d, Pool3dOptions>("sum_pool3d", o => new(o), layer => layer.Options);
        kinds.Register<Flatten, NoOptions>("flatten", _ => new(), _ => new());
        kinds.Register<Dropout, DropoutOptions>("dropout", o => new(o.Probability, o.PerStep), layer => layer.Options);
        kinds.Register<BatchNorm, BatchNormOptions>("batch_norm", o => new(o), layer => layer.Options);
        kinds.Register<LayerNorm, LayerNormOptions>("layer_norm", o => new(o), layer => layer.Options);
        kinds.Register<Delay, DelayOptions>("delay", o => new(o.Steps), layer => layer.Options);
        kinds.Register<ChannelDelay, ChannelDelayOptions>("channel_delay", o => new(o), layer => layer.Options);
        kinds.Register<DelayedLinear, DelayedLinearOptions>("delayed_linear", o => new(o), layer => layer.Options);
        kinds.Register<SynapseFilter, SynapseFilterOptions>("synapse_filter", o => new(o), layer => layer.Options);
        kinds.Register<Feedback, FeedbackOptions>("feedback", o => new(o), layer => layer.Options);
        kinds.Register<OverTime, OverTimeOptions>("over_time", o => new(o.Reduction), layer => layer.Options);
        kinds.Register<ActivityPenalty, ActivityPenaltyOptions>("activity_penalty", o => new(o), layer => layer.Options);
        kinds.Register<Concatenate, ConcatenateOptions>("concatenate", o => new(o), layer => layer.Options);
        kinds.Register<Block, BlockOptions>("block", o => new(o.Layers), layer => layer.Options);
        kinds.Register<Residual, ResidualOptions>("residual", o => new(o.Layers), layer => layer.Options);
        kinds.Register<Branches, BranchesOptions>("branches", o => new(o.Merge, o.Branches), layer => layer.Options);
        kinds.Register<Multiply, MultiplyOptions>("multiply", o => new(o), layer => layer.Options);
        kinds.Register<Repeat, RepeatOptions>("repeat", o => new(o), layer => layer.Options);
        kinds.Register<SignedLinear, SignedLinearOptions>("signed_linear", o => new(o), layer => layer.Options);
        kinds.Register<Split, SplitOptions>("split", o => new(o), layer => layer.Options);
        kinds.Register<SumChannels, SumChannelsOptions>("sum_channels", o => new(o), layer => layer.Options);
        kinds.Register<GlobalPool, GlobalPoolOptions>("global_pool", o => new(o), layer => layer.Options);
        kinds.Register<AttentionProduct, AttentionProductOptions>("attention_product", o => new(o), layer => layer.Options);
        kinds.Register<StepScale, StepScaleOptions>("step_scale", o => new(o), layer => layer.Options);
        kinds.Register<TemporalBatchNorm, TemporalBatchNormOptions>("temporal_batch_norm", o => new(o), layer => layer.Options);
        kinds.Register<Conv3d, Conv3dOptions>("conv3d", o => new(o), layer => layer.Options);
        kinds.Register<ConvTranspose1d, ConvTranspose1dOptions>("conv_transpose1d", o => new(o), layer => layer.Options);
        kinds.Register<ConvTranspose2d, ConvTranspose2dOptions>("conv_transpose2d", o => new(o), layer => layer.Options);
        kinds.Register<Upsample, UpsampleOptions>("upsample", o => new(o), layer => layer.Options);
        kinds.Register<StandardizedWeights, StandardizedWeightsOptions>("standardized_weights", o => new(o), layer => layer.Options);
        kinds.Register<QuantizedWeights, QuantizedWeightsOptions>("quantized_weights", o => new(o), layer => layer.Options);
        kinds.Register<QuantizedStates, QuantizedStatesOptions>("quantized_states", o => new(o), layer => layer.Options);
        MadeOfLayers?.Invoke(kinds);
        kinds.IsTaken = name => PartName.Same(name, Neurons) || Models.all.Any(model => PartName.Same(model.Name, name));
        return kinds;
    }
}

/// <summary>The options of a part that has none.</summary>
internal sealed record NoOptions;
