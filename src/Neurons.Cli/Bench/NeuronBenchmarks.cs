using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Cli.Simulate;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>Forward and backward passes of every model, synapses included, in the caller's buffers.</summary>
internal static class NeuronBenchmarks
{
    public static IEnumerable<Benchmark> All()
    {
        foreach (var model in Models.all.Concat(Models.synapses))
        {
            foreach (var benchmark in Of<float>(model, ""))
                yield return benchmark;
            foreach (var benchmark in Of<double>(model, ".float64"))
                yield return benchmark;
        }
    }

    private static IEnumerable<Benchmark> Of<T>(ModelEntry model, string suffix) where T : unmanaged, INumber<T>
    {
        var name = SnakeCase(model.Name);
        yield return new(name + ".forward" + suffix, w => Forward<T>(model, name + ".forward" + suffix, w));
        yield return new(name + ".backward" + suffix, w => Backward<T>(model, name + ".backward" + suffix, w, false));
        yield return new(
            name + ".backward_parameters" + suffix,
            w => Backward<T>(model, name + ".backward_parameters" + suffix, w, true));
    }

    /// <summary>CubaLif is cuba_lif.</summary>
    public static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    /// <summary>All that a call needs, allocated before it is timed.</summary>
    internal sealed class Call<T> where T : unmanaged, INumber<T>
    {
        public readonly Dynamics Neuron;
        public readonly ParameterValue[] Parameters;
        public readonly StateValues<T> State;
        public readonly InputSequence<T>[] Inputs;
        public readonly IntegralBuffers<T> Buffers;
        public readonly Record[] Records = [Record.Outputs];
        public readonly nint[] Shape;

        public Call(ModelEntry model, Workload w)
        {
            Neuron = model.Create(new Dictionary<string, string>());
            Parameters = model.Parameters("");
            Shape = [w.TimeSteps, w.Neurons];
            State = Neuron.Initial<T>(Parameters, [w.Neurons], 1, 0);
            Func<int, Tensor<T>> input = Models.synapses.Contains(model) ? Spikes : Currents(model);
            Inputs = [.. model.Definition.InputNames.Select((_, i) => InputSequence<T>.NewEachStep(input(i)))];
            Buffers = new([AlignedTensor.Create<T>(Shape)], [.. State.Values.Select(v => AlignedTensor.Create<T>(v.Lengths))]);
        }

        /// <summary>A spike in every tenth step.</summary>
        private Tensor<T> Spikes(int index)
        {
            const double SpikeProbability = 0.1;
            var spikes = Random(Shape, index, 0.5);
            foreach (ref var value in spikes.GetSpan([0, 0], (int)spikes.FlattenedLength))
                value = value < T.CreateTruncating(SpikeProbability) ? T.One : T.Zero;
            return spikes;
        }

        /// <summary>What makes the neuron fire.</summary>
        private Func<int, Tensor<T>> Currents(ModelEntry model)
        {
            var time = new Timeline(100, model.Definition.Dt, model.Definition.TimeUnit);
            var drive = DefaultDrive.Find(Neuron, Parameters, time, isLengthGiven: true).Value;
            return index => Random(Shape, index, drive);
        }

        /// <summary>Uniform numbers from 0 to twice the drive.</summary>
        public static Tensor<T> Random(nint[] shape, int seed, double drive)
        {
            var random = new Random(seed + 1);
            var tensor = AlignedTensor.CreateUninitialized<T>(shape);
            foreach (ref var value in tensor.GetSpan([0, 0], (int)tensor.FlattenedLength))
                value = T.CreateTruncating(2 * drive * random.NextDouble());
            return tensor;
        }

        public void Forward() =>
            Neuron.Integral(Parameters, State, Inputs, Records, FSharpValueOption<IntegralBuffers<T>>.NewValueSome(Buffers));
    }

    private static Measurement Forward<T>(ModelEntry model, string name, Workload w) where T : unmanaged, INumber<T>
    {
        var call = new Call<T>(model, w);
        var operations = call.Neuron.ForwardOperations(PrecisionOf<T>());
        return new(name, w.TimeSteps, w.Neurons, w.Threads, w.Rate(Measurement.Seconds(call.Forward))) { Operations = operations };
    }

    private static Measurement Backward<T>(ModelEntry model, string name, Workload w, bool parameters)
        where T : unmanaged, INumber<T>
    {
        var call = new Call<T>(model, w);
        var pullback = Pullback.run(
            call.Neuron, call.Parameters, call.State, call.Inputs, call.Records,
            FSharpValueOption<IntegralBuffers<T>>.NewValueSome(call.Buffers));
        Tensor<T>[] upstream = [Call<T>.Random(call.Shape, 7, 0.5)];
        var request = new GradientRequest<T>(
            [.. call.Inputs.Select(_ => true)], false, [.. call.Parameters.Select(_ => parameters)],
            [.. call.Inputs.Select(_ => AlignedTensor.Create<T>(call.Shape))]);
        var seconds = Measurement.Seconds(() => pullback.Gradients(upstream, null, request));
        var operations = call.Neuron.BackwardOperations(PrecisionOf<T>(), parameters);
        return new(name, w.TimeSteps, w.Neurons, w.Threads, w.Rate(seconds)) { Operations = operations };
    }

    private static Precision PrecisionOf<T>() => typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;
}
