using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A convolution in one or two dimensions: the sum of each output, and the gradients, in the order of the processor's.</summary>
internal sealed class DeviceConvolution(Convolution layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var weight = pass.Value(layer.Weight);
        var order = layer.OrderOver(x.Lengths);
        var y = pass.Take(DeviceImages.Output(layer, input));
        Run(pass, ImageText.Convolve, y.Count, order, arguments => arguments
            .Read(x.Memory).Read(weight.Memory).Read((layer.Bias is null ? weight : pass.Value(layer.Bias)).Memory)
            .Add(layer.Bias is null ? 0u : 1u).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            SetGradients(pass, order, x, dy);
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            Run(pass, ImageText.Input, dx.Count, order, arguments => arguments
                .Add((uint)order.RowsAtOnce).Read(weight.Memory).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }

    /// <summary>Those of parts of the images, and their sums by the tree that adds neighbours.</summary>
    private void SetGradients(DevicePass pass, ConvolutionOrder order, DeviceTensor<float> x, DeviceTensor<float> dy)
    {
        var (weights, outputs, parts) = (pass.Value(layer.Weight).Count, layer.Outputs, Math.Max(1, order.PartialSums));
        var sums = pass.Zeros(parts, (nint)(weights + outputs));
        KernelArguments Parts(KernelArguments arguments) =>
            arguments.Add((uint)order.Images.Images).Add((uint)order.ImagesAtOnce).Add((uint)parts);
        if (x.Count > 0)
        {
            Run(pass, ImageText.Weight, parts * weights, order, arguments => Parts(arguments).Read(x.Memory).Read(dy.Memory).Add(sums.Memory));
            Run(pass, ImageText.Bias, parts * (long)outputs, order, arguments => Parts(arguments)
                .Add((uint)order.RowsAtOnce).Read(dy.Memory).Add(sums.Memory));
        }

        var total = pass.Hold(DeviceTools.SumRows(sums, parts, weights + outputs));
        var (dWeight, dBias) = (pass.Take(layer.Weight.Shape), pass.Take(outputs));
        DeviceProducts.Run(pass.Device, NetworkText.Split, weights + outputs, new KernelArguments()
            .Add(DeviceTools.Number(weights + outputs)).Add(DeviceTools.Number(weights)).Read(total.Memory).Add(dWeight.Memory).Add(dBias.Memory));
        pass.SetGradient(layer.Weight, dWeight);
        if (layer.Bias is not null) pass.SetGradient(layer.Bias, dBias);
    }

    private void Run(DevicePass pass, string kernel, long items, ConvolutionOrder order, Func<KernelArguments, KernelArguments> rest) =>
        DeviceImages.Run(pass.Device, kernel, items, order.Images, arguments => rest(arguments.Add((uint)layer.Outputs).Add((uint)layer.Groups)));
}

/// <summary>What convolutions and pooling have in common.</summary>
internal static class DeviceImages
{
    /// <summary>The shape of a layer's output over time.</summary>
    public static nint[] Output(Layer layer, DeviceSignal input)
    {
        var before = input.Values.Lengths[..(input.IsConstant ? 1 : 2)];
        var features = layer.OutputShape(Array.ConvertAll(input.Shape[1..].ToArray(), length => (int)length));
        return [.. before, .. features.Select(length => (nint)length)];
    }

    public static void Run(Device device, string kernel, long items, ImageGeometry images, Func<KernelArguments, KernelArguments> rest)
    {
        var (y, x) = (images.Y, images.X);
        var arguments = new KernelArguments().Add(DeviceTools.Number(items));
        foreach (var number in (int[])[images.Channels, y.Length, x.Length, y.Kernel, x.Kernel, y.Stride, x.Stride, y.Padding, x.Padding,
            y.Dilation, x.Dilation, y.Count, x.Count])
            arguments.Add((uint)number);
        device.Tool(Precision.Float32, kernel, ImageText.Of).Run(items, rest(arguments));
    }
}
