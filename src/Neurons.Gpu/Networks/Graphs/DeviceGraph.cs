using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>What consists of layers, on a device: a network, a block, a recurrent layer.</summary>
internal sealed class DeviceGraph : DeviceLayer
{
    private readonly Composition _composition;
    private readonly DevicePart[] _parts;

    /// <exception cref="ArgumentException">A layer does not run on devices; the message names it.</exception>
    public DeviceGraph(Composition composition, Device device)
    {
        _composition = composition;
        _parts = [.. composition.Parts.Select(part => DevicePart.Of(part, device))];
    }

    public override bool TakesAll => true;

    public Composition Composition => _composition;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var (outputs, pullback) = Run([input], pass);
        return new(outputs[0], (gradient, isWanted) => pullback([gradient], [isWanted])[0]);
    }

    public override DeviceLayerOutputs ForwardAll(IReadOnlyList<DeviceSignal> inputs, IReadOnlyList<int> outputs, DevicePass pass)
    {
        var (given, pullback) = Run(inputs, pass);
        return new(given, pullback);
    }

    /// <summary>All outputs, and the gradient function; the gradient of an output may be null where there is none.</summary>
    public (DeviceSignal[] Outputs, Func<IReadOnlyList<DeviceTensor<float>?>, IReadOnlyList<bool>, DeviceTensor<float>?[]> Pullback) Run(
        IReadOnlyList<DeviceSignal> inputs, DevicePass pass)
    {
        var signals = new DeviceSignal[_composition.Signals];
        for (var i = 0; i < inputs.Count; i++) signals[_composition.Inputs[i]] = inputs[i];
        var runs = new DeviceLayerOutputs[_parts.Length];
        for (var p = 0; p < runs.Length; p++)
        {
            runs[p] = _parts[p].Forward([.. _parts[p].Inputs.Select(input => Gather(input, signals, pass))], pass);
            for (var o = 0; o < runs[p].Outputs.Count; o++) signals[_parts[p].Outputs[o]] = runs[p].Outputs[o];
        }

        return (
            [.. _composition.Outputs.Select(output => Gather(output, signals, pass)!)],
            (gradients, areWanted) => new DeviceGraphGradients(_composition, _parts, signals, runs, pass).Run(gradients, areWanted));
    }

    protected override void Dispose(bool disposing)
    {
        Array.ForEach(_parts, part => part.Dispose());
        base.Dispose(disposing);
    }

    /// <summary>What feeds an input: one signal as it is, several merged; null for nothing.</summary>
    private static DeviceSignal? Gather(PartInput input, DeviceSignal[] signals, DevicePass pass) => input.Sources.Count switch
    {
        0 => null,
        1 => signals[input.Sources[0]],
        _ when input.Merge == Merge.Concatenate => DeviceConcatenation.Write([.. input.Sources.Select(source => signals[source])], pass),
        _ => Sum([.. input.Sources.Select(source => signals[source])], pass),
    };

    private static DeviceSignal Sum(DeviceSignal[] signals, DevicePass pass)
    {
        RequireOneLength(signals);
        var sum = signals[0].Values;
        foreach (var signal in signals.AsSpan(1)) sum = DeviceProducts.Add(sum, signal.Values, pass);
        return Array.TrueForAll(signals, signal => signal.IsConstant)
            ? DeviceSignal.Constant(signals[0].Steps, sum)
            : DeviceSignal.EachStep(sum);
    }

    /// <summary>All inputs of what runs as a whole have the same number of steps.</summary>
    internal static void RequireOneLength(IReadOnlyList<DeviceSignal?> signals)
    {
        if (signals.OfType<DeviceSignal>().Select(signal => signal.Steps).Distinct().ToArray() is [var one, var other, ..])
            throw new ArgumentException($"Inputs that run together have {one} and {other} steps; it must be one number.");
    }
}
