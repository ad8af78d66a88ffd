using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

/// <summary>Networks on a device beside the processor's, whose products are the library's own here: the bits are the same.</summary>
public sealed class NetworkTests : IDisposable
{
    private const int Steps = 7;
    private readonly BlasEngine _before = Blas.Engine;

    public NetworkTests() => Blas.Engine = BlasEngine.Managed;

    public void Dispose() => Blas.Engine = _before;

    private static Device Device => TestDevice.Device;

    public static TheoryData<string> Optimizers() =>
        ["adam", "adam:weight_decay=0.1", "adamw:weight_decay=0.1", "sgd", "sgd:momentum=0.9,nesterov", "sgd:momentum=0.9,dampening=0.1,decoupled"];

    [DeviceTheory]
    [MemberData(nameof(Optimizers))]
    public async Task A_training_has_the_processors_weights_and_losses_to_the_bit(string optimizer)
    {
        var (expected, _) = await Trained(false, optimizer, Direct);
        var (actual, _) = await Trained(true, optimizer, Direct);
        SameWeights(expected, actual);
    }

    [DeviceTheory]
    [InlineData("norm:largest=0.05")]
    [InlineData("norm:largest=1e9")]
    [InlineData("value:largest=0.001")]
    public async Task Clipped_gradients_are_the_processors_to_the_bit(string clipping)
    {
        var clip = GradientClipping.Kinds.Parse(clipping);
        var (expected, _) = await Trained(false, "sgd:learning_rate=0.1", Spiking, clip);
        var (actual, _) = await Trained(true, "sgd:learning_rate=0.1", Spiking, clip);
        SameWeights(expected, actual);
    }

    [DeviceFact]
    public async Task Learnable_neurons_noise_and_dropout_are_the_processors_to_the_bit()
    {
        var (expected, one) = await Trained(false, "adam:learning_rate=0.02", Noisy);
        var (actual, other) = await Trained(true, "adam:learning_rate=0.02", Noisy);
        SameWeights(expected, actual);
        Assert.Equal(one.Loss, other.Loss);
        Assert.Equal(one.Test!.Accuracy, other.Test!.Accuracy);
    }

    [DeviceFact]
    public async Task Convolutions_and_pooling_are_the_processors_to_the_bit()
    {
        foreach (var make in (Func<Sequential>[])[OfImages, Strips])
            SameWeights((await Trained(false, "sgd:learning_rate=0.1", make)).Network, (await Trained(true, "sgd:learning_rate=0.1", make)).Network);
    }

    [DeviceFact]
    public async Task An_optimizer_of_ones_own_and_several_batches_to_an_update_are_the_processors_to_the_bit()
    {
        SameWeights((await Trained(false, "sgd", Direct, own: true)).Network, (await Trained(true, "sgd", Direct, own: true)).Network);
        SameWeights((await Trained(false, "adam", Direct, batches: 2)).Network, (await Trained(true, "adam", Direct, batches: 2)).Network);
    }

    [DeviceFact]
    public void An_evaluation_has_the_processors_bits_also_after_weights_have_been_changed()
    {
        var network = Noisy();
        using var onDevice = network.On(Device);
        var x = Tensors.Uniform<float>([Steps, 3, 4, 16]);
        TestDevice.SameBits(network.Predict(x), onDevice.Predict(x), "output");
        network.Parameters[0].Value.Span().Fill(0.125f);
        network.Parameters[0].Changed();
        TestDevice.SameBits(network.Predict(x), onDevice.Predict(x), "output with other weights");
        var row = Tensors.Uniform<float>([3, 4, 16]);
        TestDevice.SameBits(network.Predict(row, Steps), onDevice.Predict(row, Steps), "output of a constant input");
        Assert.Contains("[3, 4, 16]", Assert.Throws<ArgumentException>(() => onDevice.Predict(row)).Message);
    }

