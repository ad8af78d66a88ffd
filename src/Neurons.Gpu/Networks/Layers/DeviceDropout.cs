using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Dropout, with the processor's masks: they follow from their key, so that the gradient draws them again.</summary>
internal sealed class DeviceDropout(Dropout layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        if (!pass.IsTraining || layer.Probability == 0) return new(input, (dy, _) => dy);
        // one mask over time is one over all pieces of a sequence
        var key = (layer.PerStep ? null : pass.Before<DropoutKey>(layer)) ?? layer.KeyOf(pass.Number);
        pass.Keep(layer, key);
        var x = input.Values;
        // where the input is one row, masks of each step make a sequence of it
        var makesSteps = input.IsConstant && layer.PerStep;
        var y = pass.Take(makesSteps ? [input.Steps, .. x.Lengths] : x.Lengths);
        var width = 1L;
        foreach (var length in input.Shape) width *= length;
        Apply(key, width, x, !makesSteps, y);
        return new(makesSteps ? DeviceSignal.EachStep(y) : input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var each = pass.Take(y.Lengths);
            Apply(key, width, dy, true, each);
            return makesSteps ? DeviceProducts.SumSteps(each, x.Lengths, pass) : each;
        });
    }

    private void Apply(DropoutKey key, long width, DeviceTensor<float> source, bool moves, DeviceTensor<float> target)
    {
        var seed = key.PassSeed;
        DeviceProducts.Run(target.Device, NetworkText.Dropout, target.Count, new KernelArguments()
            .Add(DeviceTools.Number(target.Count)).Add(DeviceTools.Number(width)).Add(layer.PerStep ? 1u : 0u).Add(moves ? 1u : 0u)
            .Add((uint)seed).Add((uint)(seed >> 32)).Add(key.Stream)
            .Add(layer.Probability, Precision.Float32).Add(1 / (1 - layer.Probability), Precision.Float32).Read(source.Memory).Add(target.Memory));
    }
}
