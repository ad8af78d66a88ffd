using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>What runs as a whole in a graph on a device.</summary>
internal abstract class DevicePart(ComposedPart part) : IDisposable
{
    public IReadOnlyList<PartInput> Inputs => part.Inputs;

    public IReadOnlyList<int> Outputs => part.Outputs;

    /// <summary>Whether there are parameters, so that it has to be gone back over.</summary>
    public abstract bool HasParameters { get; }

    public static DevicePart Of(ComposedPart part, Device device) => part switch
    {
        ChainOfLayers chain => new DeviceChain(chain, device),
        SingleLayer single => new DeviceSingle(single, device),
        CircleOfNodes circle => new DeviceCircle(circle, device),
        _ => throw new ArgumentException($"A part of a network is a {part.GetType().Name}, which is not known here."),
    };

    /// <summary>The outputs and the gradient function.</summary>
    /// <param name="inputs">The inputs; null of one that nothing from outside feeds.</param>
    /// <param name="pass">The pass.</param>
    public abstract DeviceLayerOutputs Forward(DeviceSignal?[] inputs, DevicePass pass);

    /// <summary>Gives back what its layers hold.</summary>
    public abstract void Dispose();
}

/// <summary>Layers one after the other.</summary>
internal sealed class DeviceChain(ChainOfLayers chain, Device device) : DevicePart(chain)
{
    private readonly DeviceLayer[] _layers = Layers(chain, device);
    private readonly int _firstLearning = chain.Layers.TakeWhile(layer => !layer.AllParameters.Any()).Count();

    public override bool HasParameters => _firstLearning < _layers.Length;

    public override DeviceLayerOutputs Forward(DeviceSignal?[] inputs, DevicePass pass)
    {
        var signal = inputs[0]!;
        var runs = new DeviceLayerRun[_layers.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = _layers[i].Forward(signal, pass);
            signal = runs[i].Output;
        }

        return new([signal], (gradients, areWanted) => [Back(runs, gradients[0], areWanted[0])]);
    }

    public override void Dispose() => Array.ForEach(_layers, layer => layer.Dispose());

    private static DeviceLayer[] Layers(ChainOfLayers chain, Device device)
    {
        DeviceLayer[] layers = [.. chain.Layers.Select(layer => DeviceLayers.Of(layer, device))];
        // backwards: a layer that only passes bits on takes them where the next one does
        var takesSpikes = false;
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            if (layers[i] is DeviceNeuronLayer neurons) neurons.GivesSpikes = takesSpikes;
            takesSpikes = layers[i] is DeviceLinear || (takesSpikes && layers[i] is DeviceFlatten or DeviceIdentity);
        }

        return layers;
    }

    private DeviceTensor<float>? Back(DeviceLayerRun[] runs, DeviceTensor<float> outer, bool isWanted)
    {
        // before the first layer that learns, nobody asks for a gradient but who wants that of the input
        var first = isWanted ? 0 : _firstLearning;
        DeviceTensor<float>? gradient = outer;
        for (var i = runs.Length - 1; i >= first; i--) gradient = runs[i].Pullback(gradient!, isWanted || i > first);
        return isWanted ? gradient : null;
    }
}

/// <summary>A layer with several inputs or outputs.</summary>
internal sealed class DeviceSingle : DevicePart
{
    private readonly DeviceLayer _layer;
    private readonly SingleLayer _single;

    public DeviceSingle(SingleLayer single, Device device)
        : base(single)
    {
        (_single, _layer) = (single, DeviceLayers.Of(single.Layer, device));
        HasParameters = single.Layer.AllParameters.Any();
        if (!_layer.TakesAll && (single.Inputs.Count > 1 || single.LayerOutputs is not [0]))
            throw DeviceLayers.Refused(single.Layer, "has several inputs or outputs; on devices, it runs with one of each");
    }

    public override bool HasParameters { get; }

    public override DeviceLayerOutputs Forward(DeviceSignal?[] inputs, DevicePass pass)
    {
        DeviceGraph.RequireOneLength(inputs);
        return _layer.ForwardAll(inputs!, _single.LayerOutputs, pass);
    }

    public override void Dispose() => _layer.Dispose();
}