    [DeviceFact]
    public async Task A_training_goes_on_on_the_processor_where_the_device_left_it_and_a_file_of_it_is_an_ordinary_one()
    {
        var (data, test) = Data(Direct());
        var whole = Trainer(Direct(), "adam", null);
        await Run(whole, data, test, 2);

        var begun = Trainer(Direct(), "adam", null);
        using (var device = begun.Network.On(Device))
        {
            begun.Device = device;
            await Run(begun, data, test, 1);
        }

        var file = Path.GetTempFileName();
        try
        {
            begun.Save(file);
            var resumed = Networks.Trainer.Resume(file);
            await Run(resumed, data, test, 1);
            SameWeights(whole.Network, resumed.Network);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [DeviceFact]
    public async Task A_gradient_that_is_not_finite_is_named_and_changes_nothing()
    {
        var trainer = Trainer(Spiking(), "adam", null);
        using var device = trainer.Network.On(Device);
        trainer.Device = device;
        var weight = trainer.Network.Parameters[^1];
        weight.Value.Span().Fill(float.MaxValue);
        weight.Changed();
        var (data, _) = Data(trainer.Network);
        var problem = await Assert.ThrowsAsync<NotFiniteNumberException>(() => Run(trainer, data, null, 1));
        Assert.Contains("epoch 1, batch 1", problem.Message);
        Assert.Equal(0, trainer.Optimizer.Updates);
    }

    [DeviceFact]
    public void What_does_not_run_on_devices_is_refused_by_name()
    {
        var layer = Assert.Throws<ArgumentException>(() => new Sequential(1, new Linear(4, 4), new Qcfs()).On(Device));
        Assert.Contains("Layer 1, Qcfs", layer.Message);
        Assert.Contains("Linear", layer.Message);
        var trainer = new Trainer(Direct(), Loss.CountCrossEntropy(), new Adam()) { Method = new Fptt(3) };
        using var own = trainer.Network.On(Device);
        Assert.Contains("bptt and truncated_bptt", Assert.Throws<ArgumentException>(() => trainer.Device = own).Message);
        using var other = Direct().On(Device);
        Assert.Contains("another network", Assert.Throws<ArgumentException>(() => trainer.Device = other).Message);
    }

    [DeviceFact]
    public void A_layer_of_ones_own_runs_by_a_kernel_of_its_own()
    {
        DeviceLayers.Register<Doubling>((_, _) => new DeviceDoubling());
        var network = new Sequential(1, new Linear(5, 4), new Doubling());
        using var onDevice = network.On(Device);
        var x = Tensors.Uniform<float>([2, 3, 5]);
        TestDevice.SameBits(network.Predict(x), onDevice.Predict(x), "output");
    }

    /// <summary>Numbers that stay the same, a linear layer of them, neurons, and a readout.</summary>
    private static Sequential Direct() => new(3, new Linear(64, 37), new CubaLif(), new Linear(37, 10, bias: false), new LeakyIntegrator());

    /// <summary>The output of spiking neurons.</summary>
    private static Sequential Spiking() => new(5, new Linear(64, 20), new Lif(), new Linear(20, 10), new CubaLif());

    /// <summary>Neurons with noise, parameters that are learnt: one number, one for each neuron or channel; dropout of both kinds.</summary>
    private static Sequential Noisy() => new(
        7, new CubaLif([4, 16], new CubaLifOptions { VTh = Learnable.PerChannel(0.1) }), new Flatten(), new Dropout(0.3), new Linear(64, 30),
        new ExtendedLif(
            new ExtendedLifOptions { Tau = Learnable.Shared(20), BaselineThreshold = Learnable.PerNeuron(1), Surrogate = Surrogate.Atan() }),
        new Linear(30, 20), new Activation(ActivationFunction.Relu), new Dropout(0.2, perStep: true), new Linear(20, 10),
        new LeakyIntegrator());

    /// <summary>Groups, strides, padding, windows that overlap and such that do not.</summary>
    private static Sequential OfImages() => new(
        9, new Input(2, 8, 8), new Conv2d(2, 6, 3, padding: 1), new CubaLif(new CubaLifOptions { VTh = 0.1 }), new MaxPool2d(2),
        new Conv2d(6, 4, 3, padding: 2, dilation: 2, groups: 2, bias: false), new Activation(ActivationFunction.Relu),
        new AveragePool2d(3, stride: 1, padding: 1, countPadding: false), new SumPool2d(2), new Conv2d(4, 8, 2, stride: 2), new Flatten(),
        new Linear(8, 10), new LeakyIntegrator());

    /// <summary>Images so large that the processor takes them in strips.</summary>
    private static Sequential Strips() => new(
        11, new Input(1, 64, 64), new Conv2d(1, 64, 1), new Conv2d(64, 2, 3, padding: 1), new AveragePool2d(16), new Flatten(), new Linear(32, 10),
        new LeakyIntegrator());

    private static (Dataset Training, Dataset Test) Data(Network network)
    {
        if (network.InputShape is [var channels, var height, var width])
            return (Images(channels == 1 ? 2 : 40, channels, height, width), Images(3, channels, height, width));
        var all = Digits.Load();
        return network.InputShape.Length == 2
            ? (Images(80, 4, 16), Images(40, 4, 16))
            : (all.Take([.. Enumerable.Range(0, 80)]), all.Take([.. Enumerable.Range(100, 40)]));
    }

    private static Dataset Images(int count, params int[] shape) =>
        new(Tensors.Uniform<float>([count, .. shape], 0, 1, (ulong)count), [.. Enumerable.Range(0, count).Select(i => i % 10)]);

    private static Trainer Trainer(Sequential network, string optimizer, GradientClipping? clipping, bool own = false, int batches = 1) =>
        new(network, Loss.CountCrossEntropy(), own ? new Signs() : Optimizer.Kinds.Parse(optimizer))
        {
            TimeSteps = Steps,
            BatchSize = 32,
            Clipping = clipping,
            AccumulateBatches = batches,
            Encoding = network.Layers[1] is Lif ? InputEncoding.Parse("rate") : InputEncoding.Direct,
        };

    private static async Task<(Sequential Network, Epoch Last)> Trained(
        bool onDevice, string optimizer, Func<Sequential> make, GradientClipping? clipping = null, bool own = false, int batches = 1)
    {
        var network = make();
        var trainer = Trainer(network, optimizer, clipping, own, batches);
        using var device = onDevice ? network.On(Device) : null;
        trainer.Device = device;
        var (data, test) = Data(network);
        return (network, await Run(trainer, data, test, 2));
    }

    private static async Task<Epoch> Run(Trainer trainer, Dataset data, Dataset? test, int epochs)
    {
        Epoch? last = null;
        await foreach (var epoch in trainer.TrainAsync(data, epochs, test)) last = epoch;
        return last!;
    }

    private static void SameWeights(Network expected, Network actual)
    {
        for (var p = 0; p < expected.Parameters.Count; p++)
            TestDevice.SameBits(expected.Parameters[p].Value, actual.Parameters[p].Value, expected.Parameters[p].Name);
    }

    /// <summary>An optimizer of one's own: the sign of the gradient.</summary>
    private sealed class Signs() : Optimizer(0.01)
    {
        protected override void Update(in ParameterUpdate update)
        {
            for (var i = 0; i < update.Values.Length; i++) update.Values[i] -= (float)LearningRate * MathF.Sign(update.Gradient[i]);
        }
    }

    private sealed class Doubling : Layer
    {
        public override int[] OutputShape(int[] input) => input;

        public override string ToString() => "Doubling";

        public override LayerRun Forward(Signal input, Pass pass)
        {
            var y = pass.Take(this, "output", input.Values.Lengths);
            TensorPrimitives.Multiply(input.Values.ReadOnlySpan(), 2, y.Span());
            return new(input.With(y));
        }
    }

    private sealed class DeviceDoubling : DeviceLayer
    {
        private const string Source =
            "KERNEL twice(const uint count, GLOBAL const real* x, GLOBAL real* y) { if (ITEM < count) y[ITEM] = 2 * x[ITEM]; }\n";

        public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
        {
            var y = pass.Take(input.Values.Lengths);
            pass.Run(Source, "twice", y.Count, (uint)y.Count, input.Values, y);
            return new(input.With(y), (_, _) => throw new NotSupportedException());
        }
    }
}
