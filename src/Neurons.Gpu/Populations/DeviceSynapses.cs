using System.Numerics;
using Neurons.Simulation;

namespace Neurons.Gpu;

/// <summary>The synapses of a connection on a device, by target and, of a target, by source.</summary>
internal sealed class DeviceSynapses<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Connection<T> _connection;
    private readonly DevicePopulation<T> _source;
    private readonly DeviceRing<T> _ring;
    private readonly DeviceBuffer<uint> _starts, _sources;
    private readonly DeviceBuffer<uint>? _delays;
    private readonly DeviceBuffer<T>? _weights;
    private readonly int[] _order = [];
    private T[] _last = [];

    /// <param name="device">The device.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="source">The population whose spikes travel.</param>
    /// <param name="target">The population at which they arrive.</param>
    public DeviceSynapses(Device device, Connection<T> connection, DevicePopulation<T> source, DevicePopulation<T> target)
    {
        (_connection, _source) = (connection, source);
        _ring = target.Inputs[connection.Target.Population.Inputs.ToList().IndexOf(connection.InputName)].Ring!;
        var what = $"the synapses {connection}";
        var sourceOf = new uint[connection.Count];
        var rows = connection.Rows;
        for (var row = 0; row + 1 < rows.Length; row++) sourceOf.AsSpan(rows[row]..rows[row + 1]).Fill((uint)(connection.Source.Start + row));
        var order = new int[connection.Count];
        var starts = new uint[connection.Target.Count + 1];
        var at = 0;
        for (var neuron = 0; neuron < connection.Target.Count; neuron++)
        {
            foreach (var synapse in connection.Arriving(neuron)) order[at++] = synapse;
            starts[neuron + 1] = (uint)at;
        }

        _starts = new(device, starts, what);
        _sources = new(device, Array.ConvertAll(order, synapse => sourceOf[synapse]), what);
        if (connection.MinDelay != connection.MaxDelay)
            _delays = new(device, Array.ConvertAll(order, synapse => (uint)connection.DelayOf(synapse)), what);
        if (!connection.Weights.IsEmpty) (_order, _weights) = (order, new(device, connection.Count, what));
    }

    /// <summary>Takes the weights of now, where they have changed.</summary>
    public void Begin()
    {
        if (_weights is null || _connection.Weights.SequenceEqual(_last)) return;
        var weights = _last = _connection.Weights.ToArray();
        _weights.Write(Array.ConvertAll(_order, synapse => weights[synapse]));
    }

    /// <summary>The spikes of a step arrive.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="step">The step.</param>
    /// <param name="number">The so many-th of those that are run.</param>
    public void Deliver(SimulationKernels kernels, long step, int number)
    {
        var targets = _connection.Target.Count;
        var arguments = new KernelArguments()
            .Add((uint)targets).Add((uint)_connection.Target.Start).Read(_starts.Memory).Read(_sources.Memory)
            .Read(_weights?.Memory ?? _starts.Memory).Add(_weights is null ? 1u : 0u)
            .Add(double.CreateTruncating(_connection.SharedWeight), Element<T>.Precision)
            .Read(_source.Bits).Add(_source.Word(number)).Add(_ring.Memory);
        if (_delays is null) kernels.Run(SimulationText.Deliver, targets, arguments.Add(_ring.Row(step + 1 + _connection.MinDelay)));
        else
        {
            kernels.Run(
                SimulationText.DeliverDelayed, targets,
                arguments.Read(_delays.Memory).Add((uint)((step + 1) & (_ring.Rows - 1))).Add((uint)_ring.Rows - 1)
                    .Add((uint)_ring.Stride));
        }
    }

    public void Dispose()
    {
        _starts.Dispose();
        _sources.Dispose();
        _delays?.Dispose();
        _weights?.Dispose();
    }
}
