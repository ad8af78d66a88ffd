using Neurons.IO;
using Neurons.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Simulate;

/// <summary>
/// A file that a run is written to, by its ending: .svg and .png a figure; .html a page; .csv, .csv.gz a table with a row a step; .npy an array
/// [T, K, N] of the inputs, the states and the output of N neurons.
/// </summary>
internal sealed class OutputFile
{
    private readonly string _path;
    private readonly Action<NeuronRun>? _write;

    /// <summary>Refuses what could not be written, before anything is computed.</summary>
    public OutputFile(string path)
    {
        _path = path;
        _write = path.ToLowerInvariant() switch
        {
            var name when name.EndsWith(".svg", StringComparison.Ordinal) => run => SimulationFigure.Draw(run).Save(path),
            var name when name.EndsWith(".html", StringComparison.Ordinal) => null,
            var name when name.EndsWith(".npy", StringComparison.Ordinal) => run => Npy.Write(path, Array(run)),
            var name when name.EndsWith(".csv", StringComparison.Ordinal) || name.EndsWith(".csv.gz", StringComparison.Ordinal) => WriteCsv,
            var name when name.EndsWith(".png", StringComparison.Ordinal) => run => Figures.SavePng(SimulationFigure.Draw(run), path),
            _ => throw new UserError($"{path}: the ending is not known; .svg, .png, .html, .npy, .csv and .csv.gz are."),
        };
        if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) Figures.RequirePng();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new UserError($"{path}: there is no folder {folder}.");
        }

        Try(() => AtomicFile.Check(path));
    }

    /// <summary>A file that ends in .png for each that ends in .svg, if it is not among them.</summary>
    public static IEnumerable<string> PngBeside(IReadOnlyList<string> files) =>
    [
        .. files.Where(file => file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)).Select(file => Path.ChangeExtension(file, ".png"))
            .Except(files),
    ];

    /// <param name="run">What is written.</param>
    /// <param name="page">The page of it, for .html.</param>
    public void Write(NeuronRun run, Func<string> page) => Try(() =>
    {
        if (_write is null) AtomicFile.WriteText(_path, page());
        else _write(run);
    });

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(_path) ? "it is a folder" : problem switch
            {
                UnauthorizedAccessException => "permission denied",
                _ => problem.Message.Replace($"{_path}: ", "", StringComparison.Ordinal),
            };
            throw new UserError($"{_path}: cannot be written: {reason}.");
        }
    }

    private static IEnumerable<(string Name, double[] Values)> Columns(NeuronRun run) =>
    [
        .. run.Model.InputNames.Zip(run.Inputs),
        .. run.Model.StateNames.Zip(run.States),
        (run.Model.OutputName, run.Output),
    ];

    private static System.Numerics.Tensors.Tensor<double> Array(NeuronRun run)
    {
        double[][] columns = [.. Columns(run).Select(column => column.Values)];
        var values = new double[run.Time.Steps * columns.Length * run.Neurons];
        for (var t = 0; t < run.Time.Steps; t++)
        {
            for (var k = 0; k < columns.Length; k++)
            {
                columns[k].AsSpan(t * run.Neurons, run.Neurons).CopyTo(values.AsSpan((t * columns.Length + k) * run.Neurons));
            }
        }

        return Arrays.Tensor<double>(values, run.Time.Steps, columns.Length, run.Neurons);
    }

    private void WriteCsv(NeuronRun run)
    {
        var header = new List<string> { "time" };
        var table = new List<double[]> { Enumerable.Range(1, run.Time.Steps).Select(step => step * run.Time.Dt).ToArray() };
        foreach (var (name, values) in Columns(run))
        {
            for (var neuron = 0; neuron < run.Neurons; neuron++)
            {
                header.Add(run.Neurons == 1 ? name : $"{name}[{neuron}]");
                table.Add(run.Neuron(values, neuron));
            }
        }

        Csv.Write(_path, header, table);
    }
}
