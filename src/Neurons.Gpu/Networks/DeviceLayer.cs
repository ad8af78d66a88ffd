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

    /// <summary>Whether it takes several inputs, and gives several outputs; then <see cref="ForwardAll"/> is asked. Default: it does not.</summary>
    public virtual bool TakesAll => false;

    /// <summary>Some outputs of a sequence, and the gradient function. Default: the one of one input.</summary>
    /// <param name="inputs">The inputs, in the order of the layer's names.</param>
    /// <param name="outputs">The places of the names of the outputs that somebody takes.</param>
    /// <param name="pass">The numbers of the parameters, and memory for the results.</param>
    public virtual DeviceLayerOutputs ForwardAll(IReadOnlyList<DeviceSignal> inputs, IReadOnlyList<int> outputs, DevicePass pass)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(pass);
        var (output, pullback) = Forward(inputs[0], pass);
        return new([output], (gradients, areWanted) => [pullback(gradients[0], areWanted[0])]);
    }

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

/// <summary>A forward pass of a layer with several inputs or outputs on a device.</summary>
/// <param name="Outputs">The outputs that were asked for.</param>
/// <param name="Pullback">
/// From the gradients of these outputs, and whether that of each input is wanted, to the latter; null where one is not. Called as that of a
/// <see cref="DeviceLayerRun"/>.
/// </param>
public sealed record DeviceLayerOutputs(
    IReadOnlyList<DeviceSignal> Outputs,
    Func<IReadOnlyList<DeviceTensor<float>>, IReadOnlyList<bool>, IReadOnlyList<DeviceTensor<float>?>> Pullback);
