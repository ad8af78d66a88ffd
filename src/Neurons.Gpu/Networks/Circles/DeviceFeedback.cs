using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>The synapses of a recurrent layer, which are a node of its circle.</summary>
internal sealed class DeviceFeedback : DeviceLayer, IDeviceStepwise
{
    private readonly Feedback _layer;

    public DeviceFeedback(Feedback layer, Device device)
    {
        _layer = layer;
        if (!layer.IsAllToAll)
            DeviceLayers.RequireFloat64(layer, device, "has weights of each neuron to itself, whose gradients are summed in float64");
    }

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass) =>
        throw new InvalidOperationException($"The synapses of {_layer} run one step at a time.");

    public DeviceSteps Steps(nint[] shape, DevicePass pass) => _layer.IsAllToAll
        ? new DeviceLinearSteps(_layer.Weight, _layer.StoredParameters.ElementAtOrDefault(1), shape, pass)
        : new DeviceScaleSteps(_layer.Weight, shape, pass);
}

/// <summary>Each feature times a weight of its own, or all times one, a step at a time. The gradients of the weights are summed in float64.</summary>
internal sealed class DeviceScaleSteps(Parameter weight, nint[] shape, DevicePass pass) : DeviceSteps
{
    private readonly List<DeviceTensor<float>> _x = [], _dy = [];

    public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
    {
        if (pass.IsTraining) _x.Add(inputs[0]);
        var product = Multiply(inputs[0]);
        return sum is null ? product : DeviceProducts.Add(sum, product, pass);
    }

    public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
    {
        _dy.Add(gradient);
        return [Multiply(gradient)];
    }

    public override void SetGradients()
    {
        if (!weight.IsLearnable) return;
        _x.Reverse();
        var x = DeviceProducts.Stack(_x, shape, pass);
        var dy = DeviceProducts.Stack(_dy, shape, pass);
        var gradient = pass.Take(weight.Shape);
        pass.Device.Tool(Precision.Float32, WideText.ScaleGradient, WideText.Of).Run(gradient.Count, new KernelArguments()
            .Add(DeviceTools.Number(gradient.Count)).Add(DeviceTools.Number(dy.Count / gradient.Count))
            .Read(x.Memory).Read(dy.Memory).Add(gradient.Memory));
        pass.SetGradient(weight, gradient);
    }

    private DeviceTensor<float> Multiply(DeviceTensor<float> x)
    {
        var y = pass.Take(shape);
        var scale = pass.Value(weight);
        DeviceProducts.Run(pass.Device, NetworkText.ScaleRows, y.Count, new KernelArguments()
            .Add(DeviceTools.Number(y.Count)).Add(DeviceTools.Number(scale.Count)).Read(x.Memory).Read(scale.Memory).Add(y.Memory));
        return y;
    }
}
