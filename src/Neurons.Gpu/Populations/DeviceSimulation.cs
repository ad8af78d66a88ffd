using System.Numerics;
using Neurons.Simulation;

namespace Neurons.Gpu;

/// <summary>
/// A simulation on a device: neurons are updated and spikes delivered there, and runs have the bits of the processor's. Sources of spikes, currents
/// that change and the counts of random events are made on the processor, for some steps at a time, and spikes come back for its recorders. A step
/// looks at each synapse, so its time follows from how many there are and not from how many neurons fire.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DeviceSimulation<T> : ISimulationDevice<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Simulator<T> _simulator;
    private readonly SimulationKernels _kernels;
    private DevicePopulation<T>[] _populations = [];
    private DeviceSynapses<T>[] _synapses = [];
    private DeviceEvents<T>[] _events = [];
    private SimulationParts<T>? _parts;
    private bool _isDisposed;

    internal DeviceSimulation(Simulator<T> simulator, Device device)
    {
        device.Require<T>();
        (_simulator, Device) = (simulator, device);
        _kernels = new(device, Element<T>.Precision);
        Check(simulator.Connections);
        simulator.Device = this;
    }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    void ISimulationDevice<T>.Begin(SimulationParts<T> parts)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!ReferenceEquals(_parts ??= parts, parts))
            throw new ArgumentException($"This is {this}, and of another one; each has its own, net.On(device).");
        Check(parts.Connections);
        if (_populations.Length == 0) Make(parts);
        foreach (var population in _populations) population.Begin();
        foreach (var synapses in _synapses) synapses.Begin();
    }

    void ISimulationDevice<T>.Run(SimulationParts<T> parts, long step, int steps)
    {
        foreach (var population in _populations) population.Prepare(step, steps);
        foreach (var events in _events) events.Prepare(step, steps);
        for (var i = 0; i < steps; i++)
        {
            foreach (var population in _populations) population.Update(step + i, i);
            foreach (var events in _events) events.Add(_kernels, step + i, i);
            foreach (var synapses in _synapses) synapses.Deliver(_kernels, step + i, i);
        }

        foreach (var population in _populations) population.Fetch(steps);
    }

    void ISimulationDevice<T>.End(SimulationParts<T> parts)
    {
        foreach (var population in _populations) population.End();
    }

    /// <summary>Gives the memory back; the simulation runs on the processor again.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (ReferenceEquals(_simulator.Device, this)) _simulator.Device = null;
        Free();
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"a simulation on {Device}";

    /// <summary>Takes the memory; all of it, or none.</summary>
    private void Make(SimulationParts<T> parts)
    {
        try
        {
            _populations = [.. parts.Populations.Select(part => new DevicePopulation<T>(Device, part, parts.MostSteps))];
            var places = parts.Populations.Zip(_populations).ToDictionary(each => each.First.Population, each => each.Second);
            _synapses = [.. parts.Connections.Select(connection => new DeviceSynapses<T>(
                Device, connection, places[connection.Source.Population], places[connection.Target.Population]))];
            _events = [.. parts.Events.Select(events => new DeviceEvents<T>(
                Device, events, places[events.Target.Population].Inputs[events.Input].Ring!, parts.MostSteps))];
        }
        catch
        {
            Free();
            throw;
        }
    }

    private void Free()
    {
        Array.ForEach(_populations, population => population.Dispose());
        Array.ForEach(_synapses, synapses => synapses.Dispose());
        Array.ForEach(_events, events => events.Dispose());
        (_populations, _synapses, _events) = ([], [], []);
    }

    private static void Check(IEnumerable<Connection<T>> connections)
    {
        if (connections.OfType<PlasticConnection<T>>().FirstOrDefault() is { } plastic)
        {
            throw new ArgumentException(
                $"The synapses {plastic} change by {plastic.Rule.GetType().Name}; on devices, synapses that stay as they are run alone. "
                + "Run the simulation on the processor.");
        }
    }
}

/// <summary>How simulations come to a device.</summary>
public static class SimulationExtensions
{
    /// <summary>
    /// A simulation on a device: its runs are there from now on, until what is returned is disposed of. It may be described before and after.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="simulator">The simulation.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="ArgumentException">It has synapses with a rule.</exception>
    public static DeviceSimulation<T> On<T>(this Simulator<T> simulator, Device device)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(simulator);
        ArgumentNullException.ThrowIfNull(device);
        return new(simulator, device);
    }
}
