namespace Neurons.Gpu;

/// <summary>
/// How a layer of a network runs on a device. The library's layers that can are registered with <see cref="DeviceLayers"/>, and so may be your own.
/// </summary>
public abstract class DeviceLayer : IDisposable
{
    /// <summary>The output of a sequence, and the gradient function.</summary>
    /// <param name="input">The input, in a shape that the layer has been built for.</param>
    /// <param name="pass">The numbers of the parameters, and memory for the results.</param>
    public abstract DeviceLayerRun Forward(DeviceSignal input, DevicePass pass);

    /// <summary>Gives back what it holds from pass to pass.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what it holds from pass to pass. Default: it holds nothing.</summary>
    /// <param name="disposing">Whether it was asked for.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A forward pass of a layer on a device.</summary>
/// <param name="Output">The output.</param>
/// <param name="Pullback">
/// From the gradient of the output, in its shape, and whether that of the input is wanted, to the latter, in the input's shape; null where it is not.
/// It gives the gradients of parameters to <see cref="DevicePass.SetGradient"/>. Called at most once, and only in training.
/// </param>
public sealed record DeviceLayerRun(DeviceSignal Output, Func<DeviceTensor<float>, bool, DeviceTensor<float>?> Pullback);
