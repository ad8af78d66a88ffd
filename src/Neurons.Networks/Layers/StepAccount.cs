using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Neurons.Networks;

/// <summary>
/// Where the time of training steps goes: given to a trainer, it adds up the time of each part of a step, forward and backward.
/// </summary>
public sealed class StepAccount
{
    private readonly Dictionary<(object Owner, string Role), Part> _parts = [];
    private readonly List<Part> _order = [];

    /// <summary>The steps that have been taken.</summary>
    public int Steps { get; private set; }

    /// <summary>The mean time of each part in a step, in the order in which they come.</summary>
    public IReadOnlyList<StepPart> Parts => [.. _order.Select(part => new StepPart(part.Name, Milliseconds(part)))];

    /// <summary>The mean time of a step in milliseconds.</summary>
    public double Total => _order.Sum(Milliseconds);

    /// <summary>Begins anew, such as after the first steps, in which kernels are compiled.</summary>
    public void Clear()
    {
        Steps = 0;
        foreach (var part in _order) part.Ticks = 0;
    }

    /// <summary>A table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var width = _order.Count == 0 ? 0 : _order.Max(part => part.Name.Length);
        foreach (var part in Parts)
            text.AppendLine(
                CultureInfo.InvariantCulture, $"{part.Name.PadRight(width)}  {part.Milliseconds,9:0.000} ms  {part.Milliseconds / Total,6:0.0%}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"a step".PadRight(width)}  {Total,9:0.000} ms");
        return text.ToString();
    }

    /// <summary>Adds the time since a timestamp to a part, and returns the time now.</summary>
    internal long Add(object owner, string role, long since)
    {
        var now = Stopwatch.GetTimestamp();
        if (!_parts.TryGetValue((owner, role), out var part))
        {
            part = new Part(owner is Layer ? $"{owner} {role}" : role);
            _parts[(owner, role)] = part;
            _order.Add(part);
        }
        part.Ticks += now - since;
        return now;
    }

    internal void EndStep() => Steps++;

    private double Milliseconds(Part part) => Steps == 0 ? 0 : 1000.0 * part.Ticks / Stopwatch.Frequency / Steps;

    private sealed class Part(string name)
    {
        public string Name => name;

        public long Ticks { get; set; }
    }
}

/// <summary>A part of a training step.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Milliseconds">The mean time in a step.</param>
public readonly record struct StepPart(string Name, double Milliseconds);

/// <summary>A part of the memory of a training.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Bytes">How many bytes it takes.</param>
public readonly record struct MemoryPart(string Name, long Bytes);
