using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Parallel spiking neurons with a window that slides. The gradients of its weights are summed in float64.</summary>
internal sealed class DeviceSlidingPsn : DeviceSequenceLayer, IDeviceStepwise
{
    private readonly SlidingPsn _layer;
    private readonly DeviceFiring _firing;

    public DeviceSlidingPsn(SlidingPsn layer, Device device)
    {
        (_layer, _firing) = (layer, new(layer.Derivative));
        DeviceLayers.RequireFloat64(layer, device, "has gradients that are summed in float64");
    }

    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        var before = pass.Before<DeviceTensor<float>>(_layer);
        var (held, steps, window) = ((int)(before?.Lengths[0] ?? 0), (int)x.Lengths[0], _layer.Options.Window);
        var line = DelayLine.Of(before, DeviceSignal.EachStep(x), held, pass);
        // what the window needs of this sequence and of what it went on from
        var count = Math.Min(window - 1, held + steps);
        pass.Keep(_layer, DelayLine.Rows(line, held + steps - count, count, pass));
        var (potential, z) = Fire(line, held, x.Lengths, pass);
        return new(DeviceSignal.EachStep(z), (dz, isWanted) =>
        {
            var du = _firing.PullBack(potential, dz, pass);
            SetGradients(line, held, du, SlidingPsn.OrderOver((int)Columns(du)), pass);
            return isWanted ? InputGradient(du, x.Lengths, pass) : null;
        });
    }

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceSlidingPsnSteps(this, shape, pass);

    /// <summary>Potentials and spikes of a shape, of the steps of a line after those that are held.</summary>
    private (DeviceTensor<float> Potential, DeviceTensor<float> Spikes) Fire(
        DeviceTensor<float> line, int held, ReadOnlySpan<nint> shape, DevicePass pass)
    {
        var (potential, z) = (pass.Take(shape), pass.Take(shape));
        Run(pass, SequenceText.Window, z.Count, Begin(z.Count, line)
            .Add((uint)held).Read(pass.Value(_layer.Weight).Memory).Read(pass.Value(_layer.Bias).Memory).Read(line.Memory)
            .Add(potential.Memory).Add(z.Memory));
        return (potential, z);
    }

    /// <summary>The gradient of the first inputs, so many as there are in a shape, of that of the potentials from these on.</summary>
    private DeviceTensor<float> InputGradient(DeviceTensor<float> du, ReadOnlySpan<nint> shape, DevicePass pass)
    {
        var dx = pass.Take(shape);
        Run(pass, SequenceText.WindowBack, dx.Count, Begin(dx.Count, du)
            .Add((uint)du.Lengths[0]).Read(pass.Value(_layer.Weight).Memory).Read(du.Memory).Add(dx.Memory));
        return dx;
    }

    private KernelArguments Begin(long items, DeviceTensor<float> sequence) => new KernelArguments()
        .Add(DeviceTools.Number(items)).Add(DeviceTools.Number(Columns(sequence))).Add((uint)_layer.Options.Window);

    /// <summary>Those of tiles of the columns, and their sums.</summary>
    private void SetGradients(DeviceTensor<float> line, int held, DeviceTensor<float> du, TileOrder order, DevicePass pass)
    {
        var (columns, places) = (Columns(du), _layer.Options.Window + 1L);
        var (width, tiles) = order;
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

    /// <summary>One step at a time, with the last inputs as a line. A step is summed as a whole.</summary>
    private sealed class DeviceSlidingPsnSteps : DeviceSteps
    {
        private readonly DeviceSlidingPsn _owner;
        private readonly nint[] _shape;
        private readonly DevicePass _pass;
        private readonly int _held;

        // the inputs, of which some are held; the potentials; their gradients, those of the first step first
        private readonly List<DeviceTensor<float>> _x = [], _potentials = [], _du = [];

        public DeviceSlidingPsnSteps(DeviceSlidingPsn owner, nint[] shape, DevicePass pass)
        {
            (_owner, _shape, _pass) = (owner, shape, pass);
            if (pass.Before<DeviceTensor<float>>(owner._layer) is not { } before) return;
            _held = (int)before.Lengths[0];
            for (var row = 0; row < _held; row++) _x.Add(DeviceProducts.Step(before, row, pass));
        }

        private int Window => _owner._layer.Options.Window;

        public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
        {
            _x.Add(inputs[0]);
            var line = Last(Window);
            var (potential, z) = _owner.Fire(line, (int)line.Lengths[0] - 1, _shape, _pass);
            if (_pass.IsTraining) _potentials.Add(potential);
            return z;
        }

        public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
        {
            _du.Insert(0, _owner._firing.PullBack(_potentials[step], gradient, _pass));
            return [_owner.InputGradient(DeviceProducts.Stack([.. _du.Take(Window)], _shape, _pass), _shape, _pass)];
        }

        public override void End() => _pass.Keep(_owner._layer, Last(Window - 1));

        public override void SetGradients()
        {
            var du = DeviceProducts.Stack(_du, _shape, _pass);
            _owner.SetGradients(DeviceProducts.Stack(_x, _shape, _pass), _held, du, new((int)Math.Max(1, Columns(du)), 1), _pass);
        }

        private DeviceTensor<float> Last(int most) => DeviceProducts.Stack([.. _x.TakeLast(most)], _shape, _pass);
    }

    private static void Run(DevicePass pass, string kernel, long items, KernelArguments arguments) =>
        pass.Device.Tool(Precision.Float32, kernel, SequenceText.Of).Run(items, arguments);
}
