using System.Numerics;
using Neurons.Simulation;

namespace Neurons.Gpu;

/// <summary>Events at random, of which the processor draws how many there are, on a device.</summary>
internal sealed class DeviceEvents<T>(Device device, EventPart<T> part, DeviceRing<T> ring, int mostSteps) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DeviceBuffer<T> _weights = new(device, part.Weights, $"the drive of {part.Target}");
    private readonly DeviceBuffer<T> _counts = new(device, (long)part.Target.Count * mostSteps, $"the drive of {part.Target}");

    /// <summary>Draws the events of the next steps.</summary>
    public void Prepare(long step, int steps)
    {
        var width = part.Target.Count;
        var counts = new T[steps * width];
        for (var i = 0; i < steps; i++) part.Count(step + i, counts.AsSpan(i * width, width));
        _counts.Write(counts);
    }

    /// <summary>The events of a step, the so many-th of those that are ready, arrive.</summary>
    public void Add(SimulationKernels kernels, long step, int number)
    {
        var width = part.Target.Count;
        kernels.Run(SimulationText.Events, width, new KernelArguments()
            .Add((uint)width).Add((uint)part.Target.Start).Read(_counts.Memory).Add((ulong)number * (ulong)width)
            .Read(_weights.Memory).Add(part.Weights.Length == 1 ? 1u : 0u).Add(part.AddsAtOnce ? 1u : 0u)
            .Add(ring.Memory).Add(ring.Row(step + 1)));
    }

    public void Dispose()
    {
        _weights.Dispose();
        _counts.Dispose();
    }
}
