using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Groups of features, each with weights of its own: the sums in the order of the processor's.</summary>
internal sealed class DeviceGroupedLinear(GroupedLinear layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var weight = pass.Value(layer.Weight);
        var y = pass.Take([.. x.Lengths[..^1], layer.Weight.Shape[0]]);
        Run(SequenceText.Grouped, y, arguments => arguments.Add(layer.Bias is null ? 0u : 1u)
            .Read(x.Memory).Read(weight.Memory).Read((layer.Bias is null ? weight : pass.Value(layer.Bias)).Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            var dWeight = pass.Take(layer.Weight.Shape);
            Run(SequenceText.GroupedWeights, dWeight, arguments => arguments
                .Add(DeviceTools.Number(dy.Count / layer.Weight.Shape[0])).Read(x.Memory).Read(dy.Memory));
            pass.SetGradient(layer.Weight, dWeight);
            if (layer.Bias is not null)
                pass.SetGradient(layer.Bias, DeviceProducts.SumSteps(dy, layer.Bias.Shape, pass, pass.Zeros(layer.Bias.Shape)));
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            Run(SequenceText.GroupedInput, dx, arguments => arguments.Read(weight.Memory).Read(dy.Memory));
            return dx;
        });

        void Run(string kernel, DeviceTensor<float> target, Func<KernelArguments, KernelArguments> rest) =>
            pass.Device.Tool(Precision.Float32, kernel, SequenceText.Of).Run(target.Count, rest(new KernelArguments()
                .Add(DeviceTools.Number(target.Count)).Add((uint)layer.Options.Groups).Add((uint)layer.Options.Inputs)
                .Add((uint)layer.Options.Outputs)).Add(target.Memory));
    }
}
