using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;

namespace Neurons.Cli.Bench;

/// <summary>How long a new model takes until its first step is done.</summary>
internal static class Compilation
{
    /// <summary>The name of the hidden benchmark that a process of its own is asked for.</summary>
    public const string InThisProcess = "kernel.first_in_this_process";

    /// <summary>Milliseconds to trace, compile and run one step of a model, here and now.</summary>
    public static double Milliseconds(ModelEntry model, string dt)
    {
        var start = Stopwatch.GetTimestamp();
        var neuron = model.Create(new Dictionary<string, string> { ["Dt"] = dt });
        var parameters = model.Parameters("");
        var state = neuron.Initial<float>(parameters, [64], 0, 0);
        neuron.Step(parameters, state, [.. model.Definition.InputNames.Select(_ => Tensor.Create(new float[64]))]);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>In a process that has compiled others before: over new time steps, each of which is a new kernel.</summary>
    public static Measurement Warm(Workload w)
    {
        var model = Models.find("CubaLif");
        Milliseconds(model, "0.001");
        var times = Spread.Of(Enumerable.Range(1, 9).Select(k => Milliseconds(model, (0.0005 + k * 1e-5).ToString(CultureInfo.InvariantCulture))));
        return new("kernel.first_warm", 1, 64, w.Threads, times, "ms");
    }

    /// <summary>In a new process, which does nothing before.</summary>
    public static Measurement Cold(Workload w)
    {
        return new("kernel.first_cold", 1, 64, w.Threads, Spread.Of(Enumerable.Range(0, 5).Select(_ => InNewProcess())), "ms");
    }

    private static double InNewProcess() => double.Parse(NewProcess(InThisProcess), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>What a hidden benchmark prints in a process of its own.</summary>
    public static string NewProcess(string benchmark)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Compilation).Assembly.Location);
        start.ArgumentList.Add("bench");
        start.ArgumentList.Add("--filter");
        start.ArgumentList.Add(benchmark);
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
