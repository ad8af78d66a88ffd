using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A convolution in one or two dimensions: the sum of each output, and the gradients, in the order of the processor's.</summary>
internal sealed class DeviceConvolution(Convolution layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var images = new DeviceImages(layer.OrderOver(x.Lengths), layer.Outputs, layer.Groups, pass);
        var weight = pass.Value(layer.Weight);
        var y = pass.Take(DeviceImages.Output(layer, input));
        images.Convolve(x, weight, layer.Bias is null ? null : pass.Value(layer.Bias), y);
        return new(input.With(y), (dy, isWanted) =>
        {
            images.SetGradients(x, dy, layer.Weight, layer.Bias);
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            images.InputGradient(weight, dy, dx);
            return dx;
        });
    }
}

/// <summary>The adjoint of a convolution in one or two dimensions.</summary>
internal sealed class DeviceTransposedConvolution(TransposedConvolution layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var weight = pass.Value(layer.Weight);
        // it is the input's gradient of a convolution of its output
        var lengths = DeviceImages.Output(layer, input);
        var images = new DeviceImages(layer.OrderOver(lengths), layer.Inputs, layer.Groups, pass);
        var y = pass.Take(lengths);
        images.InputGradient(weight, x, y);
        if (layer.Bias is not null) y = WithBias(y, Size(y), pass);
        return new(input.With(y), (dy, isWanted) =>
        {
            images.SetGradients(dy, x, layer.Weight, null);
            if (layer.Bias is not null) pass.SetGradient(layer.Bias, Sum(dy, Size(dy), pass));
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            images.Convolve(dy, weight, null, dx);
            return dx;
        });
    }

    /// <summary>The numbers of a channel of an image.</summary>
    private long Size(DeviceTensor<float> y) => Primitives.Shapes.Elements(y.Lengths[^(layer.Weight.Shape.Length - 2)..]);

    private DeviceTensor<float> WithBias(DeviceTensor<float> y, long size, DevicePass pass)
    {
        var sum = pass.Take(y.Lengths);
        DeviceProducts.Run(pass.Device, NetworkText.AddChannels, y.Count, new KernelArguments()
            .Add(DeviceTools.Number(y.Count)).Add((uint)layer.Outputs).Add(DeviceTools.Number(size))
            .Read(y.Memory).Read(pass.Value(layer.Bias!).Memory).Add(sum.Memory));
        return sum;
    }

    /// <summary>The sum of each channel of each image, and over the images, which begins with 0.</summary>
    private DeviceTensor<float> Sum(DeviceTensor<float> dy, long size, DevicePass pass)
    {
        var ofImages = pass.Take((nint)(dy.Count / size / layer.Outputs), layer.Outputs);
        DeviceOverTime.Run(pass, ReductionText.Positions, ofImages.Count, new KernelArguments()
            .Add(DeviceTools.Number(ofImages.Count)).Add(DeviceTools.Number(size)).Add(1.0, Precision.Float32)
            .Read(dy.Memory).Add(ofImages.Memory));
        return DeviceProducts.SumSteps(ofImages, [layer.Outputs], pass, pass.Zeros(layer.Outputs));
    }
}

/// <summary>A convolution of volumes: of images, whose channels are the planes that a plane of the output looks at.</summary>
internal sealed class DeviceConv3d(Conv3d layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var samples = x.Count == 0 ? 0 : x.Count / Primitives.Shapes.Elements(x.Lengths[^4..]);
        var (depth, order) = layer.OrderOver((int)samples);
        var images = new DeviceImages(order, layer.Options.Outputs, layer.Options.Groups, pass);
        var weight = pass.Value(layer.Weight);
        var y = pass.Take(DeviceImages.Output(layer, input));
        var stacked = pass.Take((nint)order.Images.Images, order.Images.Channels, x.Lengths[^2], x.Lengths[^1]);
        var flat = pass.Take(y.Lengths);
        Stack(VolumeText.Stack, x, stacked);
        images.Convolve(stacked, weight, layer.Bias is null ? null : pass.Value(layer.Bias), flat);
        Turn(flat, depth.Count, layer.Options.Outputs, y);
        return new(input.With(y), (dy, isWanted) =>
        {
            var turned = pass.Take(dy.Lengths);
            Turn(dy, layer.Options.Outputs, depth.Count, turned);
            images.SetGradients(stacked, turned, layer.Weight, layer.Bias);
            if (!isWanted) return null;
            var (ofImages, dx) = (pass.Take(stacked.Lengths), pass.Take(x.Lengths));
            images.InputGradient(weight, turned, ofImages);
            Stack(VolumeText.StackBack, ofImages, dx);
            return dx;
        });

        void Stack(string kernel, DeviceTensor<float> source, DeviceTensor<float> target)
        {
            var arguments = new KernelArguments().Add(DeviceTools.Number(target.Count)).Add((uint)layer.Options.Inputs)
                .Add(DeviceTools.Number(x.Lengths[^2] * x.Lengths[^1]));
            foreach (var number in (int[])[depth.Length, depth.Kernel, depth.Stride, depth.Padding, depth.Dilation, depth.Count])
                arguments.Add((uint)number);
            Run(kernel, target, arguments.Read(source.Memory));
        }

        // from [samples, rows, columns, …] to [samples, columns, rows, …]
        void Turn(DeviceTensor<float> source, int rows, int columns, DeviceTensor<float> target) =>
            Run(VolumeText.Turn, target, new KernelArguments()
                .Add(DeviceTools.Number(target.Count)).Add((uint)rows).Add((uint)columns)
                .Add(DeviceTools.Number((long)order.Images.Y.Count * order.Images.X.Count)).Read(source.Memory));

        void Run(string kernel, DeviceTensor<float> target, KernelArguments arguments) =>
            pass.Device.Tool(Precision.Float32, kernel, VolumeText.Of).Run(target.Count, arguments.Add(target.Memory));
    }
}

