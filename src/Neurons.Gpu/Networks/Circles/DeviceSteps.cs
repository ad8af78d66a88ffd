namespace Neurons.Gpu;

/// <summary>A layer that can run one step at a time on a device.</summary>
internal interface IDeviceStepwise
{
    /// <summary>Makes ready for a pass.</summary>
    /// <param name="shape">The shape of the output at a step, [batch, features…].</param>
    /// <param name="pass">The pass.</param>
    DeviceSteps Steps(nint[] shape, DevicePass pass);
}

/// <summary>
/// A node of a circle in a pass on a device: <see cref="Forward"/> of each step, <see cref="End"/>; and for the gradient
/// <see cref="Backward"/> of each step from the last to the first, and <see cref="SetGradients"/>.
/// </summary>
internal abstract class DeviceSteps
{
    /// <summary>What it gave before the first step of a sequence that begins; null for 0.</summary>
    public virtual DeviceTensor<float>? Start => null;

    /// <summary>The output of a step, [batch, features…].</summary>
    /// <param name="inputs">The inputs at the step.</param>
    /// <param name="sum">What the output is added to; null for nothing.</param>
    /// <param name="step">Which step it is.</param>
    public abstract DeviceTensor<float> Forward(DeviceTensor<float>[] inputs, DeviceTensor<float>? sum, int step);

    /// <summary>The gradient of each input at a step, of that of the output.</summary>
    public abstract IReadOnlyList<DeviceTensor<float>?> Backward(DeviceTensor<float> gradient, int step);

    /// <summary>After the last step: keeps what a pass that goes on needs.</summary>
    public virtual void End()
    {
    }

    /// <summary>Gives the gradients of the parameters, of all steps, to the pass.</summary>
    public virtual void SetGradients()
    {
    }
}
