using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>
/// The way back through a graph on a device: the gradient of a signal is the sum of what those give that it feeds, in the order of the processor's.
/// What nobody needs, because no parameter and no wanted input is before it, is not computed.
/// </summary>
internal sealed class DeviceGraphGradients(
    Composition composition, DevicePart[] parts, DeviceSignal[] signals, DeviceLayerOutputs[] runs, DevicePass pass)
{
    private readonly DeviceTensor<float>?[] _gradients = new DeviceTensor<float>?[signals.Length];
    private readonly bool[] _isNeeded = new bool[signals.Length];

    /// <param name="outputGradients">Of the outputs; null for none.</param>
    /// <param name="areWanted">Whether the gradient of each input is wanted.</param>
    public DeviceTensor<float>?[] Run(IReadOnlyList<DeviceTensor<float>?> outputGradients, IReadOnlyList<bool> areWanted)
    {
        for (var i = 0; i < areWanted.Count; i++) _isNeeded[composition.Inputs[i]] = areWanted[i];
        foreach (var part in parts)
        {
            foreach (var output in part.Outputs) _isNeeded[output] = part.HasParameters || part.Inputs.Any(IsNeeded);
        }

        for (var o = 0; o < outputGradients.Count; o++)
        {
            if (outputGradients[o] is { } gradient) Deliver(composition.Outputs[o], gradient);
        }

        foreach (var p in composition.BackOrder)
        {
            if (_isNeeded[parts[p].Outputs[0]]) Run(parts[p], runs[p]);
        }

        return [.. composition.Inputs.Select((signal, i) => areWanted[i] ? GradientOf(signal) : null)];
    }

    private void Run(DevicePart part, DeviceLayerOutputs run)
    {
        var gradients = run.Pullback([.. part.Outputs.Select(GradientOf)], [.. part.Inputs.Select(IsNeeded)]);
        for (var i = 0; i < gradients.Count; i++)
        {
            if (gradients[i] is { } gradient) Deliver(part.Inputs[i], gradient);
        }
    }

    /// <summary>Adds the gradient of what was merged to those of its sources.</summary>
    private void Deliver(PartInput input, DeviceTensor<float> gradient)
    {
        for (var s = 0; s < input.Sources.Count; s++)
        {
            var signal = input.Sources[s];
            if (!_isNeeded[signal]) continue;
            var own = input.Merge == Merge.Concatenate && input.Sources.Count > 1
                ? DeviceConcatenation.Read([.. input.Sources.Select(source => signals[source])], s, gradient, pass)
                : gradient;
            _gradients[signal] = Sum(_gradients[signal], own, signals[signal].Lengths);
        }
    }

    /// <summary>The sum of what there is and another gradient, which is summed over time where its signal stays the same.</summary>
    private DeviceTensor<float> Sum(DeviceTensor<float>? before, DeviceTensor<float> gradient, ReadOnlySpan<nint> lengths)
    {
        if (!gradient.Lengths.SequenceEqual(lengths)) return DeviceProducts.SumSteps(gradient, lengths, pass, before);
        return before is null ? gradient : DeviceProducts.Add(before, gradient, pass);
    }

    /// <summary>The gradient of a signal, 0 where it reaches no output on any way.</summary>
    private DeviceTensor<float> GradientOf(int signal) =>
        _gradients[signal] ?? pass.Zeros(signals[signal].Lengths);

    private bool IsNeeded(PartInput input) => input.Sources.Any(source => _isNeeded[source]);
}
