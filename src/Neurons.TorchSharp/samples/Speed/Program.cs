// The fused kernels against the same neuron as torch operations, on the same tensors: T = 100, B = 16, N = 4096, float32.
using System.Diagnostics;
using Neurons.TorchSharp;
using static TorchSharp.torch;

const int Steps = 100, Batch = 16, Features = 4096, Rounds = 7, WarmUp = 30;

TorchRuntime.Require();
random.manual_seed(1);
Console.WriteLine(
    $"T = {Steps}, B = {Batch}, N = {Features}, float32; torch on {get_num_threads()} threads, medians of {Rounds} alternating rounds, ms");
Console.WriteLine($"{"",-12}{"",-20}{"fused",10}{"operations",12}{"ratio",8}{"by hand",12}{"ratio",8}");
(string, Func<Tensor, bool, Tensor>)[] neurons =
    [("CubaLif", Run(new CubaLif(Features))), ("Leaky", Run(new Leaky(Features))), ("AdExIf", Run(new AdExIf(Features)))];
foreach (var (name, run) in neurons)
{
    using var input = rand(Steps, Batch, Features).mul_(2);
    using var upstream = rand(Steps, Batch, Features);
    foreach (var learn in new[] { false, true })
    {
        Func<Tensor, Tensor>[] ways = [x => run(x, true), x => run(x, false)];
        if (name == "CubaLif") ways = [.. ways, CubaLifByHand.Run];
        if (!learn) CheckSame(ways, input);
        var times = Compare(Array.ConvertAll<Func<Tensor, Tensor>, Action>(ways, way => () => Pass(way, input, learn ? upstream : null)));
        var ratios = times.Skip(1).Select(time => $"{time,12:F1}{time / times[0],8:F1}");
        Console.WriteLine($"{name,-12}{(learn ? "forward + backward" : "forward"),-20}{times[0],10:F1}{string.Concat(ratios)}");
    }
}

// All ways compute the same; rounding decides of few spikes.
static void CheckSame(Func<Tensor, Tensor>[] ways, Tensor values)
{
    using var scope = NewDisposeScope();
    var results = Array.ConvertAll(ways, way =>
    {
        var input = values.detach().requires_grad_();
        var output = way(input);
        output.sum().backward();
        return (Output: output, Gradient: input.grad!);
    });
    foreach (var (output, gradient) in results.Skip(1))
    {
        var spikes = (output - results[0].Output).abs().mean().item<float>() / results[0].Output.mean().item<float>();
        var slopes = ((gradient - results[0].Gradient).abs().mean() / results[0].Gradient.abs().mean()).item<float>();
        if (spikes > 1e-3 || slopes > 1e-2) throw new InvalidOperationException($"Spikes differ by {spikes:P2}, gradients by {slopes:P2}.");
    }
}

// With the gradient that comes from the next layer, the gradient of the input is for the layer before: nothing is accumulated.
static void Pass(Func<Tensor, Tensor> way, Tensor values, Tensor? upstream)
{
    using var scope = NewDisposeScope();
    using var guard = upstream is null ? no_grad() : null;
    var input = values.detach().requires_grad_(upstream is not null);
    var output = way(input);
    if (upstream is not null) autograd.grad([output], [input], [upstream]);
}

// The output of neurons, by fused kernels or by torch operations.
static Func<Tensor, bool, Tensor> Run<TState>(NeuronModule<TState> module)
    where TState : NeuronState<TState> => (input, fused) =>
{
    module.fused = fused;
    return module.forward(input).Output;
};

// The median of each. A pass is timed after some of its own kind: for milliseconds, torch's threads wait busily for more of what another way
// gave them.
static double[] Compare(Action[] actions)
{
    var times = Array.ConvertAll(actions, _ => new double[Rounds]);
    for (var round = 0; round < Rounds; round++)
    {
        for (var i = 0; i < actions.Length; i++)
        {
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < WarmUp;) actions[i]();
            times[i][round] = Milliseconds(actions[i]);
        }
    }

    return Array.ConvertAll(times, one => one.Order().ElementAt(Rounds / 2));
}

static double Milliseconds(Action action)
{
    var start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
