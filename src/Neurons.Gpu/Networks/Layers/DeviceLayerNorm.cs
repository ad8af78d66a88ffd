using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Layer normalisation, with means and sums in float64 in the order of the processor's.</summary>
internal sealed class DeviceLayerNorm : DeviceLayer
{
    private readonly LayerNorm _layer;
    private readonly Device _device;
    private readonly long _width;

    public DeviceLayerNorm(LayerNorm layer, Device device)
    {
        (_layer, _device, _width) = (layer, device, 1);
        foreach (var length in layer.Options.Shape) _width *= length;
        DeviceLayers.RequireFloat64(layer, device, "has sums in float64");
    }

    private uint IsAffine => _layer.Weight is null ? 0u : 1u;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var rows = new Rows(x, x.Count / _width, Wide(x.Count / _width, pass), Wide(x.Count / _width, pass));
        Run(WideText.RowMoments, rows.Count, arguments => arguments
            .Add(_layer.Options.Epsilon, Precision.Float64).Read(x.Memory).Add(rows.Means.Memory).Add(rows.Inverses.Memory));
        var y = pass.Take(x.Lengths);
        Run(WideText.RowMap, y.Count, arguments => arguments
            .Add(IsAffine).Read(x.Memory).Read(rows.Means.Memory).Read(rows.Inverses.Memory)
            .Read(Scale(x, pass).Memory).Read((_layer.Bias is null ? x : pass.Value(_layer.Bias)).Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (_layer.Weight is not null) SetGradients(rows, dy, pass);
            return isWanted ? InputGradient(rows, dy, pass) : null;
        });
    }

    private DeviceTensor<float> InputGradient(Rows rows, DeviceTensor<float> dy, DevicePass pass)
    {
        var x = rows.Values;
        var scale = Scale(x, pass);
        var (sums, products) = (Wide(rows.Count, pass), Wide(rows.Count, pass));
        var dx = pass.Take(x.Lengths);
        KernelArguments Begin(KernelArguments arguments) => arguments
            .Add(IsAffine).Read(x.Memory).Read(dy.Memory).Read(rows.Means.Memory).Read(rows.Inverses.Memory).Read(scale.Memory);
        Run(WideText.RowSums, rows.Count, arguments => Begin(arguments).Add(sums.Memory).Add(products.Memory));
        Run(WideText.RowGradient, dx.Count, arguments => Begin(arguments).Read(sums.Memory).Read(products.Memory).Add(dx.Memory));
        return dx;
    }

    /// <summary>Those of parts of the rows, and their sums by the tree that adds neighbours.</summary>
    private void SetGradients(Rows rows, DeviceTensor<float> dy, DevicePass pass)
    {
        var parts = (uint)LayerNorm.PartialSumsOver(rows.Count);
        var sums = pass.Take((nint)parts, (nint)(2 * _width));
        Run(WideText.RowParameters, parts * _width, arguments => arguments
            .Add(DeviceTools.Number(rows.Count)).Add(parts).Read(rows.Values.Memory).Read(dy.Memory)
            .Read(rows.Means.Memory).Read(rows.Inverses.Memory).Add(sums.Memory));
        var total = pass.Hold(DeviceTools.SumRows(sums, parts, 2 * _width));
        var (ofScale, ofOffset) = DeviceProducts.Split(total, _layer.Weight!.Shape, _layer.Bias!.Shape, pass);
        pass.SetGradient(_layer.Weight, ofScale);
        pass.SetGradient(_layer.Bias!, ofOffset);
    }

    /// <summary>The scale; anything where there is none.</summary>
    private DeviceTensor<float> Scale(DeviceTensor<float> x, DevicePass pass) => _layer.Weight is null ? x : pass.Value(_layer.Weight);

    private void Run(string kernel, long items, Func<KernelArguments, KernelArguments> rest) =>
        _device.Tool(Precision.Float64, kernel, WideText.Of).Run(
            items, rest(new KernelArguments().Add(DeviceTools.Number(items)).Add(DeviceTools.Number(_width))));

    private DeviceTensor<double> Wide(long count, DevicePass pass) => pass.Hold(_device.Allocate<double>((nint)count));

    private readonly record struct Rows(DeviceTensor<float> Values, long Count, DeviceTensor<double> Means, DeviceTensor<double> Inverses);
}
