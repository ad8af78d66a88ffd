using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A fixed number of steps later.</summary>
internal sealed class DeviceDelay(Delay layer) : DeviceLayer, IDeviceStepwise
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var line = DelayLine.Of(pass.Before<DeviceTensor<float>>(layer), input, layer.Steps, pass);
        pass.Keep(layer, DelayLine.Rows(line, input.Steps, layer.Steps, pass));
        return new(DeviceSignal.EachStep(DelayLine.Rows(line, 0, input.Steps, pass)), (dy, isWanted) => isWanted
            ? DelayLine.OfInput(DelayLine.Rows(DelayLine.Ended(dy, layer.Steps, pass), layer.Steps, input.Steps, pass), input, pass)
            : null);
    }

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceDelaySteps(layer, shape, pass);
}

/// <summary>The same one step at a time.</summary>
internal sealed class DeviceDelaySteps(Delay layer, nint[] shape, DevicePass pass) : DeviceSteps
{
    private readonly DeviceTensor<float>? _held = pass.Before<DeviceTensor<float>>(layer);
    private readonly List<DeviceTensor<float>> _x = [];
    private readonly Dictionary<int, DeviceTensor<float>> _dy = [];

    public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
    {
        _x.Add(inputs[0]);
        return Delayed(step);
    }

    public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
    {
        _dy[step] = gradient;
        return [_dy.GetValueOrDefault(step + layer.Steps) ?? pass.Zeros(shape)];
    }

    public override void End() =>
        pass.Keep(layer, DeviceProducts.Stack([.. Enumerable.Range(_x.Count, layer.Steps).Select(Delayed)], shape, pass));

    /// <summary>What comes out at a step, or would come after the last.</summary>
    private DeviceTensor<float> Delayed(int step) => step >= layer.Steps ? _x[step - layer.Steps]
        : _held is not null ? DeviceProducts.Step(_held, step, pass)
        : pass.Zeros(shape);
}
