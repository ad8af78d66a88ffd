using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Parallel spiking neurons: a product over all steps, and spikes.</summary>
internal sealed class DevicePsn(Psn layer) : DeviceSequenceLayer
{
    private readonly DeviceTimeProduct _product = new(layer.Derivative);

    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        if (pass.Before<DevicePsn>(layer) is not null)
            throw new ArgumentException(
                $"Layer {layer.Place}, {layer}: the sequence goes on from another one; a step depends on all of them, so it has to come whole, "
                + "from the beginning.", nameof(x));
        pass.Keep(layer, this);
        if (x.Lengths[0] != layer.Options.Steps)
            throw new ArgumentException(
                $"Layer {layer.Place}, {layer}: the sequence has {x.Lengths[0]} steps; it must have {layer.Options.Steps}.", nameof(x));
        var weight = pass.Value(layer.Weight);
        var (potential, z) = DeviceTimeProduct.Forward(weight, pass.Value(layer.Bias), x, pass);
        return new(DeviceSignal.EachStep(z), (dz, isWanted) =>
        {
            var gradients = _product.Backward(weight, x, potential, dz, isWanted, pass);
            pass.SetGradient(layer.Weight, gradients.Weight);
            pass.SetGradient(layer.Bias, gradients.Bias);
            return gradients.Input;
        });
    }
}

/// <summary>Spikes of products over time, z = fire(W x + b) with W [rows, depth] and x [depth, columns], and their gradients.</summary>
/// <param name="derivative">The derivative that stands for that of a spike.</param>
internal sealed class DeviceTimeProduct(Surrogate derivative)
{
    private readonly DeviceFiring _firing = new(derivative);

    /// <summary>W x + b, and its spikes.</summary>
    public static (DeviceTensor<float> Potential, DeviceTensor<float> Spikes) Forward(
        DeviceTensor<float> weight, DeviceTensor<float> bias, DeviceTensor<float> x, DevicePass pass)
    {
        var (rows, depth, columns) = Sizes(weight, x);
        nint[] shape = [rows, .. x.Lengths[1..]];
        var (sums, potential, z) = (pass.Take(shape), pass.Take(shape), pass.Take(shape));
        DeviceProducts.Multiply(weight, depth, 1, x, columns, 1, null, sums, rows, columns, depth);
        Run(pass, SequenceText.Fire, z.Count, new KernelArguments()
            .Add(DeviceTools.Number(z.Count)).Add(DeviceTools.Number(columns)).Read(bias.Memory).Read(sums.Memory)
            .Add(potential.Memory).Add(z.Memory));
        return (potential, z);
    }

    /// <summary>The gradients by the weights, the biases and, where it is wanted, the input.</summary>
    public (DeviceTensor<float> Weight, DeviceTensor<float> Bias, DeviceTensor<float>? Input) Backward(
        DeviceTensor<float> weight, DeviceTensor<float> x, DeviceTensor<float> potential, DeviceTensor<float> dz, bool isWanted, DevicePass pass)
    {
        var (rows, depth, columns) = Sizes(weight, x);
        var du = _firing.PullBack(potential, dz, pass);
        // of parts of the columns, whose sums are those of the tree that adds neighbours
        var (width, parts) = Psn.OrderOver((int)(rows + depth), (int)columns);
        var sums = pass.Zeros(Math.Max(1, parts), (rows * depth) + rows);
        KernelArguments Begin(long count) => new KernelArguments()
            .Add(DeviceTools.Number(count)).Add((uint)rows).Add((uint)depth).Add(DeviceTools.Number(columns)).Add((uint)width).Add((uint)parts);
        var (weights, biases) = ((long)parts * rows * depth, (long)parts * rows);
        Run(pass, SequenceText.Weights, weights, Begin(weights).Read(x.Memory).Read(du.Memory).Add(sums.Memory));
        Run(pass, SequenceText.Biases, biases, Begin(biases).Read(du.Memory).Add(sums.Memory));
        var total = pass.Hold(DeviceTools.SumRows(sums, sums.Lengths[0], sums.Lengths[1]));
        var (dWeight, dBias) = DeviceProducts.Split(total, weight.Lengths, [rows], pass);
        if (!isWanted) return (dWeight, dBias, null);
        var dx = pass.Take(x.Lengths);
        DeviceProducts.Multiply(weight, 1, depth, du, columns, 1, null, dx, depth, columns, rows);
        return (dWeight, dBias, dx);
    }

    private static (nint Rows, nint Depth, long Columns) Sizes(DeviceTensor<float> weight, DeviceTensor<float> x) =>
        (weight.Lengths[0], weight.Lengths[1], Primitives.Shapes.Elements(x.Lengths[1..]));

    private static void Run(DevicePass pass, string kernel, long items, KernelArguments arguments) =>
        pass.Device.Tool(Precision.Float32, kernel, SequenceText.OfProducts).Run(items, arguments);
}