/// <summary>A convolution of images in a pass.</summary>
/// <param name="order">The images, and in what order sums over them are taken.</param>
/// <param name="outputs">The channels of the output.</param>
/// <param name="groups">Channels and outputs fall into so many groups.</param>
/// <param name="pass">The pass.</param>
internal sealed class DeviceImages(ConvolutionOrder order, int outputs, int groups, DevicePass pass)
{
    /// <summary>The shape of a layer's output over time.</summary>
    public static nint[] Output(Layer layer, DeviceSignal input)
    {
        var before = input.Values.Lengths[..(input.IsConstant ? 1 : 2)];
        var features = layer.OutputShape(Array.ConvertAll(input.Shape[1..].ToArray(), length => (int)length));
        return [.. before, .. features.Select(length => (nint)length)];
    }

    /// <summary>Runs a kernel of images.</summary>
    public static void Run(Device device, string kernel, long items, ImageGeometry images, Func<KernelArguments, KernelArguments> rest)
    {
        var (y, x) = (images.Y, images.X);
        var arguments = new KernelArguments().Add(DeviceTools.Number(items));
        foreach (var number in (int[])[images.Channels, y.Length, x.Length, y.Kernel, x.Kernel, y.Stride, x.Stride, y.Padding, x.Padding,
            y.Dilation, x.Dilation, y.Count, x.Count])
            arguments.Add((uint)number);
        device.Tool(Precision.Float32, kernel, ImageText.Of).Run(items, rest(arguments));
    }

    /// <summary>y of x, with or without a bias of each output.</summary>
    public void Convolve(DeviceTensor<float> x, DeviceTensor<float> weight, DeviceTensor<float>? bias, DeviceTensor<float> y) =>
        Run(ImageText.Convolve, y.Count, arguments => arguments
            .Read(x.Memory).Read(weight.Memory).Read((bias ?? weight).Memory).Add(bias is null ? 0u : 1u).Add(y.Memory));

    /// <summary>The gradient of x.</summary>
    public void InputGradient(DeviceTensor<float> weight, DeviceTensor<float> dy, DeviceTensor<float> dx) =>
        Run(ImageText.Input, dx.Count, arguments => arguments
            .Add((uint)order.RowsAtOnce).Read(weight.Memory).Read(dy.Memory).Add(dx.Memory));

    /// <summary>
    /// Gives the gradients of the parameters to the pass: those of parts of the images, and their sums by the tree that adds neighbours.
    /// </summary>
    public void SetGradients(DeviceTensor<float> x, DeviceTensor<float> dy, Parameter weight, Parameter? bias)
    {
        var (weights, parts) = (Primitives.Shapes.Elements(weight.Shape), Math.Max(1, order.PartialSums));
        var sums = pass.Zeros(parts, weights + outputs);
        KernelArguments Parts(KernelArguments arguments) =>
            arguments.Add((uint)order.Images.Images).Add((uint)order.ImagesAtOnce).Add((uint)parts);
        if (x.Count > 0)
        {
            Run(ImageText.Weight, parts * (long)weights, arguments => Parts(arguments).Read(x.Memory).Read(dy.Memory).Add(sums.Memory));
            if (bias is not null)
            {
                Run(ImageText.Bias, parts * (long)outputs, arguments => Parts(arguments)
                    .Add((uint)order.RowsAtOnce).Read(dy.Memory).Add(sums.Memory));
            }
        }

        var total = pass.Hold(DeviceTools.SumRows(sums, parts, weights + outputs));
        var (dWeight, dBias) = DeviceProducts.Split(total, weight.Shape, [outputs], pass);
        pass.SetGradient(weight, dWeight);
        if (bias is not null) pass.SetGradient(bias, dBias);
    }

    private void Run(string kernel, long items, Func<KernelArguments, KernelArguments> rest) =>
        Run(pass.Device, kernel, items, order.Images, arguments => rest(arguments.Add((uint)outputs).Add((uint)groups)));
}
