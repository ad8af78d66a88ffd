namespace Neurons.Gpu;

/// <summary>
/// Neurons one step at a time. The gradients of their parameters are those of each step, summed in float64 from the last to the first.
/// </summary>
internal sealed class DeviceNeuronSteps(DeviceNeuronLayer layer, nint[] shape, DevicePass pass) : DeviceSteps
{
    private readonly DeviceState<float> _start = layer.Begin(shape, pass);
    private readonly DeviceNeuron _neuron = layer.Neuron();
    private readonly List<DevicePullback<float>> _steps = [];
    private readonly Dictionary<string, List<DeviceTensor<float>>> _parts =
        layer.Learnable.ToDictionary(name => name, _ => new List<DeviceTensor<float>>());
    private DeviceState<float>? _now;
    private DeviceTensor<float>[]? _gradients;

    private DeviceTensor<float>[] StateGradients => _gradients ??=
        [.. _start.Values.Select(_ => pass.Zeros(shape))];

    public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step)
    {
        DeviceInput<float>[] rows = [.. inputs.Select(input => DeviceInput.Constant(input, 1))];
        string[] names = [layer.OutputName(0)];
        if (!pass.IsTraining)
        {
            var (recorded, next) = _neuron.Record(names, _now ?? _start, rows);
            _now = pass.Hold(next);
            return pass.Hold(recorded[names[0]]).WithLengths(shape);
        }

        var pullback = pass.Hold(_neuron.Pullback(names, _now ?? _start, rows));
        _steps.Add(pullback);
        _now = pullback.Final;
        return pullback.Output.WithLengths(shape);
    }

    public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
    {
        var request = new DeviceGradientRequest { Initial = true, Parameters = layer.Learnable };
        var gradients = pass.Hold(_steps[step].Gradients([gradient.WithLengths([1, .. shape])], StateGradients, request));
        _gradients = [.. gradients.Initial.Values];
        foreach (var (name, parts) in _parts) parts.Add(gradients.Parameters[name]);
        return gradients.Inputs;
    }

    public override void End()
    {
        if (_now is not null) layer.Keep(_now, pass);
    }

    public override void SetGradients() => layer.SetGradients(name => Sums(_parts[name]), pass);

    /// <summary>Another output: a state after each step.</summary>
    public DeviceSteps StepsOf(int output) => new StateSteps(this, _neuron.Model.StateNames.ToList().IndexOf(layer.OutputName(output)));

    private double[] Sums(List<DeviceTensor<float>> parts)
    {
        if (parts.Count == 0) return [];
        var sums = new double[parts[0].Count];
        var all = DeviceProducts.Stack(parts, parts[0].Lengths, pass).ToTensor().ToArray();
        for (var i = 0; i < all.Length; i++) sums[i % sums.Length] += all[i];
        return sums;
    }

    private sealed class StateSteps(DeviceNeuronSteps neurons, int state) : DeviceSteps
    {
        public override DeviceTensor<float>? Start => neurons._start.Values[state];

        public override DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step) => neurons._now!.Values[state];

        public override IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step)
        {
            var sums = neurons.StateGradients;
            sums[state] = DeviceProducts.Add(sums[state], gradient, neurons.Pass);
            return [];
        }
    }

    private DevicePass Pass => pass;
}
