using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>The largest, the sum or the mean of windows, in one or two dimensions.</summary>
internal sealed class DevicePooling(Pool layer) : DeviceLayer
{
    private readonly uint _kind = KindOf(layer);

    /// <summary>What kernels call the pooling of a layer.</summary>
    public static uint KindOf(Layer layer) => layer switch
    {
        MaxPool1d or MaxPool2d or MaxPool3d => 0,
        SumPool1d or SumPool2d or SumPool3d => 1,
        AveragePool1d { Options.CountPadding: true } or AveragePool2d { Options.CountPadding: true }
            or AveragePool3d { Options.CountPadding: true } => 2,
        AveragePool1d or AveragePool2d or AveragePool3d => 3,
        _ => throw DeviceLayers.Refused(layer, "does not run on devices; of pooling, the largest, the sum and the mean do"),
    };

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var images = layer.GeometryOver(x.Lengths);
        var y = pass.Take(DeviceImages.Output(layer, input));
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
internal sealed class DeviceVolumePooling(VolumePool layer) : DeviceLayer
{
    private readonly uint _kind = DevicePooling.KindOf(layer);

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var volumes = layer.GeometryOver(x.Lengths);
        var y = pass.Take(DeviceImages.Output(layer, input));
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
