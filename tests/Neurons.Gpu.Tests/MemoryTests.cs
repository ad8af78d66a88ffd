namespace Neurons.Gpu.Tests;

[Collection(nameof(Exclusive))]
public class MemoryTests
{
    [DeviceFact]
    public void Ten_thousand_tensors_leave_nothing_behind()
    {
        var device = TestDevice.Device;
        var before = Exclusive.Allocated(device);
        for (var i = 0; i < 10_000; i++)
        {
            using var tensor = device.Allocate<float>(1000);
        }

        Assert.Equal(before, device.Allocated);
        using (device.Zeros<double>(10, 10)) Assert.Equal(before + 800, device.Allocated);
        Assert.Equal(before, device.Allocated);
    }

    [DeviceFact]
    public void A_call_and_its_gradient_leave_nothing_behind()
    {
        var device = TestDevice.Device;
        var neuron = new CubaLif(100).On(device);
        var before = Exclusive.Allocated(device);
        for (var i = 0; i < 3; i++)
        {
            using var state = neuron.Initial<float>([100]);
            using var input = device.Zeros<float>(40, 100);
            using var pullback = neuron.Pullback(state, input);
            using var gradients = pullback.Gradients(input, DeviceGradientRequest.All);
            var (spikes, final) = neuron.Spikes(state, input);
            spikes.Dispose();
            final.Dispose();
            var (counts, last) = neuron.SpikeCounts(state, input);
            counts.Dispose();
            last.Dispose();
        }

        Assert.Equal(before, device.Allocated);
    }
}
