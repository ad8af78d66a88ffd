using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>The functions that cut: a ReLU, and one with an upper bound.</summary>
internal sealed class DeviceActivation : DeviceLayer
{
    private readonly double? _largest;

    public DeviceActivation(Activation layer) => _largest = layer.Function switch
    {
        ActivationFunction.Identity => null,
        // no number is larger than what is none
        ActivationFunction.Relu => double.NaN,
        ActivationFunction.Relu6 => 6,
        _ => throw DeviceLayers.Refused(layer, "does not run on devices; of the activations, Identity, Relu and Relu6 do"),
    };

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        if (_largest is not { } largest) return new(input, (dy, _) => dy);
        var x = input.Values;
        var y = pass.Take(x.Lengths);
        DeviceProducts.Run(pass.Device, NetworkText.Relu, y.Count, Begin(y, largest).Read(x.Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceProducts.Run(pass.Device, NetworkText.ReluBack, y.Count, Begin(y, largest).Read(y.Memory).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }

    private static KernelArguments Begin(DeviceTensor<float> y, double largest) =>
        new KernelArguments().Add(DeviceTools.Number(y.Count)).Add(largest, Precision.Float32);
}
