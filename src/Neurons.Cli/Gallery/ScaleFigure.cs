using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>Time and memory over the number of neurons, as `dotnet run -c Release --project bench -- scale` measured them.</summary>
internal static class ScaleFigure
{
    private static readonly JsonNode _run = Read();

    private static int Steps => (int)_run["steps"]!;

    /// <summary>Says where and when.</summary>
    public static string Caption =>
        $"Time and memory of a layer of {_run["model"]} neurons over their number, both axes logarithmic: {Steps} steps in float32, with buffers. "
        + "The time is the least of some calls, the memory the most that a process which does nothing else ever held, .NET's own with it. "
        + $"Measured on {_run["machine"]}, {_run["date"]}.";

    public static Figure Draw()
    {
        var neurons = Column("neurons");
        double[] Scaled(string name, double factor) => Array.ConvertAll(Column(name), value => value * factor);
        return Plot.Stack(
            $"{_run["model"]}, {Steps} steps ({_run["machine"]}, {_run["date"]})",
            Plot.Curves(Axis.Log("neurons"), Axis.Log("time (s)"),
                new Curve("forward", neurons, Column("forward_seconds")), new Curve("forward and gradient", neurons, Column("gradient_seconds"))),
            Plot.Curves(Axis.Log("neurons"), Axis.Log("memory (MiB)"),
                new Curve("forward", neurons, Scaled("forward_bytes", 1.0 / (1 << 20))),
                new Curve("forward and gradient", neurons, Scaled("gradient_bytes", 1.0 / (1 << 20)))))
            with
        { Height = 560 };
    }

    private static double[] Column(string name) => [.. _run["points"]!.AsArray().Select(point => (double)point![name]!)];

    private static JsonNode Read()
    {
        using var stream = typeof(ScaleFigure).Assembly.GetManifestResourceStream("scale.json")!;
        return JsonNode.Parse(stream) ?? throw new JsonException("scale.json is empty.");
    }
}
