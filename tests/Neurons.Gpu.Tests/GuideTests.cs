using System.Numerics.Tensors;

namespace Neurons.Gpu.Tests;

/// <summary>The code of docs/gpu.md.</summary>
public class GuideTests
{
    [DeviceFact]
    public void The_guides_code_runs()
    {
        var input = Tensors.Uniform<float>([5, 32, 1000]);
        var dSpikes = Tensors.Uniform<float>([5, 32, 1000]);

        var device = Device.Default;
        var neurons = new CubaLif(1000).On(device);

        var x = device.Copy(input);
        var state = neurons.Initial<float>([32, 1000]);
        var (spikes, next) = neurons.Integral(state, x);
        Tensor<float> here = spikes.ToTensor();

        using var pullback = neurons.Pullback(state, x);
        using var gradients = pullback.Gradients(device.Copy(dSpikes), DeviceGradientRequest.All);
        var dx = gradients.Input;

        Assert.Equal((nint[])[5, 32, 1000], here.Lengths.ToArray());
        Assert.Equal(5, next.Step);
        Assert.Equal((nint[])[5, 32, 1000], dx.Lengths.ToArray());
    }
}
