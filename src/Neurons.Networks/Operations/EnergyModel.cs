using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>What operations cost: a table of prices, or another rule.</summary>
public abstract record EnergyModel
{
    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>The built-in models by their names, as <c>neurons evaluate --costs</c> takes them.</summary>
    public static IReadOnlyList<EnergyModel> BuiltIn { get; } =
        [CostTable.Cmos45Float32, CostTable.Cmos45Float16, CostTable.Cmos45Int8, LemaireEnergy.Cmos45, CostTable.Loihi];

    /// <summary>The energy of a layer in a pass, in picojoules.</summary>
    public abstract double Picojoules(in LayerWork work);

    /// <summary>A built-in model, or a table that a file holds.</summary>
    /// <param name="name">A name, or the path of a file as <see cref="CostTable.Read"/> takes it.</param>
    /// <exception cref="ArgumentException">There is neither; the message lists the names.</exception>
    public static EnergyModel Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (BuiltIn.FirstOrDefault(model => PartName.Same(model.Name, name)) is { } known) return known;
        return File.Exists(name) ? CostTable.Read(name) : throw new ArgumentException(
            $"'{name}' is no table of costs and no file; there are {string.Join(", ", BuiltIn.Select(model => model.Name))}.", nameof(name));
    }
}

/// <summary>A price for each kind of operation, in picojoules; all finite and at least 0.</summary>
/// <param name="Title">The name of the table.</param>
/// <param name="Source">Where the prices are from.</param>
/// <param name="MultiplyAccumulate">Of a multiply-accumulate; null where the hardware has none, and then those are not priced.</param>
/// <param name="Accumulate">Of an accumulate: synaptic operations, and sums of neurons, pooling and normalisation.</param>
/// <param name="SynapticOperation">Of a synaptic operation, besides its accumulate.</param>
/// <param name="NeuronUpdate">Of a step of a neuron, besides its accumulates.</param>
/// <param name="Spike">Of a spike.</param>
/// <param name="AccessByte">Of a byte of <see cref="LayerOperations.AccessBytes"/>.</param>
public sealed record CostTable(
    string Title, string Source, double? MultiplyAccumulate = null, double Accumulate = 0, double SynapticOperation = 0, double NeuronUpdate = 0,
    double Spike = 0, double AccessByte = 0) : EnergyModel
{
    private const string Horowitz = "Horowitz, Computing's energy problem, ISSCC 2014; 24.96 pJ for a byte of memory, as in SpikingJelly's estimate";

    /// <summary>45 nm, float32: a multiply-accumulate 4.6 pJ, an accumulate 0.9 pJ.</summary>
    public static CostTable Cmos45Float32 { get; } = new("cmos45_float32", Horowitz, 4.6, 0.9, AccessByte: 24.96);

    /// <summary>45 nm, float16: a multiply-accumulate 1.5 pJ, an accumulate 0.4 pJ.</summary>
    public static CostTable Cmos45Float16 { get; } = new("cmos45_float16", Horowitz, 1.5, 0.4, AccessByte: 24.96);

    /// <summary>45 nm, int8: a multiply-accumulate 0.23 pJ, an accumulate 0.03 pJ.</summary>
    public static CostTable Cmos45Int8 { get; } = new("cmos45_int8", Horowitz, 0.23, 0.03, AccessByte: 24.96);

    /// <summary>
    /// Intel's Loihi, 14 nm: a synaptic operation 23.6 pJ, an update of an active neuron 81 pJ, a spike within a tile 1.7 pJ. It has no
    /// multiply-accumulates, so a layer with an input that is not binary has no price.
    /// </summary>
    public static CostTable Loihi { get; } = new(
        "loihi", "Davies et al., Loihi: a neuromorphic manycore processor with on-chip learning, IEEE Micro 38, 2018",
        SynapticOperation: 23.6, NeuronUpdate: 81, Spike: 1.7);

    /// <inheritdoc/>
    public override string Name => Title;

    /// <summary>A table of your own: JSON or YAML with <c>name</c>, and in pJ what it prices: <c>multiply_accumulate</c>, <c>accumulate</c>,
    /// <c>synaptic_operation</c>, <c>neuron_update</c>, <c>spike</c>, <c>access_byte</c>; and <c>source</c>, where they are from.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <exception cref="FormatError">The file is no such table; the message names the value.</exception>
    public static CostTable Read(string path)
    {
        var bytes = InputFile.ReadBytes(path);
        try
        {
            var root = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
                ? JsonText.Parse(bytes) : Yaml.Parse(Utf8Text.Of(bytes));
            var v = new NamedValues(root as JsonObject ?? throw new FormatException("it has no named values"), "costs", null);
            var table = new CostTable(
                v.Text("name"), v.Has("source") ? v.Text("source") : path, v.Has("multiply_accumulate") ? Price("multiply_accumulate") : null,
                Price("accumulate"), Price("synaptic_operation"), Price("neuron_update"), Price("spike"), Price("access_byte"));
            v.RequireKnown("source", "multiply_accumulate");
            return table;

            double Price(string name)
            {
                var price = v.Number(name, 0);
                return double.IsFinite(price) && price >= 0
                    ? price : throw new FormatException($"{name} is {price}; it must be finite and at least 0");
            }
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatError(path, $"cannot be read as a table of costs: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public override double Picojoules(in LayerWork work)
    {
        var done = work.Operations;
        return ((MultiplyAccumulate ?? 0) * done.MultiplyAccumulates) + (Accumulate * done.Accumulates)
            + (SynapticOperation * done.SynapticOperations) + (NeuronUpdate * done.NeuronUpdates) + (Spike * done.Spikes)
            + (AccessByte * done.AccessBytes);
    }
}
