using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// The states of neurons between two calls, in the memory of a device: a tensor for each state of the model, all of the shape
/// [batch…, features…], and where the run stands. Immutable: a call takes one and returns the next.
/// </summary>
/// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
public sealed class DeviceState<T> : IDisposable
    where T : unmanaged
{
    private readonly Definition _model;

    internal DeviceState(Definition model, DeviceTensor<T>[] values, long step, ulong seed, uint stream)
    {
        _model = model;
        Values = values;
        Step = step;
        Seed = seed;
        Stream = stream;
    }

    /// <summary>The names of the states, in the order of the model.</summary>
    public IReadOnlyList<string> Names => _model.StateNames;

    /// <summary>The shape of every state, [batch…, features…].</summary>
    public ReadOnlySpan<nint> Shape => Values[0].Lengths;

    /// <summary>The number of steps taken so far.</summary>
    public long Step { get; }

    /// <summary>What random numbers are drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>Tells apart the random numbers of the layers of one network.</summary>
    public uint Stream { get; }

    internal DeviceTensor<T>[] Values { get; }

    /// <summary>The state of a name, in any case; an unknown one is an <see cref="ArgumentException"/> that suggests the nearest.</summary>
    public DeviceTensor<T> this[string name] => Values[DefinitionModule.stateIndex(_model, name)];

    /// <summary>A copy as numbers of another type, each rounded where that has fewer bits.</summary>
    /// <typeparam name="TResult">float, Half or BFloat16; or the type that it has.</typeparam>
    /// <exception cref="NotSupportedException">One of the types is another.</exception>
    public DeviceState<TResult> To<TResult>()
        where TResult : unmanaged => new(_model, Array.ConvertAll(Values, tensor => tensor.To<TResult>()), Step, Seed, Stream);

    /// <summary>Gives the memory of its tensors back.</summary>
    public void Dispose() => Array.ForEach(Values, tensor => tensor.Dispose());

    /// <summary>For people: the model, the shape, the step and the device.</summary>
    public override string ToString() => $"{_model.Name} {string.Join(", ", Names)} {Shapes.Text(Shape)} at step {Step} on {Values[0].Device.Id}";
}
