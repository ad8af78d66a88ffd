using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Nodes that depend on each other, stepped together on a device in the order of the processor's.</summary>
internal sealed class DeviceCircle : DevicePart
{
    private readonly Dictionary<Layer, DeviceLayer> _layers = [];

    public DeviceCircle(CircleOfNodes circle, Device device)
        : base(circle)
    {
        Circle = circle;
        foreach (var layer in circle.Nodes.Select(node => node.Layer).Distinct())
        {
            var own = _layers[layer] = layer is Feedback feedback ? new DeviceFeedback(feedback, device) : DeviceLayers.Of(layer, device);
            if (layer is IStepwise && own is not IDeviceStepwise)
                throw DeviceLayers.Refused(
                    layer, "is part of a circle; on devices, neurons, Linear, Feedback, SlidingPsn, SynapseFilter, and layers with delays or "
                    + "without memory can be");
        }

        HasParameters = _layers.Keys.Any(layer => layer.AllParameters.Any());
    }

    public override bool HasParameters { get; }

    public CircleOfNodes Circle { get; }

    public override DeviceLayerOutputs Forward(DeviceSignal?[] inputs, DevicePass pass)
    {
        DeviceGraph.RequireOneLength(inputs);
        var run = new DeviceCircleRun(this, inputs, pass);
        return new(run.Forward(), run.Backward);
    }

    /// <summary>The steps of each node in a pass.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="pass">The pass.</param>
    public DeviceSteps[] Steps(nint batch, DevicePass pass)
    {
        var steps = new DeviceSteps[Circle.Nodes.Count];
        var owners = new Dictionary<Layer, DeviceSteps>();
        // the first output of a layer with memory is there before its others, which are after it
        foreach (var (m, node) in Circle.Nodes.Index())
        {
            nint[] shape = [batch, .. node.Shape.Select(length => (nint)length)];
            steps[m] = _layers[node.Layer] is not IDeviceStepwise stepwise
                ? new DeviceEachStep(_layers[node.Layer], node, shape, pass)
                : owners.TryGetValue(node.Layer, out var owner)
                ? ((DeviceNeuronSteps)owner).StepsOf(node.Output)
                : owners[node.Layer] = stepwise.Steps(shape, pass);
        }

        return steps;
    }

    public override void Dispose()
    {
        foreach (var layer in _layers.Values) layer.Dispose();
    }
}
