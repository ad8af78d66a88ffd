using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>
/// Synapses one step at a time, [outputs, inputs]: an element of a product is a running sum, and that of a gradient runs from the last step to
/// the first.
/// </summary>
internal sealed class DeviceLinearSteps(Parameter weight, Parameter? bias, nint[] shape, DevicePass pass) : DeviceSteps
{
    private readonly nint _outputs = weight.Shape[0], _inputs = weight.Shape[1];
    private readonly List<DeviceTensor<float>> _x = [], _dy = [];

    public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
    {
        var x = inputs[0];
        if (pass.IsTraining) _x.Add(x);
        var offset = bias is null ? null : pass.Value(bias);
        var start = sum is null ? offset : offset is null ? sum : DeviceProducts.Add(sum, offset, pass);
        var y = pass.Take(shape);
        DeviceProducts.Multiply(x, _inputs, 1, pass.Value(weight), 1, _inputs, start, y, shape[0], _outputs, _inputs, inOrder: true);
        return y;
    }

    public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
    {
        _dy.Add(gradient);
        var dx = pass.Take(_x[step].Lengths);
        DeviceProducts.Multiply(gradient, _outputs, 1, pass.Value(weight), _inputs, 1, null, dx, shape[0], _inputs, _outputs, inOrder: true);
        return [dx];
    }

    public override void SetGradients()
    {
        _x.Reverse();
        var x = DeviceProducts.Stack(_x, [shape[0], _inputs], pass);
        var dy = DeviceProducts.Stack(_dy, [shape[0], _outputs], pass);
        var dWeight = pass.Take(_outputs, _inputs);
        DeviceProducts.Multiply(dy, 1, _outputs, x, _inputs, 1, null, dWeight, _outputs, _inputs, _x.Count * shape[0], inOrder: true);
        pass.SetGradient(weight, dWeight);
        if (bias is not null) pass.SetGradient(bias, DeviceProducts.SumSteps(dy, [_outputs], pass));
    }
}
