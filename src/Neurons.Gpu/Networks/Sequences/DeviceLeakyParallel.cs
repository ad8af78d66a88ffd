using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>
/// Leaky neurons behind weights of their own, whose potentials come back to themselves alone, or to all. The gradient of a learnt threshold is summed
/// in float64.
/// </summary>
internal sealed class DeviceLeakyParallel : DeviceSequenceLayer
{
    private readonly LeakyParallel _layer;
    private readonly DeviceFiring _firing;

    public DeviceLeakyParallel(LeakyParallel layer, Device device)
    {
        (_layer, _firing) = (layer, new(layer.Derivative));
        if (layer.Threshold.IsLearnable) DeviceLayers.RequireFloat64(layer, device, "has a threshold whose gradient is summed in float64");
    }

    private nint Neurons => _layer.Options.Outputs;

    private nint Inputs => _layer.Options.Inputs;

    protected override DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass)
    {
        nint[] shape = [.. x.Lengths[..^1], Neurons];
        var rows = x.Lengths[0] * x.Lengths[1];
        var before = pass.Before<DeviceTensor<float>>(_layer);
        var sums = pass.Take(shape);
        DeviceProducts.Multiply(x, Inputs, 1, pass.Value(_layer.InputWeight), 1, Inputs, null, sums, rows, Neurons, Inputs);
        var (potential, distance, z) = _layer.Options.AllToAll ? StepByStep(sums, before, pass) : Steps(sums, before, pass);
        DelayLine.KeepLast(_layer, potential, before, pass);
        return new(DeviceSignal.EachStep(z), (dz, isWanted) =>
        {
            var ofDistance = _firing.PullBack(distance, dz, pass);
            if (_layer.Threshold.IsLearnable) SetThreshold(ofDistance, pass);
            var drive = _layer.Options.AllToAll ? BackStepByStep(potential, ofDistance, pass) : Back(
                potential, ofDistance, pass.Zeros(sums.Lengths[1..]), pass);
            SetGradients(x, drive, DelayLine.Rows(DelayLine.Of(before, DeviceSignal.EachStep(potential), 1, pass), 0, (int)shape[0], pass), pass);
            if (!isWanted) return null;
            var dx = pass.Take(x.Lengths);
            DeviceProducts.Multiply(drive, Neurons, 1, pass.Value(_layer.InputWeight), Inputs, 1, null, dx, rows, Inputs, Neurons);
            return dx;
        });
    }

    /// <summary>Potentials, how far they are from the threshold, and spikes of the sums of some steps.</summary>
    private (DeviceTensor<float> Potential, DeviceTensor<float> Distance, DeviceTensor<float> Spikes) Steps(
        DeviceTensor<float> sums, DeviceTensor<float>? before, DevicePass pass)
    {
        var (potential, distance, z) = (pass.Take(sums.Lengths), pass.Take(sums.Lengths), pass.Take(sums.Lengths));
        Run(SequenceText.Parallel, sums, pass, arguments => arguments.Add(before is null ? 0u : 1u)
            .Read(sums.Memory).Read(pass.Value(_layer.InputBias).Memory).Read(pass.Value(_layer.RecurrentBias).Memory)
            .Read(pass.Value(_layer.RecurrentWeight).Memory).Read(pass.Value(_layer.Threshold).Memory).Read((before ?? sums).Memory)
            .Add(potential.Memory).Add(distance.Memory).Add(z.Memory));
        return (potential, distance, z);
    }

    /// <summary>The same where each reaches all: a product at each step.</summary>
    private (DeviceTensor<float> Potential, DeviceTensor<float> Distance, DeviceTensor<float> Spikes) StepByStep(
        DeviceTensor<float> sums, DeviceTensor<float>? before, DevicePass pass)
    {
        var steps = new List<(DeviceTensor<float> Potential, DeviceTensor<float> Distance, DeviceTensor<float> Spikes)>();
        for (var t = 0; t < sums.Lengths[0]; t++)
        {
            var row = DelayLine.Rows(sums, t, 1, pass);
            if (before is not null)
            {
                var start = row;
                row = pass.Take(start.Lengths);
                DeviceProducts.Multiply(
                    before, Neurons, 1, pass.Value(_layer.RecurrentWeight), 1, Neurons, start, row, sums.Lengths[1], Neurons, Neurons, inOrder: true);
            }

            steps.Add(Steps(row, null, pass));
            before = steps[^1].Potential;
        }

        DeviceTensor<float> Stack(Func<(DeviceTensor<float> Potential, DeviceTensor<float> Distance, DeviceTensor<float> Spikes),
            DeviceTensor<float>> part) => DeviceProducts.Stack([.. steps.Select(part)], sums.Lengths[1..], pass);
        return (Stack(step => step.Potential), Stack(step => step.Distance), Stack(step => step.Spikes));
    }

    /// <summary>The gradient of what is rectified.</summary>
    /// <param name="potential">The potentials of some steps.</param>
    /// <param name="ofDistance">The gradient of their distances.</param>
    /// <param name="carried">The gradient of the last potential, from later steps; then of the one before the first.</param>
    /// <param name="pass">The pass.</param>
    private DeviceTensor<float> Back(DeviceTensor<float> potential, DeviceTensor<float> ofDistance, DeviceTensor<float> carried, DevicePass pass)
    {
        var drive = pass.Take(potential.Lengths);
        Run(SequenceText.ParallelBack, potential, pass, arguments => arguments
            .Read(potential.Memory).Read(ofDistance.Memory).Read(pass.Value(_layer.RecurrentWeight).Memory).Add(carried.Memory).Add(drive.Memory));
        return drive;
    }

    private DeviceTensor<float> BackStepByStep(DeviceTensor<float> potential, DeviceTensor<float> ofDistance, DevicePass pass)
    {
        var carried = pass.Zeros(potential.Lengths[1..]);
        var drives = new List<DeviceTensor<float>>();
        for (var t = (int)potential.Lengths[0] - 1; t >= 0; t--)
        {
            var own = Back(DelayLine.Rows(potential, t, 1, pass), DelayLine.Rows(ofDistance, t, 1, pass), carried, pass);
            carried = pass.Take(carried.Lengths);
            DeviceProducts.Multiply(
                own, Neurons, 1, pass.Value(_layer.RecurrentWeight), Neurons, 1, null, carried, own.Lengths[1], Neurons, Neurons, inOrder: true);
            drives.Insert(0, own);
        }

        return DeviceProducts.Stack(drives, potential.Lengths[1..], pass);
    }

    private void SetGradients(DeviceTensor<float> x, DeviceTensor<float> drive, DeviceTensor<float> last, DevicePass pass)
    {
        var rows = drive.Count / Neurons;
        var (ofInput, ofRecurrent) = (pass.Take(_layer.InputWeight.Shape), pass.Take(_layer.RecurrentWeight.Shape));
        DeviceProducts.Multiply(drive, 1, Neurons, x, Inputs, 1, null, ofInput, Neurons, Inputs, rows);
        pass.SetGradient(_layer.InputWeight, ofInput);
        var ofBias = DeviceProducts.SumRows(drive, Neurons, pass);
        pass.SetGradient(_layer.InputBias, ofBias);
        pass.SetGradient(_layer.RecurrentBias, pass.Hold(ofBias.Clone()));
        if (_layer.Options.AllToAll)
        {
            DeviceProducts.Multiply(drive, 1, Neurons, last, Neurons, 1, null, ofRecurrent, Neurons, Neurons, rows);
            pass.SetGradient(_layer.RecurrentWeight, ofRecurrent);
            return;
        }

        var products = pass.Take(drive.Lengths);
        DeviceProducts.Run(pass.Device, NetworkText.ScaleRows, products.Count, new KernelArguments()
            .Add(DeviceTools.Number(products.Count)).Add(DeviceTools.Number(products.Count))
            .Read(drive.Memory).Read(last.Memory).Add(products.Memory));
        pass.SetGradient(_layer.RecurrentWeight, DeviceProducts.SumRows(products, Neurons, pass));
    }

    /// <summary>The gradient of the threshold: less the sums of the steps, from the last to the first.</summary>
    private void SetThreshold(DeviceTensor<float> ofDistance, DevicePass pass)
    {
        var gradient = pass.Take(_layer.Threshold.Shape);
        pass.Device.Tool(Precision.Float64, SequenceText.Threshold, SequenceText.OfWide).Run(1, new KernelArguments()
            .Add(1u).Add((uint)ofDistance.Lengths[0]).Add(DeviceTools.Number(Columns(ofDistance)))
            .Read(ofDistance.Memory).Add(gradient.Memory));
        pass.SetGradient(_layer.Threshold, gradient);
    }

    private void Run(string kernel, DeviceTensor<float> steps, DevicePass pass, Func<KernelArguments, KernelArguments> rest)
    {
        var width = Columns(steps);
        pass.Device.Tool(Precision.Float32, kernel, SequenceText.Of).Run(width, rest(new KernelArguments()
            .Add(DeviceTools.Number(width)).Add((uint)steps.Lengths[0]).Add((uint)Neurons).Add(_layer.Options.AllToAll ? 0u : 1u)));
    }
}
