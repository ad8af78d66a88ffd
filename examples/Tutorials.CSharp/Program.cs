using System.Diagnostics;

namespace Tutorials.CSharp;

/// <summary><c>dotnet run -c Release --project examples/Tutorials.CSharp -- lif</c>; docs/tutorials has a page for each.</summary>
public static class Program
{
    private static readonly (string Name, Action<string> Run)[] _tutorials =
    [
        ("encoding", figures => Encoding.Run(figures)),
        ("lif", figures => Lif.Run(figures)),
        ("second-order", figures => SecondOrder.Run(figures)),
        ("feedforward", figures => Feedforward.Run(figures)),
        ("training", figures => Training.Run(figures)),
        ("single-layer", figures => SingleLayer.Run(figures)),
        ("functional", figures => Functional.Run(figures)),
        ("convolution", figures => Convolution.Run(figures)),
        ("fashion-mnist", figures => FashionMnist.Run(figures)),
        ("events", figures => Events.Run(figures)),
        ("regression", figures => Regression.Run(figures)),
        ("recurrent", figures => Recurrent.Run(figures)),
        ("memory", figures => Memory.Run(figures)),
    ];

    /// <summary>Runs the tutorials that are named, or <c>all</c>; a folder after <c>--figures</c> takes their figures.</summary>
    public static int Main(string[] args)
    {
        var figures = "artifacts/tutorials";
        if (args is [.. var names, "--figures", var folder]) (args, figures) = (names, folder);
        var chosen = args is ["all"] ? _tutorials : [.. _tutorials.Where(tutorial => args.Contains(tutorial.Name))];
        if (chosen.Length == 0 || (args is not ["all"] && chosen.Length < args.Length))
        {
            Console.Error.WriteLine($"usage: all | {string.Join(" | ", _tutorials.Select(tutorial => tutorial.Name))} [--figures FOLDER]");
            return 2;
        }

        Directory.CreateDirectory(figures);
        foreach (var (name, run) in chosen)
        {
            var watch = Stopwatch.StartNew();
            Console.WriteLine($"# {name}");
            run(figures);
            Console.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s, figures in {figures}\n");
        }

        return 0;
    }
}
