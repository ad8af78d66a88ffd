using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Interactive.Tests;

/// <summary>A value of each kind that has a formatter.</summary>
internal static class Samples
{
    private static readonly string[] _from = ["in", "lif"];

    public static IReadOnlyDictionary<string, Func<object>> All { get; } = new Dictionary<string, Func<object>>
    {
        ["figure"] = () => Plot.Histogram(new[] { 1.0, 2, 2.5 }).WithTitle("Values < 3 & more"),
        ["vector"] = () => Numbers(30),
        ["matrix"] = () => Numbers(4, 5),
        ["sequence"] = () => Numbers(3, 2, 4),
        ["empty"] = () => Numbers(0, 3),
        ["scalar"] = () => Tensor.Create(new[] { 2.5f }, []),
        ["integers"] = () => Tensor.Create(new[] { 1L, -2, 3 }),
        ["texts"] = () => Tensor.Create(new[] { "a<b>", "c&d", null }),
        ["not finite"] = () => Tensor.Create(new[] { double.NaN, 1, double.PositiveInfinity, 2 }),
        ["spikes"] = () => Tensor.Create(new float[] { 0, 1, 1, 0, 0, 0 }, [3, 2]),
        ["bits"] = () => Bits(5, 3),
        ["parameter"] = () => Chain().Parameters[0],
        ["neurons"] = () => new CubaLif(3, new() { VTh = Learnable.PerNeuron(1.5) }),
        ["linear"] = () => new Linear(3, 2),
        ["layer of layers"] = () => new Residual(new Linear(4, 4)),
        ["no parameters"] = () => new Flatten(),
        ["chain"] = Chain,
        ["graph"] = Circle,
        ["run"] = () => Chain().Forward(Numbers(2, 3), timeSteps: 4),
        ["gradients"] = () => Gradients().Parameters,
        ["gradients with inputs"] = Gradients,
        ["pullback"] = () => new CubaLif(3).Pullback(Numbers(6, 2, 3)),
        ["neurons' gradients"] = () =>
        {
            var pullback = new CubaLif(3, new() { VTh = Learnable.PerNeuron(1.5) }).Pullback(Numbers(6, 2, 3));
            return pullback.Gradients(pullback.Output);
        },
        ["state"] = () => new CubaLif(3).Integral(Numbers(6, 2, 3)).Item2,
        ["record"] = () => new CubaLif(3).Record(Numbers(6, 2, 3), "V", "Output").Item1,
        ["dataset"] = () => Data(),
        ["dataset over time"] = () => Dataset.OverTime(Numbers(4, 3, 2, 3), [0, 2, 2, 1]),
        ["empty dataset"] = () => Data().Take([]),
        ["batch"] = () => new Batches(Data(), 3, 1, InputEncoding.Direct, 5).Epoch(0).First(),
        ["batch of spikes"] = () => new Batches(Data(), 3, 1, InputEncoding.Rate(), 5).Epoch(0).First(),
        ["trainer"] = () => new Trainer(Chain(), Loss.MaxMembraneCrossEntropy(), new Adam(5e-3)),
        ["F# neuron"] = () => Neuron,
        ["F# parameters"] = () => CubaLifModule.parameters,
        ["F# quantities"] = () => CubaLifModule.quantities,
        ["F# state"] = () => Snapshot().Variables,
        ["F# snapshot"] = Snapshot,
        ["F# pullback"] = () => Neuron.Pullback(CubaLifModule.parameters, Neuron.Initial(CubaLifModule.parameters, [2, 3]), Numbers(6, 2, 3)),
        ["F# recurrent snapshot"] = () => Neuron.RecurrentInitial(CubaLifModule.parameters, [2, 3]),
        ["recurrent state"] = () => new CubaLif(3).RecurrentInitial<float>(2),
        ["own snapshot"] = () => new Snapshot<Own<Tensor<double>>>(new(Tensor.Create(new[] { 1.0, 2 })), 3, 0, 0),
        ["epoch"] = () => Epoch(1),
        ["epochs"] = () => Enumerable.Range(1, 12).Select(Epoch).ToList(),
        ["evaluation"] = () => new Evaluation(0.5, 0.75, new[,] { { 3, 1 }, { 1, 3 } }),
    };

    private static Neuron<float, CubaLifModule.Parameters<ParameterValue>, CubaLifModule.State<Tensor<float>>> Neuron =>
        CubaLifModule.create<float>(CubaLifModule.options);

    /// <summary>A record of one's own.</summary>
    public sealed record Own<T>(T Charge);

    public static Dataset Data() => new(Numbers(6, 9), [0, 1, 2, 0, 1, 0]);

    private static Snapshot<CubaLifModule.State<Tensor<float>>> Snapshot()
    {
        var p = CubaLifModule.parameters;
        return Neuron.Integral(p, Neuron.Initial(p, [2, 3]), Numbers(6, 2, 3)).Item2;
    }

    /// <summary>0.25, −0.5, 0.75, …: none the same, and none whole or 0.</summary>
    public static Tensor<float> Numbers(params nint[] shape)
    {
        var numbers = new float[(int)TensorPrimitives.Product<nint>(shape)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (i % 2 == 0 ? 1 : -1) * (0.25f + i / 4f + i / 1024f);
        return Tensor.Create(numbers, shape);
    }

    public static Sequential Chain() => new(seed: 1, new Linear(3, 4), new CubaLif(4), new Linear(4, 2), new LeakyIntegrator(2));

    public static Graph Circle() => new(
        seed: 1,
        new Node("in", new Input(3)),
        new Node("sum", new Linear(3, 4), _from[0]),
        new Node("lif", new CubaLif(4), "sum", "back"),
        new Node("back", new Linear(4, 4), _from[1]),
        new Node("out", new Linear(4, 2), _from[1]));

    public static Epoch Epoch(int number) =>
        new(number, 1.5 / number, 0.5, new(2.5 / number, 0.25, new int[2, 2]), TimeSpan.FromSeconds(1.25), 1234.5, 5e-3, number == 1);

    private static NetworkGradients Gradients()
    {
        var run = Chain().Forward(Numbers(2, 3), timeSteps: 4);
        return run.PullbackWithInputs(run.Output);
    }

    private static SpikeBits Bits(int steps, int neurons)
    {
        var bits = new SpikeBits(steps, neurons);
        for (var step = 0; step < steps; step++) bits.Pack<float>(step, [step % 2, 0, 1]);
        return bits;
    }
}
