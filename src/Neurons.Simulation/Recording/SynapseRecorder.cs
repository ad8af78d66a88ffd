using System.Numerics;

namespace Neurons.Simulation;

/// <summary>States of chosen synapses, such as weights, at chosen intervals: each as of its last event at the end of the step.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SynapseRecorder<T> : SampleRecorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _synapses;
    private readonly int[] _states;
    private int[][] _ofThread = [];

    internal SynapseRecorder(PlasticConnection<T> connection, int[] synapses, string[] names, int every, long most)
        : base($"{connection}", names, synapses.Length, every, most)
    {
        (Connection, _synapses) = (connection, synapses);
        _states = Array.ConvertAll(names, connection.StateIndex);
    }

    /// <summary>Whose they are.</summary>
    public PlasticConnection<T> Connection { get; }

    /// <summary>The numbers of the synapses.</summary>
    public IReadOnlyList<int> Synapses => _synapses;

    private protected override (string Name, int[] Numbers) Things => ("synapse", _synapses);

    internal override void Begin(PopulationState<T>[] populations, int threads)
    {
        var target = Connection.Target;
        _ofThread = ByThread(
            Array.ConvertAll(_synapses, synapse => target.Start + Connection.TargetOf(synapse)), populations[target.Population.Index].FirstOfThread);
    }

    private protected override void Sample(int name, int thread, long step, Span<T> row)
    {
        var column = Connection.Column(_states[name]);
        foreach (var i in _ofThread[thread]) row[i] = column[_synapses[i]];
    }
}
