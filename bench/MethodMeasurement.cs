using System.Diagnostics;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Bench;

/// <summary>
/// What the methods of training cost: <c>dotnet run -c Release --project bench -- methods [METHOD…]</c>. For each and T = 25 and 250, the time of a
/// batch, what the trainer holds besides weights and optimizer, and what it allocates, of 784-256-256-10 neurons and batches of 128.
/// <c>methods digits [METHOD…]</c> trains 64-100-100-10 neurons on the digits for five epochs, seed 1, and prints their accuracy, seconds and
/// memory. <c>--account</c> says where the time of a batch goes.
/// </summary>
internal static class MethodMeasurement
{
    private const int Batches = 8;
    private static readonly string[] _all = ["bptt", "ottt", "sltt", "e_prop", "fptt"];

    /// <param name="args">What is measured, and of which methods.</param>
    public static async Task<int> Run(string[] args)
    {
        var (onDigits, accounts) = (args.Contains("digits"), args.Contains("--account"));
        string[] methods = [.. args.Where(arg => arg is not ("digits" or "--account"))];
        foreach (var steps in new[] { 25, 250 })
        {
            foreach (var method in methods is [] ? _all : methods)
            {
                if (onDigits) await OnDigits(method, steps);
                else await OfBatch(method, steps, accounts);
            }
        }
        return 0;
    }

    private static async Task OnDigits(string method, int steps)
    {
        var (training, test) = Digits.Load().Split(0.8, seed: 1);
        var trainer = Trainer(method, steps, 64, 100);
        await foreach (var _ in trainer.TrainAsync(training, 1)) { }        // compiles the kernels
        trainer = Trainer(method, steps, 64, 100);
        var clock = Stopwatch.StartNew();
        await foreach (var _ in trainer.TrainAsync(training, 5)) { }
        // the evaluation keeps all steps
        var (seconds, mebibytes) = (clock.Elapsed.TotalSeconds, Mebibytes(trainer));
        Console.WriteLine($"{method}, T = {steps}: {trainer.Evaluate(test).Accuracy:P1}, {seconds:0.0} s, {mebibytes:0.00} MiB");
    }

    private static async Task OfBatch(string method, int steps, bool accounts)
    {
        const int Batch = 128, Inputs = 784;
        var values = new float[Batches * Batch * Inputs];
        new RandomStream(1, 0).FillUniform(values, 0, 1);
        var data = new Dataset(
            System.Numerics.Tensors.Tensor.Create(values, [Batches * Batch, Inputs]), [.. Enumerable.Range(0, Batches * Batch).Select(i => i % 10)]);
        var trainer = Trainer(method, steps, Batch, 256, Inputs);
        await foreach (var _ in trainer.TrainAsync(data, 1)) { }
        if (accounts) trainer.Account = new();
        var (times, bytes) = (new List<double>(), new List<long>());
        var (clock, allocated) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes(precise: true));
        trainer.OnBatch = _ =>
        {
            times.Add(clock.Elapsed.TotalMilliseconds);
            bytes.Add(GC.GetTotalAllocatedBytes(precise: true) - allocated);
            (clock, allocated) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes(precise: true));
        };
        await foreach (var _ in trainer.TrainAsync(data, 2)) { }
        times.Sort();
        bytes.Sort();
        Console.WriteLine(
            $"{method}, T = {steps}: {times[times.Count / 4]:0.0} ms, {Mebibytes(trainer):0.00} MiB, {bytes[bytes.Count / 2]} bytes allocated");
        if (accounts) Console.WriteLine(trainer.Account);
    }

    private static Trainer Trainer(string method, int steps, int batch, int hidden, int inputs = 64) => new(
        new Sequential(
            seed: 1, new Linear(inputs, hidden), new Leaky(), new Linear(hidden, hidden), new Leaky(), new Linear(hidden, 10)),
        Loss.StepCrossEntropy(), new Adam(1e-3))
    {
        TimeSteps = steps,
        BatchSize = batch,
        Method = TrainingMethod.Parse(method),
    };

    /// <summary>The memory of a step of training, and what the method keeps, such as averages of weights.</summary>
    private static double Mebibytes(Trainer trainer) =>
        (trainer.WorkspaceBytes + trainer.Method.Tensors(trainer.Network).Sum(kept => sizeof(float) * kept.Value.FlattenedLength)) / 1048576.0;
}
