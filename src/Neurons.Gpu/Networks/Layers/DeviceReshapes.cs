namespace Neurons.Gpu;

/// <summary>A layer that passes its input on.</summary>
internal sealed class DeviceIdentity : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass) => new(input, (dy, _) => dy);
}

/// <summary>All features of a step in one dimension: the same memory.</summary>
internal sealed class DeviceFlatten : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        nint features = 1;
        foreach (var length in input.Shape[1..]) features *= length;
        return new(input.WithFeatures(features), (dy, _) => dy.WithLengths(input.Lengths));
    }
}
