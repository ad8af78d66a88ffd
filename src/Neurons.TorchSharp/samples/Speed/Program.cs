// The fused kernels against the same neuron as torch operations, on the same tensors: T = 100, B = 16, N = 4096, float32.
using System.Diagnostics;
using Neurons;
using Neurons.TorchSharp;
using static TorchSharp.torch;

const int Steps = 100, Batch = 16, Features = 4096, Rounds = 7;

random.manual_seed(1);
Console.WriteLine($"T = {Steps}, B = {Batch}, N = {Features}, float32; torch on {get_num_threads()} threads, medians of {Rounds} alternating rounds, ms");
Console.WriteLine($"{"",-12}{"",-20}{"fused",10}{"operations",12}{"ratio",8}");
foreach (var name in new[] { "CubaLif", "Leaky", "AdExIf" })
{
    var dynamics = Models.find(name).Create(new Dictionary<string, string>());
    using var input = rand(Steps, Batch, Features).mul_(2);
    var (forward, ofOperations) = Compare(() => Pass(dynamics, input, fused: true, learn: false), () => Pass(dynamics, input, fused: false, learn: false));
    Print(name, "forward", forward, ofOperations);
    (forward, ofOperations) = Compare(() => Pass(dynamics, input, fused: true, learn: true), () => Pass(dynamics, input, fused: false, learn: true));
    Print(name, "forward + backward", forward, ofOperations);
}

static void Print(string name, string pass, double fused, double operations) =>
    Console.WriteLine($"{name,-12}{pass,-20}{fused,10:F1}{operations,12:F1}{operations / fused,8:F1}");

// The gradient is that of the input.
static void Pass(Dynamics dynamics, Tensor values, bool fused, bool learn)
{
    using var scope = NewDisposeScope();
    using var guard = learn ? null : no_grad();
    var input = values.detach().requires_grad_(learn);
    ParameterSource[] parameters = [.. dynamics.Definition.ParameterInfo.Select(info => (ParameterSource)ParameterValue.NewShared(info.Value))];
    var numbers = ParameterSource.Values(dynamics.Definition, parameters);
    var states = InitialState.Create(dynamics, numbers, [Batch, Features], ScalarType.Float32, CPU);
    var call = NeuronCall.Create(dynamics, parameters, [input], states, default);
    var (output, _) = fused
        ? FusedIntegral.Run(call, parameters, [input], states)
        : OperationIntegral.Run(call, parameters, [input], states);
    if (learn) output.backward([ones_like(output)]);
}

static (double Fused, double Operations) Compare(Action fused, Action operations)
{
    var times = new double[2][] { new double[Rounds], new double[Rounds] };
    fused();
    operations();
    for (var round = 0; round < Rounds; round++)
    {
        times[0][round] = Milliseconds(fused);
        times[1][round] = Milliseconds(operations);
    }

    Array.ForEach(times, Array.Sort);
    return (times[0][Rounds / 2], times[1][Rounds / 2]);
}

static double Milliseconds(Action action)
{
    var start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
