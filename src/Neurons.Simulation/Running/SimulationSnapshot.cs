using System.Globalization;
using System.Runtime.InteropServices;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>
/// Where a simulation stands between two steps: states, what is on its way, weights, noise. A simulation of the same description goes on from it as
/// if it had not been interrupted, bit for bit.
/// </summary>
public sealed class SimulationSnapshot
{
    private const string Kind = "neurons simulation";

    private readonly Dictionary<string, SafetensorsEntry> _parts = new(StringComparer.Ordinal);

    internal SimulationSnapshot(long step, double dt, ulong seed) => (Step, Dt, Seed) = (step, dt, seed);

    /// <summary>Steps that had been run.</summary>
    public long Step { get; }

    /// <summary>The time step in ms.</summary>
    public double Dt { get; }

    /// <summary>The seed of the simulation.</summary>
    public ulong Seed { get; }

    /// <summary>Writes it to a <c>.safetensors</c> file.</summary>
    /// <param name="path">The file to create or replace.</param>
    public void Save(string path) => SafetensorsFile.Write(
        path,
        new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["dt"] = Dt.ToString("R", CultureInfo.InvariantCulture),
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        },
        _parts.Values);

    /// <summary>Reads one from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">It is not a snapshot of a simulation.</exception>
    public static SimulationSnapshot Load(string path)
    {
        var file = SafetensorsFile.Read(path);
        string Text(string name) =>
            file.Metadata.TryGetValue(name, out var text) ? text : throw new FormatError(path, $"is no snapshot of a simulation: it lacks '{name}'");
        if (Text("kind") != Kind) throw new FormatError(path, $"is '{Text("kind")}'; a snapshot of a simulation is '{Kind}'");
        if (!long.TryParse(Text("step"), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || !double.TryParse(Text("dt"), NumberStyles.Float, CultureInfo.InvariantCulture, out var dt)
            || !ulong.TryParse(Text("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            throw new FormatError(path, $"has step '{Text("step")}', dt '{Text("dt")}' and seed '{Text("seed")}'; they must be numbers");
        var snapshot = new SimulationSnapshot(step, dt, seed);
        foreach (var name in file.Names) snapshot._parts.Add(name, file.Entry(name));
        return snapshot;
    }

    internal void Keep<TItem>(string name, ReadOnlySpan<TItem> values)
        where TItem : unmanaged => _parts.Add(name, SafetensorsEntry.From(name, values, values.Length));

    internal void Give<TItem>(string name, Span<TItem> values)
        where TItem : unmanaged => MemoryMarshal.Cast<byte, TItem>(_parts[name].Bytes.Span).CopyTo(values);

    /// <summary>Refuses to be given to a simulation whose part of this name has other numbers.</summary>
    internal void Require<TItem>(string name, ReadOnlySpan<TItem> values)
        where TItem : unmanaged
    {
        if (!_parts.TryGetValue(name, out var part)) throw new ArgumentException($"The snapshot has no {name}: it is one of another simulation.");
        var wanted = SafetensorsEntry.From<TItem>("", [], 0).DType;
        if (part.DType != wanted || part.Shape is not [var length] || length != values.Length)
            throw new ArgumentException(
                $"The snapshot has {string.Join(" × ", part.Shape)} numbers of type {part.DType} of {name}; the simulation has {values.Length} of "
                + $"{wanted}.");
    }

    /// <summary>Refuses a simulation that has other parts.</summary>
    internal void RequireParts(int count)
    {
        if (_parts.Count != count)
            throw new ArgumentException($"The snapshot has {_parts.Count} parts and the simulation {count}: it is one of another simulation.");
    }
}
