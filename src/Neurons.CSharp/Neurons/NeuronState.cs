using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>What the states of a layer have in common.</summary>
internal sealed record StateLayout(string Model, string[] Names, int FeatureRank);

/// <summary>
/// The states of a layer's neurons between two calls: a tensor for each state of the model, all of the shape [batch…, features…],
/// and where the run stands. Immutable: a call takes one and returns the next. Give it to the next call to go on, with time and
/// noise, where the last one ended.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public class NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal NeuronState(StateLayout layout, StateValues<T> values)
    {
        Layout = layout;
        Values = values;
    }

    internal StateLayout Layout { get; }

    /// <summary>Set only for a state in buffers, whose next call overwrites the tensors as well.</summary>
    internal StateValues<T> Values { get; private set; }

    /// <summary>Another state in the same tensors.</summary>
    internal void Overwrite(StateValues<T> values) => Values = values;

    /// <summary>The names of the states, in the order of the model.</summary>
    public IReadOnlyList<string> Names => Layout.Names;

    /// <summary>The shape of every state, [batch…, features…].</summary>
    public ReadOnlySpan<nint> Shape => Values.Values[0].Lengths;

    /// <summary>The number of steps taken so far.</summary>
    public long Step => Values.Step;

    /// <summary>What random numbers are drawn from.</summary>
    public ulong Seed => Values.Seed;

    /// <summary>Tells apart the random numbers of the layers of one network.</summary>
    public uint Stream => Values.Stream;

    /// <summary>The state of a name, in any case; an unknown one is an <see cref="ArgumentException"/> that suggests the nearest.</summary>
    public Tensor<T> this[string name] => Values.Values[Index(name)];

    /// <summary>
    /// One sample of the batch as a state of its own, a batch of one. A neuron with noise draws by its place in the batch, so a
    /// sample alone sees other random numbers.
    /// </summary>
    public virtual NeuronState<T> this[int sample]
    {
        get
        {
            RequireBatch();
            if (sample < 0 || sample >= Shape[0])
                throw new ArgumentOutOfRangeException(
                    nameof(sample), sample, $"{Layout.Model}: there is no sample {sample}; the batch has {Shape[0]}.");

            return Map(tensor => Samples(tensor, sample));
        }
    }

    /// <summary>
    /// The same values in memory of their own: what is done to the buffers that a state lives in no longer reaches it. (No gradient
    /// flows through a state unless that of the final state is given to a pullback.)
    /// </summary>
    public virtual NeuronState<T> Detach() => Map(tensor => tensor.ToDenseCopy());

    /// <summary>The state with other values for one of its tensors.</summary>
    public virtual NeuronState<T> With(string name, Tensor<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var index = Index(name);
        if (!values.Lengths.SequenceEqual(Shape))
            throw new ArgumentException(
                $"{Layout.Model}: {Layout.Names[index]} has the shape {Shapes.Text(values.Lengths)}; the other states have {Shapes.Text(Shape)}.",
                nameof(values));

        var tensors = (Tensor<T>[])Values.Values.Clone();
        tensors[index] = values;
        return Rebuild(new(tensors, Step, Seed, Stream));
    }

    /// <summary>The samples of this state followed by those of the others, as one batch. All must be at the same step and draw from the
    /// same seed and stream.</summary>
    public virtual NeuronState<T> Concat(params NeuronState<T>[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        RequireBatch();
        foreach (var other in others)
        {
            ArgumentNullException.ThrowIfNull(other, nameof(others));
            if (!other.Layout.Names.SequenceEqual(Layout.Names) || !other.Shape[1..].SequenceEqual(Shape[1..]))
                throw new ArgumentException(
                    $"A state of {other.Layout.Model} with the shape {Shapes.Text(other.Shape)} cannot follow one of {Layout.Model} "
                    + $"with {Shapes.Text(Shape)}: all but the number of samples must be equal.");
            if (other.Step != Step || other.Seed != Seed || other.Stream != Stream)
                throw new ArgumentException(
                    $"{Layout.Model}: the states are at step {Step}, seed {Seed}, stream {Stream} and at step {other.Step}, seed {other.Seed}, "
                    + $"stream {other.Stream}; the samples of a batch share them.");
        }

        var tensors = new Tensor<T>[Layout.Names.Length];
        for (var s = 0; s < tensors.Length; s++)
            tensors[s] = Tensor.Concatenate<T>([Values.Values[s], .. others.Select(other => other.Values.Values[s])]);

        return Rebuild(new(tensors, Step, Seed, Stream));
    }

    /// <summary>The states as a record with their names as its fields, such as <c>record MyState&lt;T&gt;(T V, T I)</c> with tensors.</summary>
    public TRecord As<[DynamicallyAccessedMembers(Records.KeptByTrimming)] TRecord>()
    {
        var names = Records.names<TRecord>();
        if (!names.SequenceEqual(Layout.Names))
            throw new ArgumentException(
                $"{typeof(TRecord).Name} has the fields {string.Join(", ", names)}; "
                + $"the states of {Layout.Model} are {string.Join(", ", Layout.Names)}.");

        return Records.ofValues<TRecord, Tensor<T>>(Values.Values);
    }

    /// <summary>For people: the model, the shape and the step.</summary>
    public override string ToString() => $"{Layout.Model} {string.Join(", ", Layout.Names)} {Shapes.Text(Shape)} at step {Step}";

    internal virtual NeuronState<T> Rebuild(StateValues<T> values) => new(Layout, values);

    private NeuronState<T> Map(Func<Tensor<T>, Tensor<T>> change) =>
        Rebuild(new(Array.ConvertAll(Values.Values, tensor => change(tensor)), Step, Seed, Stream));

    private int Index(string name) => Neurons.Names.Index(Layout.Model, "state", Layout.Names, name);

    private static Tensor<T> Samples(Tensor<T> tensor, int sample)
    {
        var ranges = new System.Buffers.NRange[tensor.Rank];
        Array.Fill(ranges, System.Buffers.NRange.All);
        ranges[0] = new(sample, sample + 1);
        return tensor.Slice(ranges).ToDenseCopy();
    }

    private void RequireBatch()
    {
        if (Shape.Length <= Layout.FeatureRank)
            throw new InvalidOperationException($"{Layout.Model}: a state of the shape {Shapes.Text(Shape)} has no batch dimension.");
    }
}
