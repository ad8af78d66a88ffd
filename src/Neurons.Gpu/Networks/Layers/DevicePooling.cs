using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>The largest, the sum or the mean of windows, in one or two dimensions.</summary>
internal sealed class DevicePooling : DeviceLayer
{
    private readonly Pool _layer;
    private readonly uint _kind;

    public DevicePooling(Pool layer)
    {
        _layer = layer;
        _kind = layer switch
        {
            MaxPool1d or MaxPool2d => 0,
            SumPool1d or SumPool2d => 1,
            AveragePool1d { Options.CountPadding: true } or AveragePool2d { Options.CountPadding: true } => 2,
            AveragePool1d or AveragePool2d => 3,
            _ => throw DeviceLayers.Refused(layer, "does not run on devices; of pooling, the largest, the sum and the mean do"),
        };
    }

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var images = _layer.GeometryOver(x.Lengths);
        var y = pass.Take(DeviceImages.Output(_layer, input));
        DeviceImages.Run(pass.Device, ImageText.Pool, y.Count, images, arguments => arguments.Add(_kind).Read(x.Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceImages.Run(pass.Device, ImageText.PoolBack, dx.Count, images, arguments => arguments
                .Add(_kind).Read(x.Memory).Read(y.Memory).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }
}
