using Neurons.Networks;

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

/// <summary>The features again and again.</summary>
internal sealed class DeviceRepeat(Repeat layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var features = x.Lengths[^1];
        nint times = layer.Options.Count;
        nint[] repeated = layer.Options.EachNumber ? [features, times] : [times, features];
        var y = pass.Take([.. x.Lengths[..^1], .. repeated]);
        KernelArguments Begin(DeviceTensor<float> target) => new KernelArguments()
            .Add(DeviceTools.Number(target.Count)).Add((uint)features).Add((uint)times).Add(layer.Options.EachNumber ? 1u : 0u);
        DeviceOverTime.Run(pass, ReductionText.Repeat, y.Count, Begin(y).Read(x.Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceOverTime.Run(pass, ReductionText.RepeatBack, dx.Count, Begin(dx).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }
}
