using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A layer without memory one step at a time: a pass of one step after the other.</summary>
internal sealed class DeviceEachStep(DeviceLayer layer, StepwiseNode node, nint[] shape, DevicePass pass) : DeviceSteps
{
    private readonly List<(DevicePass Pass, DeviceLayerOutputs Run, int Inputs)> _runs = [];
    private readonly Parameter[] _parameters = [.. node.Output == 0 ? node.Layer.AllParameters : []];
    private readonly Dictionary<Parameter, DeviceTensor<float>> _sums = [];

    public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
    {
        var own = pass.OfStep(step);
        var run = layer.ForwardAll(
            [.. inputs.Select(input => DeviceSignal.EachStep(input.WithLengths([1, .. input.Lengths])))], [node.Output], own);
        if (pass.IsTraining) _runs.Add((own, run, inputs.Length));
        return run.Outputs[0].Values.WithLengths(shape);
    }

    public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
    {
        var (own, run, inputs) = _runs[step];
        var areWanted = new bool[inputs];
        Array.Fill(areWanted, true);
        var gradients = run.Pullback([gradient.WithLengths([1, .. shape])], areWanted);
        foreach (var parameter in _parameters)
        {
            if (own.GradientOf(parameter) is { } part)
                _sums[parameter] = _sums.TryGetValue(parameter, out var sum) ? DeviceProducts.Add(sum, part, pass) : part;
        }

        return [.. gradients.Select(one => one?.WithLengths(one.Lengths[1..]))];
    }

    public override void SetGradients()
    {
        foreach (var (parameter, sum) in _sums) pass.SetGradient(parameter, sum);
    }
}
