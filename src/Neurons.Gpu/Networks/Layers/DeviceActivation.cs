using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A function of each number by itself, whose derivative can be told from its value.</summary>
internal sealed class DeviceActivation(Activation layer) : DeviceLayer
{
    // no number is larger than what is none
    private readonly double _largest = layer.Function == ActivationFunction.Relu6 ? 6 : double.NaN;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        if (layer.Function == ActivationFunction.Identity) return new(input, (dy, _) => dy);
        var x = input.Values;
        var y = pass.Take(x.Lengths);
        var (forward, text, back) = layer.Function switch
        {
            ActivationFunction.Sigmoid => (FunctionText.Sigmoid, FunctionText.OfSigmoid, NetworkText.SigmoidBack),
            ActivationFunction.Tanh => (FunctionText.Tanh, FunctionText.OfTanh, NetworkText.TanhBack),
            _ => (NetworkText.Relu, (Func<KernelLanguage, Precision, string>)NetworkText.Of, NetworkText.ReluBack),
        };
        pass.Device.Tool(Precision.Float32, forward, text).Run(y.Count, Begin(y).Read(x.Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceProducts.Run(pass.Device, back, y.Count, Begin(y).Read(y.Memory).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }

    private KernelArguments Begin(DeviceTensor<float> y)
    {
        var arguments = new KernelArguments().Add(DeviceTools.Number(y.Count));
        return layer.Function is ActivationFunction.Relu or ActivationFunction.Relu6 ? arguments.Add(_largest, Precision.Float32) : arguments;
    }
}
