using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

/// <summary>Products by the system's library, and with spikes as bits, beside those of the own dense kernel.</summary>
[Collection(nameof(Exclusive))]
public sealed class ProductTests : IDisposable
{
    private readonly BlasEngine _before = Blas.Engine;

    public ProductTests() => Blas.Engine = BlasEngine.Managed;

    public void Dispose()
    {
        Blas.Engine = _before;
        DeviceBlas.Engine = null;
    }

    private static Device Device => TestDevice.Device;

    public static TheoryData<double, int, int, int, int> Spikes() => new()
    {
        { 0, 3, 2, 40, 5 }, { 0.02, 7, 5, 37, 9 }, { 0.1, 35, 3, 70, 33 }, { 0.124, 40, 2, 64, 10 }, { 0.126, 40, 2, 64, 10 }, { 0.5, 3, 40, 33, 65 },
        { 1, 33, 1, 1, 1 }, { 0.3, 1, 1, 100, 3 }, { 0.05, 1, 65, 31, 2 },
    };

    [DeviceTheory]
    [MemberData(nameof(Spikes))]
    public void Products_with_bits_have_the_bits_of_products_with_the_numbers_they_stand_for(
        double share, int steps, int batch, int inputs, int outputs)
    {
        var layer = new Sequential(1, new Linear(inputs, outputs));
        var linear = (Linear)layer.Layers[0];
        linear.Weight.Value.Span()[0] = -1;
        linear.Weight.Changed();
        var random = Tensors.Uniform<float>([steps, batch, inputs], 0, 1, 3);
        var bits = new SpikeBits(steps, batch * inputs);
        var values = Tensor.CreateFromShape<float>([steps, batch, inputs]);
        for (var i = 0; i < values.FlattenedLength; i++) values.Span()[i] = random.ReadOnlySpan()[i] < share ? 1 : 0;
        for (var t = 0; t < steps; t++) bits.Pack(t, values.ReadOnlySpan().Slice(t * batch * inputs, batch * inputs));
        var dy = Tensors.Uniform<float>([steps, batch, outputs], -1, 1, 4);

        using var parameters = new DeviceParameters(Device);
        using var onDevice = new DeviceLinear(linear);
        using var dense = new DevicePass(Device, parameters, 1);
        using var spiking = new DevicePass(Device, parameters, 1);
        var memory = Device.Take(bits.Words.Length * 8L, "bits");
        Device.Write(memory, in System.Runtime.InteropServices.MemoryMarshal.AsBytes(bits.Words)[0], memory.Length);
        var signal = DeviceSignal.Spikes(spiking.Hold(new DeviceSpikes(Device, memory, steps, batch * inputs)), [batch, inputs], spiking);
        var one = onDevice.Forward(DeviceSignal.EachStep(dense.Hold(Device.Copy(values))), dense);
        var other = onDevice.Forward(signal, spiking);
        TestDevice.SameBits(one.Output.Values.ToTensor(), other.Output.Values.ToTensor(), "output");
        var (mine, its) = (one.Pullback(dense.Hold(Device.Copy(dy)), true)!, other.Pullback(spiking.Hold(Device.Copy(dy)), true)!);
        TestDevice.SameBits(mine.ToTensor(), its.ToTensor(), "gradient of the input");
        foreach (var parameter in linear.StoredParameters)
            TestDevice.SameBits(dense.GradientOf(parameter)!.ToTensor(), spiking.GradientOf(parameter)!.ToTensor(), parameter.Name);
        TestDevice.SameBits(values, signal.Values.ToTensor(), "the spikes as numbers");
    }

    [DeviceFact]
    public void A_library_is_looked_for_and_said_to_be_missing_or_used_and_any_other_word_is_an_error()
    {
        Assert.Equal(DeviceBlasEngine.Own, DeviceBlas.EngineOf(Device));
        DeviceBlas.Engine = DeviceBlasEngine.Library;
        if (DeviceBlas.HasLibrary(Device)) Assert.Equal(DeviceBlasEngine.Library, DeviceBlas.EngineOf(Device));
        else Assert.Contains("is not found", Assert.Throws<DeviceException>(() => DeviceBlas.EngineOf(Device)).Message);
        DeviceBlas.Engine = DeviceBlasEngine.Own;
        Assert.Equal(DeviceBlasEngine.Own, DeviceBlas.EngineOf(Device));
        Assert.Contains("Own, Library", Assert.Throws<ArgumentOutOfRangeException>(() => DeviceBlas.Engine = (DeviceBlasEngine)7).Message);
    }

    public static TheoryData<int, int, int, int> Shapes() => new() { { 3, 4, 33, 17 }, { 1, 1, 1, 1 }, { 2, 70, 5, 1 }, { 5, 1, 1, 9 } };

    [LibraryTheory]
    [MemberData(nameof(Shapes))]
    public void Products_of_the_library_are_those_of_the_own_kernel_within_rounding(int steps, int batch, int inputs, int outputs)
    {
        var network = new Sequential(2, new Linear(inputs, outputs));
        var linear = (Linear)network.Layers[0];
        var (x, dy) = (Tensors.Uniform<float>([steps, batch, inputs], -1, 1, 5), Tensors.Uniform<float>([steps, batch, outputs], -1, 1, 6));
        using var parameters = new DeviceParameters(Device);
        using var onDevice = new DeviceLinear(linear);
        var results = new List<float[][]>();
        foreach (var engine in Enum.GetValues<DeviceBlasEngine>())
        {
            DeviceBlas.Engine = engine;
            using var pass = new DevicePass(Device, parameters, 1);
            var run = onDevice.Forward(DeviceSignal.EachStep(pass.Hold(Device.Copy(x))), pass);
            var dx = run.Pullback(pass.Hold(Device.Copy(dy)), true)!;
            results.Add([run.Output.Values.ToTensor().ToArray(), dx.ToTensor().ToArray(), pass.GradientOf(linear.Weight)!.ToTensor().ToArray()]);
        }

        foreach (var (own, its) in results[0].Zip(results[1]))
            for (var i = 0; i < own.Length; i++) Assert.Equal(own[i], its[i], 2e-6f * Math.Max(inputs, Math.Max(outputs, steps * batch)));
    }

    [LibraryTheory]
    [InlineData(1), InlineData(2)]
    public async Task A_training_with_products_of_the_library_learns_as_with_the_own_kernel(int seed)
    {
        var losses = new List<double>();
        foreach (var engine in Enum.GetValues<DeviceBlasEngine>())
        {
            DeviceBlas.Engine = engine;
            var network = new Sequential((ulong)seed, new Linear(64, 30), new CubaLif(), new Linear(30, 10), new LeakyIntegrator());
            using var onDevice = network.On(Device);
            var trainer = new Trainer(network, Loss.CountCrossEntropy(), new Adam(0.01)) { TimeSteps = 5, BatchSize = 20, Device = onDevice };
            await foreach (var epoch in trainer.TrainAsync(Digits.Load().Take([.. Enumerable.Range(0, 60)]), 2)) losses.Add(epoch.Loss);
        }

        Assert.True(losses[3] < losses[2]);
        Assert.Equal(losses[1], losses[3], 0.02);
    }
}

/// <summary>A theory that needs the system's library of products for the device of the tests, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibraryTheoryAttribute : TheoryAttribute
{
    public LibraryTheoryAttribute() =>
        Skip = TestDevice.Missing ?? (DeviceBlas.HasLibrary(TestDevice.Device) ? null : "The system has no library of products for the device.");
}
