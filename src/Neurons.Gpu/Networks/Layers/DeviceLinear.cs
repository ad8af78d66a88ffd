using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A linear layer: three products, and the sum of the rows for the bias.</summary>
internal sealed class DeviceLinear(Linear layer) : DeviceLayer, IDeviceStepwise
{
    public DeviceSteps Steps(nint[] shape, DevicePass pass) => new DeviceLinearSteps(layer.Weight, layer.Bias, shape, pass);

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        if (input.Bits is { } bits && DeviceBlas.EngineOf(pass.Device) == DeviceBlasEngine.Own) return Forward(input, bits, pass);
        var (x, weight) = (input.Values, pass.Value(layer.Weight));
        var (inputs, outputs) = (layer.Inputs, layer.Outputs);
        var rows = x.Count / inputs;
        var y = pass.Take([.. x.Lengths[..^1], outputs]);
        DeviceProducts.Multiply(x, inputs, 1, weight, 1, inputs, layer.Bias is null ? null : pass.Value(layer.Bias), y, rows, outputs, inputs);
        return new(input.With(y), (dy, isWanted) =>
        {
            var dWeight = pass.Take(outputs, inputs);
            DeviceProducts.Multiply(dy, 1, outputs, x, inputs, 1, null, dWeight, outputs, inputs, rows);
            pass.SetGradient(layer.Weight, dWeight);
            if (layer.Bias is not null) pass.SetGradient(layer.Bias, DeviceProducts.SumRows(dy, layer.Outputs, pass));
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceProducts.Multiply(dy, outputs, 1, weight, inputs, 1, null, dx, rows, inputs, outputs);
            return dx;
        });
    }

    /// <summary>The same of spikes.</summary>
    private DeviceLayerRun Forward(DeviceSignal input, DeviceSpikes bits, DevicePass pass)
    {
        var rows = (long)input.Steps * input.Shape[0];
        var (lengths, weight) = (input.Lengths.ToArray(), pass.Value(layer.Weight));
        var products = new DeviceSpikeProducts(bits, rows, layer.Inputs, pass);
        var y = pass.Take([.. lengths[..^1], layer.Outputs]);
        products.Multiply(weight, layer.Bias is null ? null : pass.Value(layer.Bias), y, layer.Outputs);
        return new(DeviceSignal.EachStep(y), (dy, isWanted) =>
        {
            var dWeight = pass.Take(layer.Outputs, layer.Inputs);
            products.WeightGradient(dy, dWeight, layer.Outputs);
            pass.SetGradient(layer.Weight, dWeight);
            if (layer.Bias is not null) pass.SetGradient(layer.Bias, DeviceProducts.SumRows(dy, layer.Outputs, pass));
            if (!isWanted) return null;
            var dx = pass.Take(lengths);
            DeviceProducts.Multiply(dy, layer.Outputs, 1, weight, layer.Inputs, 1, null, dx, rows, layer.Inputs, layer.Outputs);
            return dx;
        });
    }
}
