using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Several inputs one after the other along the first dimension of the features.</summary>
internal sealed class DeviceConcatenate : DeviceLayer
{
    public override bool TakesAll => true;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass) => new(input, (dy, _) => dy);

    public override DeviceLayerOutputs ForwardAll(IReadOnlyList<DeviceSignal> inputs, IReadOnlyList<int> outputs, DevicePass pass) => new(
        [DeviceConcatenation.Write(inputs, pass)],
        (gradients, areWanted) =>
            [.. areWanted.Select((isWanted, place) => isWanted ? DeviceConcatenation.Read(inputs, place, gradients[0], pass) : null)]);
}

/// <summary>Equal parts of the channels, each an output.</summary>
internal sealed class DeviceSplit(Split layer) : DeviceLayer
{
    public override bool TakesAll => true;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var (outputs, pullback) = ForwardAll([input], [0], pass);
        return new(outputs[0], (gradient, isWanted) => pullback([gradient], [isWanted])[0]);
    }

    public override DeviceLayerOutputs ForwardAll(IReadOnlyList<DeviceSignal> inputs, IReadOnlyList<int> outputs, DevicePass pass)
    {
        var x = inputs[0].Values;
        var lengths = x.Lengths.ToArray();
        var stride = 1L;
        foreach (var length in inputs[0].Shape[1..]) stride *= length;
        var width = stride / layer.Options.Parts;
        lengths[inputs[0].IsConstant ? 1 : 2] /= layer.Options.Parts;
        var parts = outputs.Select(output =>
        {
            var part = pass.Take(lengths);
            DeviceProducts.Cut(x, stride, output * width, width, part);
            return inputs[0].With(part);
        });
        return new([.. parts], (gradients, areWanted) =>
        {
            if (!areWanted[0]) return [null];
            var whole = pass.Zeros(x.Lengths);
            for (var o = 0; o < outputs.Count; o++)
                DeviceProducts.Place(gradients[o], gradients[o].Count / width, stride, outputs[o] * width, width, whole);
            return [whole];
        });
    }
}
