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

/// <summary>The largest, the sum or the mean of windows over volumes.</summary>
internal sealed class DeviceVolumePooling : DeviceLayer
{
    private readonly VolumePool _layer;
    private readonly uint _kind;

    public DeviceVolumePooling(VolumePool layer)
    {
        _layer = layer;
        _kind = layer switch
        {
            MaxPool3d => 0,
            SumPool3d => 1,
            AveragePool3d { Options.CountPadding: true } => 2,
            AveragePool3d => 3,
            _ => throw DeviceLayers.Refused(layer, "does not run on devices; of pooling, the largest, the sum and the mean do"),
        };
    }

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var volumes = _layer.GeometryOver(x.Lengths);
        var y = pass.Take(DeviceImages.Output(_layer, input));
        Run(VolumeText.Pool, y, Begin(y).Read(x.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            Run(VolumeText.PoolBack, dx, Begin(dx).Read(x.Memory).Read(y.Memory).Read(dy.Memory));
            return dx;
        });

        KernelArguments Begin(DeviceTensor<float> target)
        {
            var arguments = new KernelArguments().Add(DeviceTools.Number(target.Count));
            foreach (var axis in (ImageAxis[])[volumes.Z, volumes.Y, volumes.X])
            {
                arguments.Add((uint)axis.Length).Add((uint)axis.Kernel).Add((uint)axis.Stride).Add((uint)axis.Padding).Add((uint)axis.Count);
            }

            return arguments.Add(_kind);
        }

        void Run(string kernel, DeviceTensor<float> target, KernelArguments arguments) =>
            pass.Device.Tool(Precision.Float32, kernel, VolumeText.Of).Run(target.Count, arguments.Add(target.Memory));
    }
}
