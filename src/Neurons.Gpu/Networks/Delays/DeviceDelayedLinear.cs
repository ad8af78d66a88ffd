using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A linear layer whose synapses have delays. The gradients of weights and delays are summed in float64.</summary>
internal sealed class DeviceDelayedLinear : DeviceLayer, IDeviceStepwise
{
    private readonly DelayedLinear _layer;

    public DeviceDelayedLinear(DelayedLinear layer, Device device)
    {
        _layer = layer;
        DeviceLayers.RequireFloat64(layer, device, "has gradients that are summed in float64");
    }

    private int Held => DelayLine.Held(_layer.Options.Max);

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var steps = input.Steps;
        var sums = DelayLine.Begun(pass.Before<DeviceTensor<float>>(_layer), Held, steps, [input.Shape[0], _layer.Options.Outputs], pass);
        Add(input.Values, 0, steps, sums, 0, steps + Held, pass);
        pass.Keep(_layer, DelayLine.Rows(sums, steps, Held, pass));
        return new(DeviceSignal.EachStep(WithBias(DelayLine.Rows(sums, 0, steps, pass), pass)), (dy, isWanted) =>
        {
            var later = DelayLine.Ended(dy, Held, pass);
            SetGradients(input.Values, dy, later, pass);
            if (!isWanted) return null;
            var dx = pass.Take([steps, .. input.Shape]);
            Return(later, 0, dx, pass);
            return DelayLine.OfInput(dx, input, pass);
        });
    }

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceDelayedLinearSteps(this, shape, pass);

    /// <summary>Adds what inputs of some steps give to the sums of some steps; these lie in rows, of which the first follows the last.</summary>
    private void Add(DeviceTensor<float> x, int from, int steps, DeviceTensor<float> sums, int first, int targets, DevicePass pass)
    {
        var count = targets * sums.Lengths[1] * sums.Lengths[2];
        pass.Device.Tool(Precision.Float32, DelayText.Add, DelayText.Of).Run(count, Synapses(count, sums, pass)
            .Add((uint)from).Add((uint)steps).Add(DeviceTools.Number(Math.Max(1, x.Count))).Add((uint)first).Add((uint)sums.Lengths[0])
            .Read(x.Memory).Read(pass.Value(_layer.Weight).Memory).Read(pass.Value(_layer.Delay).Memory).Add(sums.Memory));
    }

    /// <summary>The gradient of the inputs of some steps.</summary>
    private void Return(DeviceTensor<float> later, int first, DeviceTensor<float> dx, DevicePass pass) =>
        pass.Device.Tool(Precision.Float32, DelayText.Return, DelayText.Of).Run(dx.Count, Synapses(dx.Count, later, pass)
            .Add((uint)first).Add((uint)later.Lengths[0])
            .Read(pass.Value(_layer.Weight).Memory).Read(pass.Value(_layer.Delay).Memory).Read(later.Memory).Add(dx.Memory));

    private void SetGradients(DeviceTensor<float> x, DeviceTensor<float> dy, DeviceTensor<float> later, DevicePass pass)
    {
        var (dWeight, dDelay) = (pass.Take(_layer.Weight.Shape), pass.Take(_layer.Delay.Shape));
        pass.Device.Tool(Precision.Float64, DelayText.Gradients, DelayText.OfWide).Run(dWeight.Count, Synapses(dWeight.Count, dy, pass)
            .Add((uint)dy.Lengths[0]).Add(DeviceTools.Number(Math.Max(1, x.Count)))
            .Read(x.Memory).Read(pass.Value(_layer.Weight).Memory).Read(pass.Value(_layer.Delay).Memory).Read(later.Memory)
            .Add(dWeight.Memory).Add(dDelay.Memory));
        pass.SetGradient(_layer.Weight, dWeight);
        if (_layer.Delay.IsLearnable) pass.SetGradient(_layer.Delay, dDelay);
        if (_layer.Bias is not null) pass.SetGradient(_layer.Bias, DeviceProducts.SumRows(dy, _layer.Options.Outputs, pass));
    }

    /// <summary>What kernels of its synapses begin with.</summary>
    private KernelArguments Synapses(long count, DeviceTensor<float> ofOutputs, DevicePass pass) => DelayLine.Bounds(
        new KernelArguments().Add(DeviceTools.Number(count)).Add((uint)ofOutputs.Lengths[1])
            .Add((uint)_layer.Options.Inputs).Add((uint)_layer.Options.Outputs),
        _layer.Options.Max, _layer.Options.RoundInEvaluation && !pass.IsTraining);

    private DeviceTensor<float> WithBias(DeviceTensor<float> sums, DevicePass pass) =>
        _layer.Bias is null || sums.Count == 0 ? sums : DeviceProducts.Add(sums, pass.Value(_layer.Bias), pass);

    /// <summary>One step at a time: what is on its way, and going back the last gradients, are in a ring.</summary>
    private sealed class DeviceDelayedLinearSteps(DeviceDelayedLinear owner, nint[] shape, DevicePass pass) : DeviceSteps
    {
        private readonly int _rows = owner.Held + 1;
        private readonly List<DeviceTensor<float>> _x = [], _dy = [];
        private readonly DeviceTensor<float> _none = pass.Zeros(shape);
        private readonly DeviceTensor<float> _ring =
            DelayLine.Begun(pass.Before<DeviceTensor<float>>(owner._layer), owner.Held, 1, shape, pass);
        private DeviceTensor<float>? _ringBack;
        private int _steps;

        public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
        {
            if (pass.IsTraining) _x.Add(inputs[0]);
            owner.Add(inputs[0], step, 1, _ring, step, _rows, pass);
            var y = owner.WithBias(DeviceProducts.Step(_ring, step % _rows, pass), pass);
            DelayLine.Place(_none, step % _rows, _ring);
            _steps = step + 1;
            return y;
        }

        public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
        {
            _dy.Add(gradient);
            _ringBack ??= pass.Zeros([_rows, .. shape]);
            DelayLine.Place(gradient, step % _rows, _ringBack);
            var dx = pass.Take(_x[step].Lengths);
            owner.Return(_ringBack, step, dx, pass);
            return [dx];
        }

        public override void End() => pass.Keep(owner._layer, DelayLine.RowsOfRing(_ring, _steps, owner.Held, pass));

        public override void SetGradients()
        {
            _dy.Reverse();
            var dy = DeviceProducts.Stack(_dy, shape, pass);
            owner.SetGradients(
                DeviceProducts.Stack(_x, [shape[0], owner._layer.Options.Inputs], pass), dy, DelayLine.Ended(dy, owner.Held, pass), pass);
        }
    }
}
