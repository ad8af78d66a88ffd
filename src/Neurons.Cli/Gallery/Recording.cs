using Neurons.Cli.Simulate;
using Neurons.Primitives;

namespace Neurons.Cli.Gallery;

/// <summary>Runs of models, in float64 and from a fixed seed, for the pictures.</summary>
internal static class Recording
{
    public const ulong Seed = 1;

    /// <summary>A run of one neuron on the course of its first input.</summary>
    public static Simulate.Simulation Of(
        string model, double[] input, string preset = "", string[]? changes = null, string? dt = null, double[]? start = null) =>
        Of(model, [input], 1, preset, changes, dt, start);

    /// <summary>A run of some neurons on inputs [T, N].</summary>
    public static Simulate.Simulation Of(
        string model, double[][] inputs, int neurons, string preset = "", string[]? changes = null, string? dt = null, double[]? start = null)
    {
        var settings = new Settings(model, preset, changes ?? [], [], dt);
        var time = new Timeline(inputs[0].Length / neurons, settings.Dynamics.Definition.Dt, settings.TimeUnit);
        return Simulate.Simulation.Run<double>(settings.Dynamics, settings.Parameters, time, neurons, inputs, Seed, start);
    }

    /// <summary>A value at each of some steps.</summary>
    public static double[] Course(int steps, Func<int, double> value) => [.. Enumerable.Range(0, steps).Select(value)];

    /// <summary>Nothing for a tenth of the run, then a value.</summary>
    public static double[] Step(int steps, double value) => Course(steps, t => t < steps / 10 ? 0 : value);

    /// <summary>Normal numbers of a standard deviation; each stream has its own.</summary>
    public static double[] Noise(int count, double deviation, uint stream)
    {
        var random = new RandomStream(Seed, stream);
        return Course(count, _ => deviation * random.NextNormal());
    }

    /// <summary>A state of all neurons, [T, N].</summary>
    public static double[] State(this Simulate.Simulation run, string name) => run.States[DefinitionModule.stateIndex(run.Model, name)];
}
