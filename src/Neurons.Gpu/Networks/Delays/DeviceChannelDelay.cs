using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Each channel a time of its own later. The gradients of the delays are summed in float64.</summary>
internal sealed class DeviceChannelDelay : DeviceLayer, IDeviceStepwise
{
    private readonly ChannelDelay _layer;

    public DeviceChannelDelay(ChannelDelay layer, Device device)
    {
        _layer = layer;
        if (layer.Delay.IsLearnable) DeviceLayers.RequireFloat64(layer, device, "has delays whose gradients are summed in float64");
    }

    private int Held => DelayLine.Held(_layer.Options.Max);

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var before = pass.Before<DeviceTensor<float>>(_layer);
        var line = DelayLine.Of(before, input, Held, pass);
        var y = pass.Take([input.Steps, .. input.Shape]);
        Run(line, Held, false, y, pass);
        pass.Keep(_layer, DelayLine.Rows(line, input.Steps, Held, pass));
        return new(DeviceSignal.EachStep(y), (dy, isWanted) =>
        {
            SetGradient(line, dy, pass);
            if (!isWanted) return null;
            var dx = pass.Take(dy.Lengths);
            Run(DelayLine.Ended(dy, Held, pass), 0, true, dx, pass);
            return DelayLine.OfInput(dx, input, pass);
        });
    }

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceChannelDelaySteps(this, shape, pass);

    /// <summary>Delays the rows of a buffer, after the last of which comes the first again.</summary>
    /// <param name="buffer">The rows.</param>
    /// <param name="first">Where the first step is.</param>
    /// <param name="isBack">Whether steps come earlier instead of later.</param>
    /// <param name="target">Takes the steps.</param>
    /// <param name="pass">The pass.</param>
    private void Run(DeviceTensor<float> buffer, int first, bool isBack, DeviceTensor<float> target, DevicePass pass)
    {
        var width = Primitives.Shapes.Elements(buffer.Lengths[1..]);
        pass.Device.Tool(Precision.Float32, DelayText.Channels, DelayText.Of).Run(target.Count, Delays(
                new KernelArguments().Add(DeviceTools.Number(target.Count)).Add(DeviceTools.Number(width))
                    .Add((uint)_layer.Options.Channels).Add(DeviceTools.Number(Plane(buffer))), pass)
            .Add((uint)first).Add((uint)buffer.Lengths[0]).Add(isBack ? 1u : 0u)
            .Read(pass.Value(_layer.Delay).Memory).Read(buffer.Memory).Add(target.Memory));
    }

    /// <summary>Gives the gradient of the delays to the pass, if they are learnt.</summary>
    private void SetGradient(DeviceTensor<float> line, DeviceTensor<float> dy, DevicePass pass)
    {
        if (!_layer.Delay.IsLearnable) return;
        var gradient = pass.Take(_layer.Delay.Shape);
        pass.Device.Tool(Precision.Float64, DelayText.Slopes, DelayText.OfWide).Run(gradient.Count, Delays(
                new KernelArguments().Add(DeviceTools.Number(gradient.Count)).Add((uint)dy.Lengths[0]).Add((uint)dy.Lengths[1])
                    .Add(DeviceTools.Number(Plane(dy))), pass)
            .Read(pass.Value(_layer.Delay).Memory).Read(line.Memory).Read(dy.Memory).Add(gradient.Memory));
        pass.SetGradient(_layer.Delay, gradient);
    }

    private KernelArguments Delays(KernelArguments arguments, DevicePass pass) =>
        DelayLine.Bounds(arguments, _layer.Options.Max, _layer.Options.RoundInEvaluation && !pass.IsTraining);

    /// <summary>The numbers of a channel of a sample.</summary>
    private static long Plane(DeviceTensor<float> sequence) => Primitives.Shapes.Elements(sequence.Lengths[3..]);

    /// <summary>One step at a time: the last inputs, and going back the last gradients, are in a ring.</summary>
    private sealed class DeviceChannelDelaySteps(DeviceChannelDelay owner, nint[] shape, DevicePass pass) : DeviceSteps
    {
        private readonly int _rows = owner.Held + 1;
        private readonly DeviceTensor<float>? _before = pass.Before<DeviceTensor<float>>(owner._layer);
        private readonly List<DeviceTensor<float>> _x = [], _dy = [];
        private DeviceTensor<float>? _ring, _ringBack;
        private int _steps;

        public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
        {
            if (pass.IsTraining) _x.Add(inputs[0]);
            var y = pass.Take(shape);
            DelayLine.Place(inputs[0], step % _rows, Ring);
            owner.Run(Ring, _rows + step, false, y, pass);
            _steps = step + 1;
            return y;
        }

        public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
        {
            _dy.Add(gradient);
            _ringBack ??= pass.Zeros([_rows, .. shape]);
            var dx = pass.Take(shape);
            DelayLine.Place(gradient, step % _rows, _ringBack);
            owner.Run(_ringBack, step, true, dx, pass);
            return [dx];
        }

        public override void End() => pass.Keep(owner._layer, DelayLine.RowsOfRing(Ring, _steps + 1, owner.Held, pass));

        public override void SetGradients()
        {
            _dy.Reverse();
            var x = DeviceSignal.EachStep(DeviceProducts.Stack(_x, shape, pass));
            owner.SetGradient(DelayLine.Of(_before, x, owner.Held, pass), DeviceProducts.Stack(_dy, shape, pass), pass);
        }

        private DeviceTensor<float> Ring
        {
            get
            {
                if (_ring is not null) return _ring;
                _ring = pass.Zeros([_rows, .. shape]);
                if (_before is not null) DelayLine.Place(_before, 1, _ring);
                return _ring;
            }
        }
    }
}
