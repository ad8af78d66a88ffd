using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Neurons.Primitives;

namespace Neurons.Bench;

/// <summary>One number of neurons: seconds of a call, and the most memory that the process ever held, in bytes.</summary>
/// <param name="Neurons">How many neurons.</param>
/// <param name="ForwardSeconds">A forward pass, the least of some calls.</param>
/// <param name="ForwardBytes">The peak of a process that only runs forward.</param>
/// <param name="GradientSeconds">A forward pass and the gradient of the input.</param>
/// <param name="GradientBytes">The peak of a process that does that.</param>
public sealed record ScalePoint(int Neurons, double ForwardSeconds, long ForwardBytes, double GradientSeconds, long GradientBytes);

/// <summary>Where, when and of what the points were measured.</summary>
public sealed record ScaleRun(string Machine, string Date, string Model, int Steps, IReadOnlyList<ScalePoint> Points);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScaleRun))]
internal sealed partial class ScaleJson : JsonSerializerContext;

/// <summary>
/// Time and memory of a layer over its number of neurons, from 1 to 16,777,216, each in a process of its own:
/// <c>dotnet run -c Release --project bench -- scale FILE.json</c> writes what the gallery's figure shows. With two numbers of neurons behind
/// it, only the sizes from one to the other; what the file has of other sizes stays.
/// </summary>
internal static class ScaleMeasurement
{
    private const int Steps = 25;
    private const int MostNeurons = 1 << 24;
    private const double LeastSeconds = 1;
    private const int LeastCalls = 3;

    public static int Run(string[] args)
    {
        if (args is ["one", var pass, var neurons])
        {
            var (seconds, bytes) = Measure(int.Parse(neurons, CultureInfo.InvariantCulture), pass == "gradient");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {bytes}"));
            return 0;
        }

        if (args is not [var path, ..])
        {
            Console.Error.WriteLine("scale FILE.json [LEAST MOST]");
            return 1;
        }

        var (least, most) = args is [_, var from, var to]
            ? (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture))
            : (1, MostNeurons);
        var points = new SortedDictionary<int, ScalePoint>();
        if (File.Exists(path))
        {
            foreach (var point in JsonSerializer.Deserialize(File.ReadAllText(path),
                ScaleJson.Default.ScaleRun)!.Points) points[point.Neurons] = point;
        }

        for (var n = 1L; n <= most; n *= 4)
        {
            if (n < least) continue;
            var (forward, gradient) = (Child("forward", (int)n), Child("gradient", (int)n));
            points[(int)n] = new((int)n, forward.Seconds, forward.Bytes, gradient.Seconds, gradient.Bytes);
            Console.WriteLine(points[(int)n]);
            var run = new ScaleRun(Machine(), DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "CubaLif", Steps,
                [.. points.Values]);
            File.WriteAllText(path, JsonSerializer.Serialize(run, ScaleJson.Default.ScaleRun) + "\n");
        }

        return 0;
    }

    private static (double Seconds, long Bytes) Child(string pass, int neurons)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ScaleMeasurement).Assembly.Location);
        foreach (var argument in new[] { "scale", "one", pass, neurons.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{pass} of {neurons} neurons ended with {process.ExitCode}.");
        return (double.Parse(line[0], CultureInfo.InvariantCulture), long.Parse(line[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The public calls as users write them, with buffers, on uniform input.</summary>
    private static (double Seconds, long Bytes) Measure(int neurons, bool gradient)
    {
        var layer = new CubaLif(neurons);
        var (input, upstream) = (Uniform(neurons, 0, 2), gradient ? Uniform(neurons, -1, 1) : null);
        var buffers = layer.Buffers<float>(Steps, 1);
        var into = gradient ? Uniform(neurons, 0, 1) : null;
        var state = layer.Initial<float>(1);
        void Call()
        {
            if (gradient) layer.Pullback(input, state, null, buffers).Gradients(upstream!, of: GradientOf.Input, into: into);
            else layer.Integral(input, state, buffers);
        }

        Call();
        // Compiled anew once it has run often, a call of a few neurons is several times faster.
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed.TotalSeconds < LeastSeconds) Call();
        var (fastest, calls, all) = (double.PositiveInfinity, 0, Stopwatch.StartNew());
        while (calls < LeastCalls || all.Elapsed.TotalSeconds < LeastSeconds)
        {
            var clock = Stopwatch.StartNew();
            Call();
            fastest = Math.Min(fastest, clock.Elapsed.TotalSeconds);
            calls++;
        }

        using var process = Process.GetCurrentProcess();
        return (fastest, process.PeakWorkingSet64);
    }

    private static Tensor<float> Uniform(int neurons, float low, float high)
    {
        var tensor = AlignedTensor.CreateUninitialized<float>([Steps, 1, neurons]);
        var random = new RandomStream(1, 0);
        for (var t = 0; t < Steps; t++)
        {
            random.FillUniform(tensor.AsTensorSpan(t..(t + 1), .., ..).GetSpan([0, 0, 0], neurons), low, high);
        }

        return tensor;
    }

    private static string Machine()
    {
        var processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim()
            : null;
        return $"{processor ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, .NET {Environment.Version}";
    }
}
