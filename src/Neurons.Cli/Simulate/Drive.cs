using System.Globalization;
using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Primitives;

namespace Neurons.Cli.Simulate;

/// <summary>An input over time, as the command line describes it.</summary>
internal abstract record Drive
{
    private const string Forms = "constant:VALUE, step:VALUE[@START], ramp:FROM..TO, poisson:RATE[xWEIGHT], FILE.npy or FILE.csv";

    /// <summary>The number of steps that a file has; null where any will do.</summary>
    public virtual int? Steps => null;

    /// <summary>The number of neurons that a file has; null where any will do.</summary>
    public virtual int? Neurons => null;

    /// <summary>The values, [T, N].</summary>
    public abstract double[] Values(Timeline time, int neurons, ulong seed);

    /// <summary>Reads constant:VALUE, step:VALUE[@START], ramp:FROM..TO, poisson:RATE[xWEIGHT] or the name of a file.</summary>
    public static Drive Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? "" : text[..colon];
        var rest = text[(colon + 1)..];
        return kind switch
        {
            "constant" => new ConstantDrive(Number(text, rest)),
            "step" => Split(rest, "@") is var (value, start)
                ? new StepDrive(Number(text, value), start is null ? null : Number(text, start)) : throw Bad(text),
            "ramp" => Split(rest, "..") is (var from, { } to) ? new RampDrive(Number(text, from), Number(text, to)) : throw Bad(text),
            "poisson" => Split(rest, "x") is var (rate, weight)
                ? new PoissonDrive(Number(text, rate), weight is null ? 1 : Number(text, weight))
                : throw Bad(text),
            _ when IsFile(text) => new FileDrive(text),
            _ => throw Bad(text),
        };
    }

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsFile(string text) =>
        text.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            || text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || text.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static (string First, string? Second) Split(string text, string separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + separator.Length)..]) : (text, null);

    private static double Number(string input, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new UserError($"Input {input}: '{text}' is not a finite number.");

    private static UserError Bad(string text) => new($"Input {text} is not understood; it must be {Forms}.");
}

internal sealed record ConstantDrive(double Value) : Drive
{
    public override double[] Values(Timeline time, int neurons, ulong seed)
    {
        var values = new double[time.Steps * neurons];
        Array.Fill(values, Value);
        return values;
    }
}

/// <summary>Nothing until a time, then a value; by default after a tenth of the run.</summary>
internal sealed record StepDrive(double Value, double? Start) : Drive
{
    public override double[] Values(Timeline time, int neurons, ulong seed)
    {
        var length = time.Steps * time.Dt;
        if (Start is < 0 || Start >= length)
            throw new UserError($"Input step:{Text(Value)}@{Text(Start.Value)} begins at {Text(Start.Value)}; the run is from 0 to {Text(length)}.");
        var first = Start is { } start ? (int)Math.Ceiling(start / time.Dt - 1e-9) : time.Steps / 10;
        var values = new double[time.Steps * neurons];
        values.AsSpan(first * neurons).Fill(Value);
        return values;
    }
}

/// <summary>A straight line from the first step to the last.</summary>
internal sealed record RampDrive(double From, double To) : Drive
{
    public override double[] Values(Timeline time, int neurons, ulong seed)
    {
        var values = new double[time.Steps * neurons];
        for (var t = 0; t < time.Steps; t++)
        {
            values.AsSpan(t * neurons, neurons).Fill(From + (To - From) * t / Math.Max(time.Steps - 1, 1));
        }

        return values;
    }
}

/// <summary>A Poisson spike train of its own for each neuron: a weight where a spike arrives, else 0.</summary>
/// <param name="Rate">In Hz, or per step where the model has no unit of time.</param>
/// <param name="Weight">The value of a spike.</param>
internal sealed record PoissonDrive(double Rate, double Weight) : Drive
{
    /// <summary>Apart from the streams of neurons, which count from 0.</summary>
    private const uint Stream = uint.MaxValue;

    public override double[] Values(Timeline time, int neurons, ulong seed)
    {
        var probability = Rate * time.SecondsPerStep;
        if (probability is not (>= 0 and <= 1))
        {
            throw new UserError($"Input poisson:{Text(Rate)} is {Text(probability)} spikes a step; it must be in [0, 1].");
        }

        var random = new RandomStream(seed, Stream);
        var values = new double[time.Steps * neurons];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() < probability ? Weight : 0;
        }

        return values;
    }
}

/// <summary>An array of [T], the same for every neuron, or [T, N].</summary>
internal sealed record FileDrive : Drive
{
    private readonly double[] _values;
    private readonly int _width;

    public FileDrive(string path)
    {
        Path = path;
        var tensor = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? Npy.Read<double>(path) : Csv.Read(path).Values;
        if (tensor.Rank is not (1 or 2))
        {
            throw new FormatError(path, $"has {tensor.Rank} dimensions; [T] or [T, N] is needed");
        }

        _values = Verification.Arrays.Flat(tensor.RequireFinite(path));
        _width = tensor.Rank == 1 ? 1 : (int)tensor.Lengths[1];
        if (_values.Length == 0)
        {
            throw new FormatError(path, "has no values; at least one time step is needed");
        }
    }

    public string Path { get; }

    public override int? Steps => _values.Length / _width;

    public override int? Neurons => _width == 1 ? null : _width;

    public override double[] Values(Timeline time, int neurons, ulong seed)
    {
        if (time.Steps > Steps)
        {
            throw new UserError($"{Path}: has {Steps} time steps; {time.Steps} were asked for.");
        }

        if (_width != 1 && _width != neurons)
        {
            throw new UserError($"{Path}: has {_width} neurons a step; {neurons} were asked for.");
        }

        var values = new double[time.Steps * neurons];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _width == 1 ? _values[i / neurons] : _values[i];
        }

        return values;
    }
}
