using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>A layer that maps a whole sequence at once: an input that stays the same is written out for it.</summary>
internal abstract class DeviceSequenceLayer : DeviceLayer
{
    public sealed override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
    {
        if (!input.IsConstant) return Run(input.Values, pass);
        var whole = pass.Take([input.Steps, .. input.Shape]);
        DeviceProducts.Repeat(input.Values, whole);
        var (output, pullback) = Run(whole, pass);
        return new(output, (dy, isWanted) => pullback(dy, isWanted) is { } dx ? DeviceProducts.SumSteps(dx, input.Lengths, pass) : null);
    }

    /// <summary>The output of a sequence [T, batch, features…], and the gradient function.</summary>
    protected abstract DeviceLayerRun Run(DeviceTensor<float> x, DevicePass pass);

    /// <summary>The numbers of a step.</summary>
    protected static long Columns(DeviceTensor<float> sequence) => Primitives.Shapes.Elements(sequence.Lengths[1..]);
}

/// <summary>The way back through spikes of potentials, by the derivative that stands for theirs.</summary>
/// <param name="derivative">The derivative.</param>
internal sealed class DeviceFiring(Surrogate derivative)
{
    private DeviceKernel? _kernel;

    /// <summary>The gradient of the potentials.</summary>
    public DeviceTensor<float> PullBack(DeviceTensor<float> potential, DeviceTensor<float> dz, DevicePass pass)
    {
        _kernel ??= pass.Device.Kernel(FunctionText.OfFiringBack(pass.Device.Language, Precision.Float32, derivative), FunctionText.FiringBack);
        var du = pass.Take(potential.Lengths);
        _kernel.Run(du.Count, new KernelArguments()
            .Add(DeviceTools.Number(du.Count)).Read(potential.Memory).Read(dz.Memory).Add(du.Memory));
        return du;
    }
}
