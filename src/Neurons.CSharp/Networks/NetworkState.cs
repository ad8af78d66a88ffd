namespace Neurons;

/// <summary>
/// The memory of a network's layers between two calls: the states of its neurons, what a delay holds back. Given to the next call, the
/// network goes on where it was. No gradient flows through it.
/// </summary>
public sealed class NetworkState
{
    private Dictionary<Layer, object>? _states;

    internal NetworkState(Sequential network) => Network = network;

    /// <summary>The network whose layers these are the states of.</summary>
    internal Sequential Network { get; }

    internal T? Of<T>(Layer layer)
        where T : class => (T?)_states?.GetValueOrDefault(layer);

    internal void Set(Layer layer, object state) => (_states ??= [])[layer] = state;
}
