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
        var x = input.Values;
        nint features = 1;
        foreach (var length in input.Shape[1..]) features *= length;
        var before = x.Lengths[..(input.IsConstant ? 1 : 2)];
        return new(input.With(x.WithLengths([.. before, features])), (dy, _) => dy.WithLengths(x.Lengths));
    }
}
