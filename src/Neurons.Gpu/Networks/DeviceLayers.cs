using System.Collections.Concurrent;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Which layers run on devices, and how.</summary>
public static class DeviceLayers
{
    private static readonly ConcurrentDictionary<Type, Func<Layer, Device, DeviceLayer>> _kinds = new();

    static DeviceLayers()
    {
        Register<Linear>((layer, _) => new DeviceLinear(layer));
        Register<NeuronLayer>((layer, device) => new DeviceNeuronLayer(layer, device));
        Register<Flatten>((layer, _) => new DeviceFlatten());
        Register<Input>((layer, _) => new DeviceIdentity());
        Register<Dropout>((layer, _) => new DeviceDropout(layer));
        Register<Activation>((layer, _) => new DeviceActivation(layer));
        Register<Convolution>((layer, _) => new DeviceConvolution(layer));
        Register<Pool>((layer, _) => new DevicePooling(layer));
        Register<BatchNorm>((layer, device) => new DeviceBatchNorm(layer, device));
        Register<Concatenate>((_, _) => new DeviceConcatenate());
        Register<Split>((layer, _) => new DeviceSplit(layer));
        Register<Multiply>((layer, _) => new DeviceMultiply(layer));
        Register<OverTime>((layer, _) => new DeviceOverTime(layer));
        Register<GlobalPool>((layer, _) => new DeviceGlobalPool(layer));
        Register<TransposedConvolution>((layer, _) => new DeviceTransposedConvolution(layer));
        Register<Conv3d>((layer, _) => new DeviceConv3d(layer));
        Register<VolumePool>((layer, _) => new DeviceVolumePooling(layer));
        Register<LayerNorm>((layer, device) => new DeviceLayerNorm(layer, device));
        Register<Repeat>((layer, _) => new DeviceRepeat(layer));
        Register<SumChannels>((layer, _) => new DeviceSumChannels(layer));
        Register<AttentionProduct>((layer, _) => new DeviceAttention(layer));
        Register<Psn>((layer, _) => new DevicePsn(layer));
        Register<MaskedPsn>((layer, _) => new DeviceMaskedPsn(layer));
        Register<SlidingPsn>((layer, device) => new DeviceSlidingPsn(layer, device));
        Register<GroupedLinear>((layer, _) => new DeviceGroupedLinear(layer));
        Register<LeakyParallel>((layer, device) => new DeviceLeakyParallel(layer, device));
        Register<LeakySum>((layer, _) => new DeviceLeakySum(layer));
        Register<Delay>((layer, _) => new DeviceDelay(layer));
        Register<ChannelDelay>((layer, device) => new DeviceChannelDelay(layer, device));
        Register<DelayedLinear>((layer, device) => new DeviceDelayedLinear(layer, device));
        Register<SynapseFilter>((layer, device) => new DeviceSynapseFilter(layer, device));
    }

    /// <summary>The layers that run on devices, by the names of their classes; what is made of them does, too.</summary>
    public static IReadOnlyList<string> Names => [.. _kinds.Keys.Select(kind => kind.Name).Order()];

    /// <summary>Says how a kind of layer, and those derived from it, run on devices; the last one said holds.</summary>
    /// <typeparam name="TLayer">The kind.</typeparam>
    /// <param name="make">What runs a layer of a network on a device; it may refuse one by an <see cref="ArgumentException"/>.</param>
    public static void Register<TLayer>(Func<TLayer, Device, DeviceLayer> make)
        where TLayer : Layer
    {
        ArgumentNullException.ThrowIfNull(make);
        _kinds[typeof(TLayer)] = (layer, device) => make((TLayer)layer, device);
    }

    /// <summary>What runs a layer.</summary>
    /// <exception cref="ArgumentException">Nothing does; the message names the layer, and what there is.</exception>
    internal static DeviceLayer Of(Layer layer, Device device)
    {
        var kind = layer.GetType();
        while (kind is not null)
        {
            if (_kinds.TryGetValue(kind, out var make)) return make(layer, device);
            kind = kind.BaseType;
        }

        if (layer is IComposed composed) return new DeviceGraph(composed.Composition, device);

        throw Refused(layer, $"does not run on devices; {string.Join(", ", Names)} do, and {nameof(DeviceLayers)}.{nameof(Register)} adds others");
    }

    /// <summary>Refuses a layer that needs float64 where a device does not compute in it.</summary>
    internal static void RequireFloat64(Layer layer, Device device, string what)
    {
        if (!device.HasFloat64) throw Refused(layer, $"{what}; {device} has none");
    }

    internal static ArgumentException Refused(Layer layer, string problem) => new($"Layer {layer.Place}, {layer}, {problem}.");
}
