using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Simulation;

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

        using var x16 = x.To<Half>();
        using var state16 = neurons.Initial<Half>([32, 1000]);
        var (spikes16, next16) = neurons.Integral(state16, x16);

        using var copies = device.Stream();
        DeviceTensor<float> following;
        var (first, last) = neurons.Integral(state, x);
        using (copies.Use()) following = device.Copy(input);
        var (others, end) = neurons.Integral(last, following);

        Assert.Equal(first.Lengths.ToArray(), others.Lengths.ToArray());
        Assert.Equal(10, end.Step);
        Assert.Equal((nint[])[5, 32, 1000], spikes16.Lengths.ToArray());
        Assert.Equal(5, next16.Step);
        Assert.Equal((nint[])[5, 32, 1000], here.Lengths.ToArray());
        Assert.Equal(5, next.Step);
        Assert.Equal((nint[])[5, 32, 1000], dx.Lengths.ToArray());
    }

    [DeviceFact]
    public unsafe void The_guides_memory_of_others_is_written_to()
    {
        var device = TestDevice.Device;
        var neurons = new CubaLif(1000).On(device);
        var x = device.Copy(Tensors.Uniform<float>([5, 32, 1000]));
        var state = neurons.Initial<float>([32, 1000]);
        using var dOutput = device.Copy(Tensors.Uniform<float>([5, 32, 1000]));
        using var dInput = device.Allocate<float>(5, 32, 1000);
        var numbers = GC.AllocateArray<float>(5 * 32 * 1000, pinned: true);
        var address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref numbers[0]);

        using (var output = device.View<float>(address, 5, 32, 1000))
        {
            DeviceTensor<float>[] final = [.. state.Names.Select(name => state[name].Clone())];
            neurons.Integral(state, [x], output, final);
            neurons.Gradients(state, [x], dOutput, into: new([dInput]));
        }

        var (expected, _) = neurons.Integral(state, x);
        Assert.Equal(expected.ToTensor().ToArray(), numbers);
        using var pullback = neurons.Pullback(state, x);
        TestDevice.SameBits(pullback.Gradients(dOutput).Input.ToTensor(), dInput.ToTensor(), "gradient");
    }

    [DeviceFact]
    public void The_guides_populations_run()
    {
        var device = Device.Default;

        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var cells = net.Add("neurons", new CondExpLif(4000, new() { Inhibition = true, Current = true }));
        net.Connect(cells[..3200], cells, "excitatory", new FixedProbability(0.02), weight: 0.6, delay: 0.1);
        net.Connect(cells[3200..], cells, "inhibitory", new FixedProbability(0.02), weight: 6.7, delay: 0.1);
        net.Drive(cells, "current", 20.0);
        var recorded = net.RecordSpikes(cells);
        using var onDevice = net.On(device);
        net.Run(100);

        Assert.NotEqual(0, recorded.Count);
    }

    [DeviceFact]
    public async Task The_guides_network_is_evaluated_and_trained()
    {
        var device = Device.Default;
        var images = Tensors.Uniform<float>([4, 784]);
        var data = new Dataset(images, [1, 2, 3, 4]);

        var network = new Sequential(seed: 1, new Linear(784, 1000), new CubaLif(), new Linear(1000, 10), new LeakyIntegrator());
        using var onDevice = network.On(device);
        var output = onDevice.Predict(images, timeSteps: 25);
        Assert.Equal((nint[])[25, 4, 10], output.Lengths.ToArray());

        var trainer = new Trainer(network, Loss.CountCrossEntropy(), new Adam(1e-3)) { Device = onDevice };
        await foreach (var epoch in trainer.TrainAsync(data, epochs: 1)) Assert.True(epoch.Loss > 0);
    }
}
