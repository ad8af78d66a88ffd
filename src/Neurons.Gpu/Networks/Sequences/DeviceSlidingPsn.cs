using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Parallel spiking neurons with a window that slides. The gradients of its weights are summed in float64.</summary>
internal sealed class DeviceSlidingPsn : DeviceSequenceLayer
{
    private readonly SlidingPsn _layer;
    private readonly DeviceFiring _firing;

    public DeviceSlidingPsn(SlidingPsn layer, Device device)
    {
        (_layer, _firing) = (layer, new(layer.Derivative));
        if (!device.HasFloat64) throw DeviceLayers.Refused(layer, $"has gradients that are summed in float64; {device} has none");
    }

    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        var before = pass.Before<DeviceTensor<float>>(_layer);
        var (held, steps, window) = ((int)(before?.Lengths[0] ?? 0), (int)x.Lengths[0], _layer.Options.Window);
        var line = DelayLine.Of(before, DeviceSignal.EachStep(x), held, pass);
        // what the window needs of this sequence and of what it went on from
        var count = Math.Min(window - 1, held + steps);
        pass.Keep(_layer, DelayLine.Rows(line, held + steps - count, count, pass));
        var (potential, z) = (pass.Take(x.Lengths), pass.Take(x.Lengths));
        Run(pass, SequenceText.Window, z.Count, Begin(z.Count)
            .Add((uint)held).Read(pass.Value(_layer.Weight).Memory).Read(pass.Value(_layer.Bias).Memory).Read(line.Memory)
            .Add(potential.Memory).Add(z.Memory));
        return new(DeviceSignal.EachStep(z), (dz, isWanted) =>
        {
            var du = _firing.PullBack(potential, dz, pass);
            SetGradients(line, held, du, pass);
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            Run(pass, SequenceText.WindowBack, dx.Count, Begin(dx.Count)
                .Add((uint)steps).Read(pass.Value(_layer.Weight).Memory).Read(du.Memory).Add(dx.Memory));
            return dx;
        });

        KernelArguments Begin(long items) => new KernelArguments()
            .Add(DeviceTools.Number(items)).Add(DeviceTools.Number(Columns(x))).Add((uint)window);
    }

    /// <summary>Those of tiles of the columns, and their sums.</summary>
    private void SetGradients(DeviceTensor<float> line, int held, DeviceTensor<float> du, DevicePass pass)
    {
        var (columns, places) = (Columns(du), _layer.Options.Window + 1L);
        var (width, tiles) = SlidingPsn.OrderOver((int)columns);
        var sums = pass.Hold(pass.Device.Allocate<double>(tiles, (nint)places));
        var total = pass.Take((nint)places);
        pass.Device.Tool(Precision.Float64, SequenceText.WindowSums, SequenceText.OfWide).Run(sums.Count, new KernelArguments()
            .Add(DeviceTools.Number(sums.Count)).Add(DeviceTools.Number(columns)).Add((uint)_layer.Options.Window).Add((uint)held)
            .Add((uint)du.Lengths[0]).Add((uint)width).Read(line.Memory).Read(du.Memory).Add(sums.Memory));
        pass.Device.Tool(Precision.Float64, SequenceText.WindowTotal, SequenceText.OfWide).Run(places, new KernelArguments()
            .Add(DeviceTools.Number(places)).Add((uint)tiles).Read(sums.Memory).Add(total.Memory));
        var (dWeight, dBias) = DeviceProducts.Split(total, _layer.Weight.Shape, _layer.Bias.Shape, pass);
        pass.SetGradient(_layer.Weight, dWeight);
        pass.SetGradient(_layer.Bias, dBias);
    }

    private static void Run(DevicePass pass, string kernel, long items, KernelArguments arguments) =>
        pass.Device.Tool(Precision.Float32, kernel, SequenceText.Of).Run(items, arguments);
}
