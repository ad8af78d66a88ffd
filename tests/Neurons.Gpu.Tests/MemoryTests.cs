using Neurons.Networks;

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
    public void A_tensor_that_is_disposed_of_while_the_device_has_yet_to_read_it_is_read_first()
    {
        var device = TestDevice.Device;
        var neuron = new CubaLif(5000).On(device);
        var x = TestDevice.Drive<float>([20, 5000], 1);
        using var state = neuron.Initial<float>([5000]);
        var expected = new CubaLif(5000).Integral(x).Output;
        for (var i = 0; i < 5; i++)
        {
            var input = device.Copy(x);
            var (spikes, last) = neuron.Integral(state, input);
            input.Dispose();
            using var zeros = device.Zeros<float>(20, 5000);
            TestDevice.SameBits(expected, spikes.ToTensor(), "spikes");
            spikes.Dispose();
            last.Dispose();
        }
    }

    [DeviceFact]
    public void Several_threads_use_one_device_and_one_kernel()
    {
        var device = TestDevice.Device;
        var neuron = new CubaLif(300).On(device);
        Parallel.For(0, 4, seed =>
        {
            var x = TestDevice.Drive<float>([30, 300], (ulong)seed);
            var expected = new CubaLif(300).Integral(x).Output;
            for (var i = 0; i < 10; i++)
            {
                using var state = neuron.Initial<float>([300]);
                using var input = device.Copy(x);
                var (spikes, last) = neuron.Integral(state, input);
                TestDevice.SameBits(expected, spikes.ToTensor(), "spikes");
                spikes.Dispose();
                last.Dispose();
            }
        });
    }

    [DeviceFact]
    public void What_is_larger_than_any_memory_is_refused_with_its_shape()
    {
        var huge = Assert.Throws<DeviceException>(() => TestDevice.Device.Allocate<float>(1 << 30, 1 << 30, 1 << 30));
        Assert.Contains("[1073741824, 1073741824, 1073741824]", huge.Message);
        Assert.Throws<DeviceException>(() => TestDevice.Device.Allocate<double>(1 << 30, 1 << 20));
    }

    [DeviceTheory]
    [InlineData(3, false), InlineData(2, true), InlineData(2, false)]
    public async Task A_training_holds_no_more_after_many_batches_and_nothing_when_it_is_over(int segment, bool accumulate)
    {
        var device = TestDevice.Device;
        var before = Exclusive.Allocated(device);
        var network = new Sequential(
            1, new Linear(64, 20), new BatchNorm(20), new CubaLif(new CubaLifOptions { VTh = Learnable.PerNeuron(1) }),
            new Feedback(new Lif()), new Linear(20, 10));
        var held = new List<long>();
        var trainer = new Trainer(network, Loss.CountCrossEntropy(), new Adam())
        {
            TimeSteps = 3,
            BatchSize = 30,
            Method = new TruncatedBptt(segment, accumulate),
        };
        trainer.OnBatch = _ => held.Add(device.Allocated);
        using (var onDevice = network.On(device))
        {
            trainer.Device = onDevice;
            await foreach (var epoch in trainer.TrainAsync(Digits.Load().Take([.. Enumerable.Range(0, 120)]), 2)) Assert.True(epoch.Loss > 0);
        }

        Assert.Equal(8, held.Count);
        Assert.True(held[0] > before);
        Assert.All(held, bytes => Assert.Equal(held[0], bytes));
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
