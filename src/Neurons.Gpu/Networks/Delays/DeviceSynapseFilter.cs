using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Currents that spikes add to and that decay. The gradient of a learnt time constant is summed in float64.</summary>
internal sealed class DeviceSynapseFilter : DeviceLayer, IDeviceStepwise
{
    private readonly SynapseFilter _layer;

    public DeviceSynapseFilter(SynapseFilter layer, Device device)
    {
        _layer = layer;
        if (layer.Weight is not null) DeviceLayers.RequireFloat64(layer, device, "has a time constant whose gradient is summed in float64");
    }

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var before = pass.Before<DeviceTensor<float>>(_layer);
        var y = pass.Take([input.Steps, .. input.Shape]);
        var rate = _layer.Rate;
        Run(rate, input.Values, before, y, pass);
        DelayLine.KeepLast(_layer, y, before, pass);
        return new(DeviceSignal.EachStep(y), (dy, isWanted) =>
        {
            var back = Back(rate, input.Values, input.IsConstant, before, y, dy, pass.Zeros(input.Shape), pass);
            SetGradient(rate, back, pass);
            return isWanted ? back.Input : null;
        });
    }

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceSynapseFilterSteps(this, shape, pass);

    private static void Run(double rate, DeviceTensor<float> x, DeviceTensor<float>? before, DeviceTensor<float> y, DevicePass pass)
    {
        var width = Primitives.Shapes.Elements(y.Lengths[1..]);
        pass.Device.Tool(Precision.Float32, FilterText.Forward, FilterText.Of).Run(width, new KernelArguments()
            .Add(DeviceTools.Number(width)).Add((uint)y.Lengths[0]).Add(rate, Precision.Float32).Add(DeviceTools.Number(Math.Max(1, x.Count)))
            .Add(before is null ? 0u : 1u).Read(x.Memory).Read((before ?? x).Memory).Add(y.Memory));
    }

    /// <summary>The way back of some steps.</summary>
    /// <param name="rate">1/τ.</param>
    /// <param name="x">The input.</param>
    /// <param name="isConstant">Whether it stays the same.</param>
    /// <param name="before">What came out before the first step; null for 0.</param>
    /// <param name="y">The output.</param>
    /// <param name="dy">Its gradient from outside.</param>
    /// <param name="carried">The gradient that comes from later steps, and then goes to those before.</param>
    /// <param name="pass">The pass.</param>
    private Gradients Back(
        double rate, DeviceTensor<float> x, bool isConstant, DeviceTensor<float>? before, DeviceTensor<float> y, DeviceTensor<float> dy,
        DeviceTensor<float> carried, DevicePass pass)
    {
        var isLearnt = _layer.Weight is not null;
        var dx = pass.Take(x.Lengths);
        var (ofSteps, decays) = isLearnt ? (pass.Take(y.Lengths), pass.Take(y.Lengths)) : (dx, dx);
        pass.Device.Tool(Precision.Float32, FilterText.Back, FilterText.Of).Run(carried.Count, new KernelArguments()
            .Add(DeviceTools.Number(carried.Count)).Add((uint)y.Lengths[0]).Add(rate, Precision.Float32)
            .Add(DeviceTools.Number(Math.Max(1, x.Count))).Add(before is null ? 0u : 1u).Add(isConstant ? 1u : 0u).Add(isLearnt ? 1u : 0u)
            .Read(x.Memory).Read((before ?? x).Memory).Read(y.Memory).Read(dy.Memory)
            .Add(carried.Memory).Add(dx.Memory).Add(ofSteps.Memory).Add(decays.Memory));
        return new(dx, ofSteps, decays);
    }

    private void SetGradient(double rate, Gradients of, DevicePass pass)
    {
        if (_layer.Weight is null) return;
        var steps = (uint)of.Steps.Lengths[0];
        var slopes = pass.Hold(pass.Device.Allocate<double>((nint)steps));
        var gradient = pass.Take(1);
        pass.Device.Tool(Precision.Float64, FilterText.Slopes, FilterText.OfWide).Run(steps, new KernelArguments()
            .Add(steps).Add(DeviceTools.Number(Primitives.Shapes.Elements(of.Steps.Lengths[1..])))
            .Read(of.Steps.Memory).Read(of.Decays.Memory).Add(slopes.Memory));
        pass.Device.Tool(Precision.Float64, FilterText.Rate, FilterText.OfWide).Run(1, new KernelArguments()
            .Add(1u).Add(steps).Add(rate, Precision.Float64).Read(slopes.Memory).Add(gradient.Memory));
        pass.SetGradient(_layer.Weight, gradient);
    }

    /// <summary>The gradient of the input; and those of the steps and what they are multiplied with for that of the rate.</summary>
    private readonly record struct Gradients(DeviceTensor<float> Input, DeviceTensor<float> Steps, DeviceTensor<float> Decays);

    /// <summary>One step at a time.</summary>
    private sealed class DeviceSynapseFilterSteps(DeviceSynapseFilter owner, nint[] shape, DevicePass pass) : DeviceSteps
    {
        private readonly double _rate = owner._layer.Rate;
        private readonly DeviceTensor<float>? _before = pass.Before<DeviceTensor<float>>(owner._layer);
        private readonly List<DeviceTensor<float>> _x = [], _y = [], _steps = [], _decays = [];
        private DeviceTensor<float>? _carried, _last;

        public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
        {
            var y = pass.Take([1, .. shape]);
            Run(_rate, inputs[0], _last ?? _before, y, pass);
            if (pass.IsTraining)
            {
                _x.Add(inputs[0]);
                _y.Add(y);
            }

            return _last = y.WithLengths(shape);
        }

        public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
        {
            var back = owner.Back(
                _rate, _x[step], false, step > 0 ? _y[step - 1] : _before, _y[step], gradient, _carried ??= pass.Zeros(shape), pass);
            _steps.Add(back.Steps);
            _decays.Add(back.Decays);
            return [back.Input];
        }

        public override void End()
        {
            if ((_last ?? _before) is { } last) pass.Keep(owner._layer, last);
        }

        public override void SetGradients()
        {
            if (owner._layer.Weight is null || _steps.Count == 0) return;
            _steps.Reverse();
            _decays.Reverse();
            owner.SetGradient(
                _rate, new(_steps[0], DeviceProducts.Stack(_steps, shape, pass), DeviceProducts.Stack(_decays, shape, pass)), pass);
        }
    }
}
