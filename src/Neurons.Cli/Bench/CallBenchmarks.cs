using System.Numerics.Tensors;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Neurons.Cli.Bench;

/// <summary>
/// The calls that a user writes, as the README shows them: in F# <c>Integral p s xs</c>, in C# a layer's <c>Integral</c> without anything,
/// with buffers, and with buffers and a state; <c>.backward</c> is the input's gradient of the pullback. Then one step of a few neurons, also of
/// those whose step begins with exponentials of parameters (<c>.exact</c>), and the prediction of one sample.
/// </summary>
internal static class CallBenchmarks
{
    private const int Few = 64, Hidden = 128, Classes = 10, PredictedSteps = 25, Calls = 2000;

    public static IEnumerable<Benchmark> All() =>
    [
        Of("call.functional", Functional),
        Of("call.layer", (layer, x, _) => () => layer.Integral(x)),
        Of("call.layer_buffers", (layer, x, buffers) => () => layer.Integral(x, null, buffers)),
        Of("call.layer_state", State),
        Of("call.functional.backward", FunctionalBackward),
        Of("call.layer.backward", (layer, x, _) => Backward(layer.Pullback(x), x, into: null)),
        Of("call.layer_buffers.backward", (layer, x, buffers) => Backward(layer.Pullback(x, into: buffers), x, into: Like(x))),
        Of("call.layer_state.backward", (layer, x, buffers) => Backward(layer.Pullback(x, layer.Initial<float>(1), into: buffers), x, into: Like(x))),
        .. new[] { 7, Few, 1024 }.SelectMany(neurons => new[]
        {
            Step($"call.step_{neurons}", neurons, () => new CubaLif(neurons)),
            Step($"call.step_{neurons}.exact", neurons, () => new PscExpLif(neurons)),
        }),
        new("call.predict_1", Predict),
    ];

    private static Benchmark Of(string name, Func<CubaLif, Tensor<float>, NeuronBuffers<float>, Action> prepare) => new(name, w =>
    {
        var layer = new CubaLif(w.Neurons);
        var call = prepare(layer, Uniform(1, w), layer.Buffers<float>(w.TimeSteps, 1));
        var rate = w.Rate(Measurement.Seconds(call));
        return new Measurement(name, w.TimeSteps, w.Neurons, w.Threads, rate) { AllocatedBytes = Allocated(call) };
    });

    private static Action Functional(CubaLif layer, Tensor<float> x, NeuronBuffers<float> _)
    {
        var lif = CubaLifModule.create<float>(CubaLifModule.options);
        var (p, s) = (CubaLifModule.parameters, lif.Initial(CubaLifModule.parameters, [1, layer.Features]));
        return () => lif.Integral(p, s, x);
    }

    private static Action FunctionalBackward(CubaLif layer, Tensor<float> x, NeuronBuffers<float> _)
    {
        var lif = CubaLifModule.create<float>(CubaLifModule.options);
        var run = lif.Pullback(CubaLifModule.parameters, lif.Initial(CubaLifModule.parameters, [1, layer.Features]), x);
        var upstream = Uniform(2, x.Lengths);
        var wanted = ListModule.OfSeq([Wrt.Input]);
        return () => run.Gradients(FSharpOption<Tensor<float>>.Some(upstream), null, wanted);
    }

    private static Action State(CubaLif layer, Tensor<float> x, NeuronBuffers<float> buffers)
    {
        var state = layer.Initial<float>(1);
        return () => (_, state) = layer.Integral(x, state, buffers);
    }

    private static Action Backward(NeuronLayerPullback<float, CubaLifState<float>> pullback, Tensor<float> x, Tensor<float>? into)
    {
        var upstream = Uniform(2, x.Lengths);
        return () => pullback.Gradients(upstream, of: GradientOf.Input, into: into);
    }

    /// <summary>Microseconds of a step in buffers, each from the state of the last.</summary>
    private static Benchmark Step(string name, int neurons, Func<NeuronLayer> make) => new(name, w =>
    {
        var layer = make();
        var buffers = layer.Buffers<float>(1, 1);
        var input = Uniform(1, [1, neurons]);
        var state = layer.Initial<float>(1);
        return Microseconds(name, 1, neurons, w, () => (_, state) = layer.Step<float>(input, state, buffers));
    });

    /// <summary>Microseconds of a prediction from one sample.</summary>
    private static Measurement Predict(Workload w)
    {
        var network = new Sequential(1, new Linear(Few, Hidden), new CubaLif(Hidden), new Linear(Hidden, Classes), new LeakyIntegrator(Classes));
        var image = Uniform(1, [1, Few]);
        return Microseconds("call.predict_1", PredictedSteps, Hidden, w, () => network.Predict(image, PredictedSteps));
    }

    private static Measurement Microseconds(string name, int steps, int neurons, Workload w, Action call)
    {
        var seconds = Measurement.Seconds(() =>
        {
            for (var i = 0; i < Calls; i++) call();
        });
        const double Each = 1e6 / Calls;
        var each = new Spread(seconds.Median * Each, seconds.Least * Each, seconds.Most * Each);
        return new(name, steps, neurons, w.Threads, each, "µs") { AllocatedBytes = Allocated(call) };
    }

    private static long Allocated(Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Tensor<float> Like(Tensor<float> tensor) => Primitives.AlignedTensor.Create<float>(tensor.Lengths);

    private static Tensor<float> Uniform(int seed, Workload w) => Uniform(seed, [w.TimeSteps, 1, w.Neurons]);

    /// <summary>Uniform numbers from 0 to 2, in a plain array as a user has them.</summary>
    private static Tensor<float> Uniform(int seed, ReadOnlySpan<nint> shape)
    {
        var numbers = new float[TensorPrimitives.Product(shape)];
        new Primitives.RandomStream((ulong)seed, 0).FillUniform(numbers, 0, 2);
        return Tensor.Create(numbers, shape);
    }
}
