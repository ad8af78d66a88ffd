using Neurons.Compile;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>A leaky sum over time, in the order of the processor's <see cref="LinearRecurrence"/>.</summary>
internal sealed class DeviceLeakySum(LeakySum layer) : DeviceSequenceLayer
{
    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        var before = pass.Before<DeviceTensor<float>>(layer);
        var (columns, steps) = (Columns(x), (int)x.Lengths[0]);
        var factor = pass.Value(layer.Decay);
        KernelArguments Begin() => new KernelArguments()
            .Add(DeviceTools.Number(columns)).Add((uint)steps).Add(DeviceTools.Number(factor.Count)).Add(before is null ? 0u : 1u);
        var y = pass.Take(x.Lengths);
        pass.Device.Tool(Precision.Float32, SequenceText.Leak, SequenceText.Of).Run(columns, Begin()
            .Add(LinearRecurrence.IsInRuns(columns, steps) ? 1u : 0u)
            .Read(factor.Memory).Read((before ?? x).Memory).Read(x.Memory).Add(y.Memory));
        DelayLine.KeepLast(layer, y, before, pass);
        return new(DeviceSignal.EachStep(y), (dy, isWanted) =>
        {
            var (dx, ofColumns) = (pass.Take(x.Lengths), pass.Take((nint)columns));
            pass.Device.Tool(Precision.Float32, SequenceText.LeakBack, SequenceText.Of).Run(columns, Begin()
                .Read(factor.Memory).Read((before ?? x).Memory).Read(y.Memory).Read(dy.Memory).Add(dx.Memory).Add(ofColumns.Memory));
            if (layer.Decay.IsLearnable) SetGradient(ofColumns, factor.Count, pass);
            return isWanted ? dx : null;
        });
    }

    /// <summary>The sum of those of the columns, or over the samples.</summary>
    private void SetGradient(DeviceTensor<float> ofColumns, long factors, DevicePass pass)
    {
        if (factors > 1 || ofColumns.Count == 0)
        {
            pass.SetGradient(layer.Decay, DeviceProducts.SumRows(ofColumns, (nint)factors, pass).WithLengths(layer.Decay.Shape));
            return;
        }

        var sum = pass.Take(layer.Decay.Shape);
        DeviceOverTime.Run(pass, ReductionText.Positions, 1, new KernelArguments()
            .Add(1u).Add(DeviceTools.Number(ofColumns.Count)).Add(1.0, Precision.Float32).Read(ofColumns.Memory).Add(sum.Memory));
        pass.SetGradient(layer.Decay, sum);
    }
}
