using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>A pass of a circle on a device. A step of a node is memory of its own; what others take is put together at the end.</summary>
internal sealed class DeviceCircleRun
{
    private readonly CircleOfNodes _circle;
    private readonly DeviceSignal?[] _inputs;
    private readonly DevicePass _pass;
    private readonly DeviceSteps[] _nodes;
    private readonly int[] _firstInput;
    private readonly int _steps;
    private readonly nint _batch;

    // of each node: the output before the step, and at it; of each of its inputs: what has been added at the step
    private readonly DeviceTensor<float>?[] _before, _now;
    private readonly DeviceTensor<float>?[] _sums;

    // of each node that others need, its outputs; of each output, its gradient from outside
    private readonly List<DeviceTensor<float>>[] _kept;
    private readonly DeviceTensor<float>?[] _outer, _gradients, _earlier;

    public DeviceCircleRun(DeviceCircle circle, DeviceSignal?[] inputs, DevicePass pass)
    {
        (_circle, _inputs, _pass) = (circle.Circle, inputs, pass);
        var given = Array.Find(inputs, input => input is not null)!;
        (_steps, _batch) = (given.Steps, given.Shape[0]);
        _nodes = circle.Steps(_batch, pass);
        _firstInput = new int[_nodes.Length];
        for (var m = 1; m < _nodes.Length; m++) _firstInput[m] = _firstInput[m - 1] + _circle.Nodes[m - 1].Inputs.Count;
        _kept = [.. _circle.Places.Select(_ => new List<DeviceTensor<float>>())];
        _before = [.. _circle.Nodes.Select((node, m) => pass.BeforeOf<DeviceTensor<float>>(node) ?? _nodes[m].Start)];
        _now = new DeviceTensor<float>?[_nodes.Length];
        _sums = new DeviceTensor<float>?[inputs.Length];
        (_outer, _gradients, _earlier) = (new DeviceTensor<float>?[_nodes.Length], new DeviceTensor<float>?[_nodes.Length],
            new DeviceTensor<float>?[_nodes.Length]);
    }

    public DeviceSignal[] Forward()
    {
        for (var step = 0; step < _steps; step++)
        {
            for (var i = 0; i < _inputs.Length; i++) _sums[i] = _inputs[i] is { } outside ? Row(outside, step) : null;
            for (var m = 0; m < _nodes.Length; m++) Forward(m, step);
            _now.CopyTo(_before, 0);
            for (var o = 0; o < _kept.Length; o++) _kept[o].Add(_now[_circle.Places[o]]!);
        }

        for (var m = 0; m < _nodes.Length; m++)
        {
            _nodes[m].End();
            if (_before[m] is { } last) _pass.KeepOf(_circle.Nodes[m], last);
        }

        return [.. _kept.Select((rows, o) => DeviceSignal.EachStep(DeviceProducts.Stack(rows, Shape(_circle.Places[o]), _pass)))];
    }

    /// <summary>From the gradients of the outputs to those of the inputs that are wanted.</summary>
    public IReadOnlyList<DeviceTensor<float>?> Backward(IReadOnlyList<DeviceTensor<float>> outputGradients, IReadOnlyList<bool> areWanted)
    {
        for (var o = 0; o < outputGradients.Count; o++) _outer[_circle.Places[o]] = outputGradients[o];
        var rows = areWanted.Select(isWanted => isWanted ? new DeviceTensor<float>[_steps] : null).ToArray();
        for (var step = _steps - 1; step >= 0; step--)
        {
            for (var m = 0; m < _nodes.Length; m++) _gradients[m] = Begun(m, step, _earlier[m]);
            Array.Clear(_earlier);
            for (var m = _nodes.Length - 1; m >= 0; m--) Backward(m, step, rows);
        }

        foreach (var node in _nodes) node.SetGradients();
        return [.. rows.Select((of, i) => of is null ? null : OfInput(_inputs[i]!, of))];
    }

    private void Forward(int m, int step)
    {
        var node = _circle.Nodes[m];
        var inputs = new DeviceTensor<float>[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var sum = _sums[_firstInput[m] + i];
            foreach (var source in node.Inputs[i])
            {
                if (_circle.Nodes[source].AddsTo is not null) continue;
                var value = (source < m ? _now[source] : _before[source]) ?? _pass.Zeros(Shape(source));
                sum = sum is null ? value : DeviceProducts.Add(sum, value, _pass);
            }

            inputs[i] = sum!;
        }

        if (node.AddsTo is not { } target)
        {
            _now[m] = _nodes[m].Forward(inputs, null, step);
            return;
        }

        ref var into = ref _sums[_firstInput[target.Node] + target.Input];
        into = _nodes[m].Forward(inputs, into ?? _pass.Zeros(Shape(m)), step);
    }

    private void Backward(int m, int step, DeviceTensor<float>[]?[] rows)
    {
        var node = _circle.Nodes[m];
        var gradient = _gradients[m];
        if (node.TakesOutsideLast && _outer[m] is { } outer) gradient = Sum(gradient, DeviceProducts.Step(outer, step, _pass));
        var into = _nodes[m].Backward(gradient ?? _pass.Zeros(Shape(m)), step);
        for (var i = 0; i < into.Count; i++)
        {
            if (into[i] is not { } part) continue;
            if (rows[_firstInput[m] + i] is { } of) of[step] = part;
            foreach (var source in node.Inputs[i])
            {
                var sums = source < m ? _gradients : _earlier;
                if (source >= m && step == 0) continue;
                if (source >= m) sums[source] ??= Begun(source, step - 1, null);
                sums[source] = Sum(sums[source], part);
            }
        }
    }

    /// <summary>What the gradient of an output at a step begins with, unless it has begun.</summary>
    private DeviceTensor<float>? Begun(int m, int step, DeviceTensor<float>? sum) =>
        sum ?? (_outer[m] is { } outer && !_circle.Nodes[m].TakesOutsideLast ? DeviceProducts.Step(outer, step, _pass) : null);

    private DeviceTensor<float> Sum(DeviceTensor<float>? sum, DeviceTensor<float> part) =>
        sum is null ? part : DeviceProducts.Add(sum, part, _pass);

    /// <summary>The gradient of an input from outside: of one that stays the same, the sum over time.</summary>
    private DeviceTensor<float> OfInput(DeviceSignal input, DeviceTensor<float>[] rows)
    {
        var whole = DeviceProducts.Stack(rows, input.Shape, _pass);
        return input.IsConstant ? DeviceProducts.SumSteps(whole, input.Shape, _pass) : whole;
    }

    private DeviceTensor<float> Row(DeviceSignal signal, int step) =>
        signal.IsConstant ? signal.Values : DeviceProducts.Step(signal.Values, step, _pass);

    private nint[] Shape(int m) => [_batch, .. _circle.Nodes[m].Shape.Select(length => (nint)length)];
}
