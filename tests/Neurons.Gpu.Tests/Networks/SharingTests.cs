using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

/// <summary>Several streams, and threads, that predict with one network.</summary>
[Collection(nameof(Exclusive))]
public sealed class SharingTests : IDisposable
{
    private readonly BlasEngine _before = Blas.Engine;

    public SharingTests()
    {
        Blas.Engine = BlasEngine.Managed;
        DeviceLayers.Register<Scaling>((layer, _) => new DeviceScaling(layer));
    }

    public void Dispose() => Blas.Engine = _before;

    private static Device Device => TestDevice.Device;

    [DeviceFact]
    public void Streams_that_predict_with_one_network_do_not_wait_for_each_other()
    {
        foreach (var make in (Func<Network>[])[OfImages, Circling, OfReductions])
        {
            var network = make();
            using var onDevice = network.On(Device);
            using var one = Device.Stream();
            using var other = Device.Stream();
            var x = Tensors.Uniform<float>([4, 2, .. network.InputShape], 0, 3, 5);
            var expected = network.Predict(x);
            Predict(one);
            Predict(other);
            // the weights, which the first stream brought
            Assert.True(other.Waits > 0);
            var (ofOne, ofOther) = (one.Waits, other.Waits);
            for (var i = 0; i < 2; i++)
            {
                Predict(one);
                Predict(other);
            }

            Assert.Equal((ofOne, ofOther), (one.Waits, other.Waits));

            void Predict(DeviceStream stream)
            {
                using (stream.Use()) TestDevice.SameBits(expected, onDevice.Predict(x), make.Method.Name);
            }
        }
    }

    [DeviceFact]
    public void Threads_that_predict_with_one_network_in_batches_of_any_size_have_the_processors_bits()
    {
        var network = OfImages();
        var expected = Enumerable.Range(1, 7).Select(batch => network.Predict(Input(network, batch))).ToArray();
        using var onDevice = network.On(Device);
        Parallel.For(0, 4, thread =>
        {
            using var stream = Device.Stream();
            using var scope = stream.Use();
            for (var i = 0; i < 10; i++)
            {
                var batch = 1 + ((3 * i) + thread) % 7;
                TestDevice.SameBits(expected[batch - 1], onDevice.Predict(Input(network, batch)), $"a batch of {batch}");
            }
        });
    }

    [Theory]
    [InlineData("KERNEL f(const uint n, GLOBAL const real* ONLY x, GLOBAL real* y) { }", new[] { true, false })]
    [InlineData("KERNEL g(GLOBAL const real* z) { } KERNEL f(\n    GLOBAL real* x,\n    GLOBAL const uint* y) { }", new[] { false, true })]
    [InlineData("KERNEL f(GLOBAL real* const x, const GLOBAL real* y, GLOBAL real const* z) { }", new[] { false, false, false })]
    [InlineData("KERNEL ff(GLOBAL const real* x) { }", new bool[0])]
    public void What_a_kernel_declares_constant_is_read_alone(string source, bool[] isRead) =>
        Assert.Equal(isRead, KernelSignature.IsRead(source, "f"));

    private static Tensor<float> Input(Network network, int batch) =>
        Tensors.Uniform<float>([3, batch, .. network.InputShape], 0, 3, (ulong)batch);

    private static Sequential OfImages() => new(
        1, new Input(2, 6, 6), new Conv2d(2, 4, 3, padding: 1), new BatchNorm(4), Firing(), new MaxPool2d(2), new Scaling(), new Flatten(),
        new Linear(36, 8), Firing(), new Linear(8, 5), new Activation(ActivationFunction.Relu), new LeakyIntegrator());

    private static Graph Circling() => new(
        2, new Node("x", new Input(6)), new Node("in", new Linear(6, 5), "x"), new Node("back", new Linear(5, 5), "lif"),
        new Node("lif", new CubaLif(5, new() { VTh = Learnable.PerNeuron(0.1) }), "in", "back"),
        new Node("each", Feedback.OneToOne(new CubaLif(5), 0.5, perNeuron: true), "lif"), new Node("out", new Linear(5, 3), "lif.v", "each"));

    private static Graph OfReductions() => new(
        3, new Node("x", new Input(4, 3, 3)), new Node("lif", Firing(), "x"), new Node("sums", new GlobalPool(PoolOver.Sum), "lif"),
        new Node("weights", new Linear(4, 2), "sums"), new Node("halves", new Split(2), "lif"),
        new Node("both", new Concatenate(2), "halves.part1") { ["1"] = ["halves"] },
        new Node("gated", new Multiply(), "both") { ["factor"] = ["weights"] }, new Node("flat", new Flatten(), "gated"),
        new Node("out", new Linear(36, 3), "flat"), new Node("whole", new OverTime(Reduction.Max), "out"));

    private static CubaLif Firing() => new(new CubaLifOptions { VTh = 0.1 });

    /// <summary>A layer of one's own with a parameter, which its kernel reads.</summary>
    private sealed class Scaling : Layer
    {
        public Parameter Factor { get; } = new("factor", [1], Initializer.Constant(0.75));

        public override IReadOnlyList<Parameter> StoredParameters => [Factor];

        public override int[] OutputShape(int[] input) => input;

        public override string ToString() => "Scaling";

        public override LayerRun Forward(Signal input, Pass pass)
        {
            var x = input.Unpacked(pass.Workspace, this, "input").Values;
            var y = pass.Take(this, "output", x.Lengths);
            TensorPrimitives.Multiply(x.ReadOnlySpan(), Factor.Value.Span()[0], y.Span());
            return new(input.IsConstant ? Signal.Constant(input.Steps, y) : Signal.EachStep(y));
        }
    }

    private sealed class DeviceScaling(Scaling layer) : DeviceLayer
    {
        private const string Source =
            "KERNEL scaled(const uint count, GLOBAL const real* ONLY x, GLOBAL const real* ONLY factor, GLOBAL real* ONLY y)\n"
            + "{\n    if (ITEM < count) y[ITEM] = x[ITEM] * factor[0];\n}\n";

        public override DeviceLayerRun Forward(DeviceSignal input, DevicePass pass)
        {
            var y = pass.Take(input.Values.Lengths);
            pass.Run(Source, "scaled", y.Count, (uint)y.Count, input.Values, pass.Value(layer.Factor), y);
            return new(input.With(y), (_, _) => throw new NotSupportedException());
        }
    }
}
