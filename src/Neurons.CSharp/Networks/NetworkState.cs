namespace Neurons.Networks;

/// <summary>
/// The memory of a network's layers between two calls: the states of its neurons, what a delay holds back. Given to the next call, the
/// network goes on where it was. No gradient flows through it.
/// </summary>
public sealed class NetworkState
{
    private Dictionary<object, (object State, nint[] Shape)>? _states;

    internal NetworkState(object network) => Network = network;

    /// <summary>What ran the layers that these are the states of: the network, which alone can go on from them.</summary>
    public object Network { get; }

    /// <summary>What a layer ended with; null where it has not.</summary>
    /// <param name="key">The layer, or what holds another part of its state.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="shape">The shape of its input at a step, [batch, features…].</param>
    /// <exception cref="ArgumentException">The shape was another one.</exception>
    internal T? Of<T>(object key, Layer layer, ReadOnlySpan<nint> shape)
        where T : class
    {
        if (_states is null || !_states.TryGetValue(key, out var kept)) return null;
        return shape.SequenceEqual(kept.Shape)
            ? (T)kept.State
            : throw new ArgumentException(
                $"Layer {layer.Place}, {layer}: the state is of inputs of {Shapes.Text(kept.Shape)} at a step; this input has {Shapes.Text(shape)}.");
    }

    internal void Set(object key, object state, nint[] shape) => (_states ??= [])[key] = (state, shape);
}
