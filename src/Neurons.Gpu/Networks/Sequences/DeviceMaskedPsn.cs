using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Parallel spiking neurons that learn to look back only: a product with weights that a mask leaves.</summary>
internal sealed class DeviceMaskedPsn(MaskedPsn layer) : DeviceSequenceLayer
{
    private readonly DeviceTimeProduct _product = new(layer.Derivative);

    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        var before = pass.Before<Past>(layer);
        var (first, held, steps) = (before?.Steps ?? 0, (int)(before?.Rows.Lengths[0] ?? 0), (int)x.Lengths[0]);
        var lambda = layer.LambdaIn(pass.Number);
        layer.RequireSteps(first, steps, isWhole: true);
        var all = held == 0 ? x : DelayLine.Of(before!.Rows, DeviceSignal.EachStep(x), held, pass);
        var masked = pass.Take(steps, held + steps);
        Mask(pass.Value(layer.Weight), masked, isBack: false);
        var (potential, z) = DeviceTimeProduct.Forward(masked, DelayLine.Rows(pass.Value(layer.Bias), first, steps, pass), all, pass);
        // what the window needs of this sequence and of what it went on from
        var count = Math.Min(layer.Options.Window - 1, held + steps);
        pass.Keep(layer, new Past(first + steps, DelayLine.Rows(all, held + steps - count, count, pass)));
        return new(DeviceSignal.EachStep(z), (dz, isWanted) =>
        {
            var gradients = _product.Backward(masked, all, potential, dz, isWanted, pass);
            // those of steps that the sequence has not are 0
            var (dWeight, dBias) = (pass.Zeros(layer.Weight.Shape), pass.Zeros(layer.Bias.Shape));
            Mask(gradients.Weight, dWeight, isBack: true);
            DelayLine.Place(gradients.Bias, first, dBias);
            pass.SetGradient(layer.Weight, dWeight);
            pass.SetGradient(layer.Bias, dBias);
            return gradients.Input is { } dx && held > 0 ? DelayLine.Rows(dx, held, steps, pass) : gradients.Input;
        });

        // between the weights of all steps and those of the steps here
        void Mask(DeviceTensor<float> source, DeviceTensor<float> target, bool isBack) =>
            pass.Device.Tool(Precision.Float32, SequenceText.Mask, SequenceText.Of).Run(masked.Count, new KernelArguments()
                .Add(DeviceTools.Number(masked.Count)).Add((uint)(held + steps)).Add((uint)first).Add((uint)(first - held))
                .Add((uint)layer.Options.Steps).Add((uint)layer.Options.Window).Add(lambda == 1 ? 1u : 0u)
                .Add(1 - (double)lambda, Precision.Float32).Add(isBack ? 1u : 0u).Read(source.Memory).Add(target.Memory));
    }

    /// <summary>What a sequence goes on from.</summary>
    /// <param name="Steps">How many steps there have been.</param>
    /// <param name="Rows">The last inputs that are still needed.</param>
    private sealed record Past(int Steps, DeviceTensor<float> Rows);
}
