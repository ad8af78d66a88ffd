using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>What stands for the steps of a sequence.</summary>
internal sealed class DeviceOverTime(OverTime layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        if (input.Steps < 1) throw new ArgumentException("OverTime: the input has no steps; at least one is needed.", nameof(input));
        var x = input.Values;
        // a sequence that stays the same is one step, times their number where they are added
        var steps = input.IsConstant ? 1 : input.Steps;
        var scale = layer.Reduction switch
        {
            Reduction.Sum => input.IsConstant ? input.Steps : 1,
            Reduction.Mean when !input.IsConstant => 1.0 / steps,
            _ => 1.0,
        };
        var kind = layer.Reduction switch { Reduction.Max => 0u, Reduction.Last => 2u, Reduction.MaxMagnitude => 3u, _ => 1u };
        var y = pass.Take(input.Shape);
        KernelArguments Begin() => new KernelArguments()
            .Add(DeviceTools.Number(y.Count)).Add((uint)steps).Add(kind).Add(scale == 1 ? 0u : 1u).Add(scale, Precision.Float32).Read(x.Memory);
        Run(pass, ReductionText.OverTime, y.Count, Begin().Add(y.Memory));
        return new(DeviceSignal.Constant(1, y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            Run(pass, ReductionText.OverTimeBack, y.Count, Begin().Read(y.Memory).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }

    public static void Run(DevicePass pass, string kernel, long items, KernelArguments arguments) =>
        pass.Device.Tool(Precision.Float32, kernel, ReductionText.Of).Run(items, arguments);
}

/// <summary>The mean or the sum of all positions of a channel.</summary>
internal sealed class DeviceGlobalPool(GlobalPool layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var y = pass.Take(x.Lengths[..(input.IsConstant ? 2 : 3)]);
        var size = y.Count == 0 ? 1 : x.Count / y.Count;
        var divisor = layer.Options.Of == PoolOver.Mean ? size : 1;
        KernelArguments Begin(long count) => new KernelArguments()
            .Add(DeviceTools.Number(count)).Add(DeviceTools.Number(size)).Add(divisor, Precision.Float32);
        DeviceOverTime.Run(pass, ReductionText.Positions, y.Count, Begin(y.Count).Read(x.Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceOverTime.Run(pass, ReductionText.PositionsBack, dx.Count, Begin(dx.Count).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }
}

/// <summary>The sums over groups of channels.</summary>
internal sealed class DeviceSumChannels(SumChannels layer) : DeviceLayer
{
    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        var x = input.Values;
        var shape = x.Lengths.ToArray();
        var channels = shape[input.IsConstant ? 1 : 2];
        shape[input.IsConstant ? 1 : 2] = layer.Options.Groups;
        var y = pass.Take(shape);
        var size = 1L;
        foreach (var length in input.Shape[2..]) size *= length;
        KernelArguments Begin(DeviceTensor<float> target) => new KernelArguments()
            .Add(DeviceTools.Number(target.Count)).Add((uint)(channels / layer.Options.Groups)).Add(DeviceTools.Number(size));
        DeviceOverTime.Run(pass, ReductionText.Groups, y.Count, Begin(y).Read(x.Memory).Add(y.Memory));
        return new(input.With(y), (dy, isWanted) =>
        {
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceOverTime.Run(pass, ReductionText.GroupsBack, dx.Count, Begin(dx).Read(dy.Memory).Add(dx.Memory));
            return dx;
        });
    }
}

/// <summary>The product of an input and a factor, which may be one for groups of channels.</summary>
internal sealed class DeviceMultiply(Multiply layer) : DeviceLayer
{
    public override bool TakesAll => true;

    public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass) =>
        throw new InvalidOperationException("Multiply has two inputs; a Graph feeds both.");

    public override DeviceLayerOutputs ForwardAll(IReadOnlyList<DeviceSignal> inputs, IReadOnlyList<int> outputs, DevicePass pass)
    {
        var (first, second) = (inputs[0], inputs[1]);
        var (x, factor) = (first.Values, second.Values);
        var isConstant = first.IsConstant && second.IsConstant;
        nint[] Over(DeviceSignal signal) => isConstant ? signal.Shape.ToArray() : [first.Steps, .. signal.Shape];
        var y = pass.Take(Over(first));
        Multiply(x, y);
        return new([isConstant ? DeviceSignal.Constant(first.Steps, y) : DeviceSignal.EachStep(y)], (gradients, areWanted) =>
        {
            var into = new DeviceTensor<float>?[2];
            if (areWanted[0])
            {
                var dx = pass.Take(y.Lengths);
                Multiply(gradients[0], dx);
                into[0] = OfSignal(dx, first, pass);
            }

            if (areWanted[1])
            {
                var df = pass.Take(Over(second));
                DeviceOverTime.Run(pass, ReductionText.FactorGradient, df.Count, Begin(df.Count)
                    .Add(DeviceTools.Number(x.Count)).Read(x.Memory).Read(gradients[0].Memory).Add(df.Memory));
                into[1] = OfSignal(df, second, pass);
            }

            return into;
        });

        void Multiply(DeviceTensor<float> source, DeviceTensor<float> target) =>
            DeviceOverTime.Run(pass, ReductionText.Factor, target.Count, Begin(target.Count)
                .Add(DeviceTools.Number(source.Count)).Add(DeviceTools.Number(factor.Count))
                .Read(source.Memory).Read(factor.Memory).Add(target.Memory));

        KernelArguments Begin(long count)
        {
            var of = first.Shape[1..];
            var by = second.Shape[1..];
            var isSame = of.SequenceEqual(by);
            var size = 1L;
            foreach (var length in of[(isSame ? 0 : 1)..]) size *= length;
            return new KernelArguments().Add(DeviceTools.Number(count)).Add(isSame ? 1u : (uint)(of[0] / by[0])).Add(DeviceTools.Number(size))
                .Add(of.Length == by.Length ? DeviceTools.Number(size) : 1u).Add(layer.Options.Complement ? 1u : 0u);
        }
    }

    /// <summary>The gradient of a signal: of one that stays the same where the other does not, the sum over time.</summary>
    private static DeviceTensor<float> OfSignal(DeviceTensor<float> gradient, DeviceSignal signal, DevicePass pass)
    {
        return gradient.Lengths.SequenceEqual(signal.Lengths) ? gradient : DeviceProducts.SumSteps(gradient, signal.Lengths, pass);
    }
}
