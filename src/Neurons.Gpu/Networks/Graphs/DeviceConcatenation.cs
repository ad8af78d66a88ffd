using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>Signals one after the other along the first dimension of the features.</summary>
internal static class DeviceConcatenation
{
    /// <summary>The signals as one; at every step, where some of them stay the same and others do not.</summary>
    public static DeviceSignal Write(IReadOnlyList<DeviceSignal> signals, DevicePass pass)
    {
        DeviceGraph.RequireOneLength(signals);
        var isConstant = signals.All(signal => signal.IsConstant);
        var first = signals[0];
        var shape = first.Shape.ToArray();
        shape[1] = 0;
        foreach (var signal in signals) shape[1] += signal.Shape[1];
        var whole = pass.Take(isConstant ? shape : [first.Steps, .. shape]);
        var (begin, stride) = (0L, signals.Sum(Width));
        var rows = shape[0] * (isConstant ? 1L : first.Steps);
        foreach (var signal in signals)
        {
            DeviceProducts.Place(signal.Values, rows, stride, begin, Width(signal), whole);
            begin += Width(signal);
        }

        return isConstant ? DeviceSignal.Constant(first.Steps, whole) : DeviceSignal.EachStep(whole);
    }

    /// <summary>The gradient of one of the signals: summed over time where it stays the same and others do not.</summary>
    public static DeviceTensor<float> Read(IReadOnlyList<DeviceSignal> signals, int place, DeviceTensor<float> gradient, DevicePass pass)
    {
        var signal = signals[place];
        var stride = signals.Sum(Width);
        var isSummed = signal.IsConstant && !signals.All(other => other.IsConstant);
        var piece = pass.Take(isSummed ? [signal.Steps, .. signal.Shape] : signal.Values.Lengths);
        DeviceProducts.Cut(gradient, stride, signals.Take(place).Sum(Width), Width(signal), piece);
        return isSummed ? DeviceProducts.SumSteps(piece, signal.Values.Lengths, pass) : piece;
    }

    /// <summary>The numbers of a sample.</summary>
    private static long Width(DeviceSignal signal) => Shapes.Elements(signal.Shape[1..]);
}
