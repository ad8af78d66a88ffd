using Neurons.Compile;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>Batch normalisation, with sums in float64 in the order of the processor's; the running statistics follow on the device.</summary>
internal sealed class DeviceBatchNorm : DeviceLayer
{
    private const long PartSize = 1 << 15;
    private const int MostParts = 64;
    private readonly BatchNorm _layer;
    private readonly Device _device;

    public DeviceBatchNorm(BatchNorm layer, Device device)
    {
        (_layer, _device) = (layer, device);
        DeviceLayers.RequireFloat64(layer, device, "has sums in float64");
    }

    private uint Channels => (uint)_layer.Channels;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var samples = 1L;
        foreach (var length in x.Lengths[..(input.IsConstant ? 1 : 2)]) samples *= length;
        var size = samples == 0 ? 0 : x.Count / samples / Channels;
        // a sequence that stays the same stands for as many samples as it has steps
        var numbers = (double)samples * size * (input.IsConstant ? input.Steps : 1);
        if (pass.IsTraining && numbers < 2)
            throw new ArgumentException(
                $"BatchNorm: the input {Shapes.Text(x.Lengths)} has {numbers} numbers in a channel; at least 2 are needed in training.",
                nameof(input));
        var images = new Images(x, samples, size);
        var (mean, variance) = (Wide(pass), Wide(pass));
        if (pass.IsTraining) Moments(images, mean, variance, pass);
        else
        {
            Run(WideText.Widen, Channels, arguments => arguments
                .Read(pass.Value(_layer.RunningMean).Memory).Read(pass.Value(_layer.RunningVariance).Memory).Add(mean.Memory).Add(variance.Memory));
        }

        var (factor, center, scale, offset) = (Wide(pass), pass.Take(_layer.Channels), pass.Take(_layer.Channels), pass.Take(_layer.Channels));
        var weight = _layer.Weight is null ? scale : pass.Value(_layer.Weight);
        Run(WideText.Factors, Channels, arguments => arguments
            .Add(_layer.Gain, Precision.Float64).Add(_layer.Options.Epsilon, Precision.Float64).Add(_layer.Weight is null ? 0u : 1u)
            .Read(weight.Memory).Read((_layer.Bias is null ? offset : pass.Value(_layer.Bias)).Memory)
            .Read(mean.Memory).Read(variance.Memory).Add(factor.Memory).Add(center.Memory).Add(scale.Memory).Add(offset.Memory));
        var y = pass.Take(x.Lengths);
        Map(images, center, scale, offset, null, scale, y);
        if (pass.IsTraining) Follow(numbers, mean, variance, pass);
        return new(input.With(y), (dy, isWanted) => Back(images, center, scale, factor, mean, variance, dy, isWanted, pass));
    }

    private void Moments(Images x, DeviceTensor<double> mean, DeviceTensor<double> variance, DevicePass pass)
    {
        var count = Math.Max(1.0, (double)x.Samples * x.Size);
        Total(Sums(x, 0, x.Values, mean, pass), 0, count, mean);
        Total(Sums(x, 1, x.Values, mean, pass), 0, count, variance);
    }

    private DeviceTensor<float>? Back(
        Images x, DeviceTensor<float> center, DeviceTensor<float> factors, DeviceTensor<double> factor, DeviceTensor<double> mean,
        DeviceTensor<double> variance, DeviceTensor<float> dy, bool isWanted, DevicePass pass)
    {
        var partial = Sums(x, 2, dy, mean, pass);
        var (product, sum) = (Wide(pass), Wide(pass));
        Total(partial, 0, 1, product);
        Total(partial, 1, 1, sum);
        var (scale, offset, dWeight, dBias) =
            (pass.Take(_layer.Channels), pass.Take(_layer.Channels), pass.Take(_layer.Channels), pass.Take(_layer.Channels));
        Run(WideText.BackFactors, Channels, arguments => arguments
            .Add(_layer.Gain, Precision.Float64).Add(_layer.Options.Epsilon, Precision.Float64).Add(pass.IsTraining ? 1u : 0u)
            .Add(Math.Max(1, (double)x.Samples * x.Size), Precision.Float64)
            .Read(factor.Memory).Read(variance.Memory).Read(sum.Memory).Read(product.Memory)
            .Add(scale.Memory).Add(offset.Memory).Add(dWeight.Memory).Add(dBias.Memory));
        if (_layer.Weight is not null) pass.SetGradient(_layer.Weight, dWeight);
        if (_layer.Bias is not null) pass.SetGradient(_layer.Bias, dBias);
        if (!isWanted) return null;
        var dx = pass.Take(x.Values.Lengths);
        Map(x, center, scale, offset, dy, factors, dx);
        return dx;
    }

    private void Follow(double numbers, DeviceTensor<double> mean, DeviceTensor<double> variance, DevicePass pass)
    {
        Run(WideText.Follow, Channels, arguments => arguments
            .Add(_layer.Options.Momentum, Precision.Float64).Add(numbers, Precision.Float64).Read(mean.Memory).Read(variance.Memory)
            .Add(pass.Value(_layer.RunningMean).Memory).Add(pass.Value(_layer.RunningVariance).Memory));
        pass.Changed(_layer.RunningMean);
        pass.Changed(_layer.RunningVariance);
    }

    /// <summary>The sums of parts of the samples, which follow from the shape.</summary>
    private DeviceTensor<double> Sums(Images x, uint kind, DeviceTensor<float> other, DeviceTensor<double> center, DevicePass pass)
    {
        var parts = (uint)Math.Clamp(x.Samples * Channels * x.Size / PartSize, 1, Math.Min(MostParts, Math.Max(1, x.Samples)));
        var partial = pass.Hold(_device.Allocate<double>(2 * (nint)parts * _layer.Channels));
        Run(WideText.Sums, parts * Channels, arguments => arguments
            .Add(DeviceTools.Number(x.Samples)).Add(Channels).Add(DeviceTools.Number(x.Size)).Add(parts).Add(kind)
            .Read(x.Values.Memory).Read(other.Memory).Read(center.Memory).Add(partial.Memory));
        return partial;
    }

    private void Total(DeviceTensor<double> partial, uint which, double divisor, DeviceTensor<double> target) =>
        Run(WideText.Total, Channels, arguments => arguments
            .Add((uint)(partial.Count / 2 / Channels)).Add(which).Add(divisor, Precision.Float64).Read(partial.Memory).Add(target.Memory));

    private void Map(
        Images x, DeviceTensor<float> center, DeviceTensor<float> scale, DeviceTensor<float> offset, DeviceTensor<float>? outer,
        DeviceTensor<float> ofOuter, DeviceTensor<float> y) =>
        Run(WideText.Map, (uint)DeviceTools.Number(y.Count), arguments => arguments
            .Add(Channels).Add(DeviceTools.Number(Math.Max(1, x.Size))).Read(x.Values.Memory)
            .Read(center.Memory).Read(scale.Memory).Read(offset.Memory)
            .Add(outer is null ? 0u : 1u).Read((outer ?? x.Values).Memory).Read(ofOuter.Memory).Add(y.Memory));

    private void Run(string kernel, uint items, Func<KernelArguments, KernelArguments> rest) =>
        _device.Tool(Precision.Float64, kernel, WideText.Of).Run(items, rest(new KernelArguments().Add(items)));

    private DeviceTensor<double> Wide(DevicePass pass) => pass.Hold(_device.Allocate<double>(_layer.Channels));

    /// <summary>[samples, channels, size].</summary>
    private readonly record struct Images(DeviceTensor<float> Values, long Samples, long Size);
}
