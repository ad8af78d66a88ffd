using Neurons.Primitives;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// The states of a module's neurons between two calls: a tensor for each state of the model, all of the shape [batch…, features…], and
/// where the run stands. A call takes one and returns the next. It is disposed like its tensors: by itself or by a dispose scope.
/// </summary>
public abstract class NeuronState : IDisposable
{
    private readonly StateSnapshot _snapshot;

    private protected NeuronState(StateSnapshot snapshot) => _snapshot = snapshot;

    /// <summary>The names of the states, in the order of the model.</summary>
    public IReadOnlyList<string> Names => _snapshot.Model.StateNames;

    /// <summary>The number of steps taken so far.</summary>
    public long Step => _snapshot.Clock.Step;

    /// <summary>What random numbers are drawn from.</summary>
    public ulong Seed => _snapshot.Clock.Seed;

    /// <summary>Tells apart the random numbers of the modules of one network.</summary>
    public uint Stream => _snapshot.Clock.Stream;

    internal StateSnapshot Snapshot => _snapshot;

    private protected Tensor[] Tensors => _snapshot.Tensors;

    /// <summary>The state of a name, in any case; an unknown one is an <see cref="ArgumentException"/> that suggests the nearest.</summary>
    public Tensor this[string name] => Tensors[Index(name)];

    /// <summary>Disposes its tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>For people: the model, the shape and the step.</summary>
    public override string ToString() =>
        $"{_snapshot.Model.Name} {string.Join(", ", Names)} {Shapes.Text(Tensors[0].shape)} at step {Step}";

    private protected int Index(string name) => DefinitionModule.stateIndex(_snapshot.Model, name);
}

/// <summary>The states of one kind of module.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public abstract class NeuronState<TSelf> : NeuronState
    where TSelf : NeuronState<TSelf>
{
    private protected NeuronState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>The same values without what they were computed from: a gradient stops here.</summary>
    public TSelf detach() => Map(tensor => tensor.detach());

    /// <summary>The same values on a device.</summary>
    public TSelf to(Device device) => Map(tensor => tensor.to(device));

    /// <summary>The same values in a type.</summary>
    public TSelf to(ScalarType type) => Map(tensor => tensor.to(type));

    /// <summary>The state with another tensor, of the same shape, for one of its states.</summary>
    public TSelf with(string name, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var index = Index(name);
        if (!values.shape.AsSpan().SequenceEqual(Tensors[index].shape))
            throw new ArgumentException(
                $"{Snapshot.Model.Name}: {Names[index]} has the shape {Shapes.Text(values.shape)}; "
                + $"the other states have {Shapes.Text(Tensors[index].shape)}.", nameof(values));

        var tensors = (Tensor[])Tensors.Clone();
        tensors[index] = values;
        return Rebuild(Snapshot with { Tensors = tensors });
    }

    internal abstract TSelf Rebuild(StateSnapshot snapshot);

    private TSelf Map(Func<Tensor, Tensor> change) =>
        Rebuild(Snapshot with { Tensors = Array.ConvertAll(Tensors, tensor => change(tensor)) });
}
