using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Parallel spiking neurons: a product over all steps, and spikes.</summary>
internal sealed class DevicePsn(Psn layer) : DeviceSequenceLayer
{
    private readonly DeviceFiring _firing = new(layer.Derivative);

    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        if (pass.Before<DevicePsn>(layer) is not null)
            throw new ArgumentException(
                $"Layer {layer.Place}, {layer}: the sequence goes on from another one; a step depends on all of them, so it has to come whole, "
                + "from the beginning.", nameof(x));
        pass.Keep(layer, this);
        var steps = layer.Options.Steps;
        if (x.Lengths[0] != steps)
            throw new ArgumentException(
                $"Layer {layer.Place}, {layer}: the sequence has {x.Lengths[0]} steps; it must have {steps}.", nameof(x));
        var columns = Columns(x);
        var weight = pass.Value(layer.Weight);
        var (sums, potential, z) = (pass.Take(x.Lengths), pass.Take(x.Lengths), pass.Take(x.Lengths));
        DeviceProducts.Multiply(weight, steps, 1, x, columns, 1, null, sums, steps, columns, steps);
        Run(pass, SequenceText.Fire, z.Count, new KernelArguments()
            .Add(DeviceTools.Number(z.Count)).Add(DeviceTools.Number(columns)).Read(pass.Value(layer.Bias).Memory).Read(sums.Memory)
            .Add(potential.Memory).Add(z.Memory));
        return new(DeviceSignal.EachStep(z), (dz, isWanted) =>
        {
            var du = _firing.PullBack(potential, dz, pass);
            SetGradients(x, du, columns, pass);
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceProducts.Multiply(weight, 1, steps, du, columns, 1, null, dx, steps, columns, steps);
            return dx;
        });
    }

    /// <summary>Those of parts of the columns, and their sums by the tree that adds neighbours.</summary>
    private void SetGradients(DeviceTensor<float> x, DeviceTensor<float> du, long columns, DevicePass pass)
    {
        var steps = layer.Options.Steps;
        var (width, parts) = layer.OrderOver((int)columns);
        var sums = pass.Zeros(Math.Max(1, parts), (nint)steps * steps + steps);
        KernelArguments Begin(long count) => new KernelArguments()
            .Add(DeviceTools.Number(count)).Add((uint)steps).Add((uint)steps).Add(DeviceTools.Number(columns)).Add((uint)width).Add((uint)parts);
        var (weights, biases) = ((long)parts * steps * steps, (long)parts * steps);
        Run(pass, SequenceText.Weights, weights, Begin(weights).Read(x.Memory).Read(du.Memory).Add(sums.Memory));
        Run(pass, SequenceText.Biases, biases, Begin(biases).Read(du.Memory).Add(sums.Memory));
        var total = pass.Hold(DeviceTools.SumRows(sums, sums.Lengths[0], sums.Lengths[1]));
        var (dWeight, dBias) = DeviceProducts.Split(total, layer.Weight.Shape, layer.Bias.Shape, pass);
        pass.SetGradient(layer.Weight, dWeight);
        pass.SetGradient(layer.Bias, dBias);
    }

    private static void Run(DevicePass pass, string kernel, long items, KernelArguments arguments) =>
        pass.Device.Tool(Precision.Float32, kernel, SequenceText.OfProducts).Run(items, arguments);
}
