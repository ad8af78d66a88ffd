using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The memory of a network's forward and backward pass. Given to one call after another, it is used again instead of being
/// allocated: what a call returned is then valid until the next call. Not to be used by two threads at once.
/// </summary>
public sealed class Workspace
{
    private readonly Dictionary<(object Owner, string Role), Slot> _slots = [];

    /// <summary>The bytes that are held.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var slot in _slots.Values) bytes += slot.Bytes;
            return bytes;
        }
    }

    /// <summary>What is held, by owner and role.</summary>
    public IEnumerable<(object Owner, string Role, long Bytes)> Held =>
        _slots.Where(slot => slot.Value.Bytes > 0).Select(slot => (slot.Key.Owner, slot.Key.Role, slot.Value.Bytes));

    /// <summary>A tensor with any content, of memory that only this owner has in this role, and gets again.</summary>
    /// <param name="owner">Who needs it, such as a layer.</param>
    /// <param name="role">What for, such as "output".</param>
    /// <param name="shape">The lengths.</param>
    public Tensor<float> Take(object owner, string role, ReadOnlySpan<nint> shape)
    {
        if (!_slots.TryGetValue((owner, role), out var slot)) _slots[(owner, role)] = slot = new Slot();
        return slot.Shaped(shape);
    }

    /// <summary>A tensor with any content, in the shape of the gradient of a signal.</summary>
    /// <param name="owner">Who needs it.</param>
    /// <param name="role">What for.</param>
    /// <param name="like">The signal.</param>
    public Tensor<float> Take(object owner, string role, in Signal like)
    {
        Span<nint> shape = stackalloc nint[like.Rank];
        like.LengthsInto(shape);
        return Take(owner, role, shape);
    }

    /// <summary>A part of a tensor that has been taken, contiguous, from one of its elements on.</summary>
    /// <param name="owner">Who took it.</param>
    /// <param name="role">What for.</param>
    /// <param name="first">The element with which the part begins.</param>
    /// <param name="shape">The shape of the part.</param>
    /// <exception cref="KeyNotFoundException">No tensor was taken for that.</exception>
    /// <exception cref="ArgumentException">The part goes beyond the tensor.</exception>
    public Tensor<float> Part(object owner, string role, int first, ReadOnlySpan<nint> shape) =>
        Tensor.Create(_slots[(owner, role)].Memory, first, shape, []);

    /// <summary>Memory for spikes as bits that only this owner has in this role.</summary>
    /// <param name="owner">Who needs it.</param>
    /// <param name="role">What for.</param>
    public SpikeBits TakeBits(object owner, string role) => Keep(owner, role, static _ => new SpikeBits());

    /// <summary>Anything else that an owner keeps between calls.</summary>
    /// <param name="owner">Who needs it.</param>
    /// <param name="role">What for.</param>
    /// <param name="create">Makes it, the first time.</param>
    public T Keep<TOwner, T>(TOwner owner, string role, Func<TOwner, T> create)
        where TOwner : class
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        if (!_slots.TryGetValue((owner, role), out var slot)) _slots[(owner, role)] = slot = new Slot();
        return (T)(slot.Kept ??= create(owner));
    }

    private sealed class Slot
    {
        /// <summary>Sequences may come in any length: so many shapes are remembered.</summary>
        private const int MostShapes = 32;

        private readonly List<Tensor<float>> _tensors = [];

        public float[] Memory { get; private set; } = [];

        public object? Kept { get; set; }

        public long Bytes => ((long)Memory.Length * sizeof(float)) + (Kept is SpikeBits bits ? bits.Words.Length * sizeof(ulong) : 0);

        /// <summary>The memory as a tensor of a shape; what has the same shape is the same tensor.</summary>
        public Tensor<float> Shaped(ReadOnlySpan<nint> shape)
        {
            foreach (var known in _tensors)
            {
                if (known.Lengths.SequenceEqual(shape)) return known;
            }
            var count = Shapes.Elements(shape);
            if (Memory.Length < count)
            {
                Memory = GC.AllocateUninitializedArray<float>(count);
                _tensors.Clear();
            }
            if (_tensors.Count == MostShapes) _tensors.Clear();
            var tensor = Tensor.Create(Memory, 0, shape, []);
            _tensors.Add(tensor);
            return tensor;
        }
    }
}
