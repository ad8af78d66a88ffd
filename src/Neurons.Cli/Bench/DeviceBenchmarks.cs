using System.Numerics;
using Neurons.Gpu;

namespace Neurons.Cli.Bench;

/// <summary>
/// Forward and backward passes of every model on a device, beside a copy of its memory; all data are there before. And how fast networks learn there.
/// </summary>
internal static class DeviceBenchmarks
{
    public static IEnumerable<Benchmark> All(Device device)
    {
        yield return new("copy", w => Copy(device, w));
        foreach (var model in Models.all)
        {
            foreach (var benchmark in Of<float, float>(device, model, "")) yield return benchmark;
            foreach (var benchmark in Of<float, Half>(device, model, ".float16")) yield return benchmark;
            foreach (var benchmark in Of<float, BFloat16>(device, model, ".bfloat16")) yield return benchmark;
            if (!device.HasFloat64) continue;
            foreach (var benchmark in Of<double, double>(device, model, ".float64")) yield return benchmark;
        }

        foreach (var benchmark in TrainingBenchmarks.On(device)) yield return benchmark;
    }

    /// <summary>Of numbers that are computed with as T, and kept as another type.</summary>
    private static IEnumerable<Benchmark> Of<T, TStored>(Device device, ModelEntry model, string suffix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStored : unmanaged
    {
        var name = NeuronBenchmarks.SnakeCase(model.Name);
        yield return new($"{name}.forward{suffix}", w => Forward<T, TStored>(device, model, $"{name}.forward{suffix}", w));
        yield return new($"{name}.backward{suffix}", w => Backward<T, TStored>(device, model, $"{name}.backward{suffix}", w, new()));
        yield return new(
            $"{name}.backward_parameters{suffix}",
            w => Backward<T, TStored>(device, model, $"{name}.backward_parameters{suffix}", w, new() { Parameters = null }));
    }

    /// <summary>A copy of a float a neuron-step: 8 bytes of traffic, as much as a forward pass.</summary>
    private static Measurement Copy(Device device, Workload w)
    {
        using var source = device.Zeros<float>(w.TimeSteps, w.Neurons);
        using var target = device.Zeros<float>(w.TimeSteps, w.Neurons);
        return Measured("copy", w, () =>
        {
            source.CopyTo(target);
            device.Synchronize();
        });
    }

    private static Measurement Forward<T, TStored>(Device device, ModelEntry model, string name, Workload w)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStored : unmanaged
    {
        var call = new NeuronBenchmarks.Call<T>(model, w);
        var neuron = call.Neuron.On(device, call.Parameters);
        using var state = neuron.State(call.State).To<TStored>();
        var inputs = Inputs<T, TStored>(device, call);
        return Measured(name, w, () =>
        {
            var (output, final) = neuron.Integral(state, inputs);
            device.Synchronize();
            output.Dispose();
            final.Dispose();
        });
    }

    private static Measurement Backward<T, TStored>(Device device, ModelEntry model, string name, Workload w, DeviceGradientRequest request)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStored : unmanaged
    {
        var call = new NeuronBenchmarks.Call<T>(model, w);
        var neuron = call.Neuron.On(device, call.Parameters);
        using var state = neuron.State(call.State).To<TStored>();
        using var pullback = neuron.Pullback(state, Inputs<T, TStored>(device, call));
        using var upstream = device.Copy(NeuronBenchmarks.Call<T>.Random(call.Shape, 7, 0.5)).To<TStored>();
        return Measured(name, w, () =>
        {
            using var gradients = pullback.Gradients(upstream, request);
            device.Synchronize();
        });
    }

    private static DeviceInput<TStored>[] Inputs<T, TStored>(Device device, NeuronBenchmarks.Call<T> call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStored : unmanaged =>
        [.. call.Inputs.Select(input => (DeviceInput<TStored>)device.Copy(input.Values).To<TStored>())];

    private static Measurement Measured(string name, Workload w, Action call) =>
        new(name, w.TimeSteps, w.Neurons, w.Threads, w.Rate(Measurement.Seconds(call)));
}
