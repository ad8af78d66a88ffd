namespace Neurons.Networks;

/// <summary>
/// Channels of images, one after the other: numbers in memory, or binary spikes as bits, whole planes a step, which become numbers a plane at a time.
/// </summary>
internal readonly unsafe struct Planes<T>
    where T : unmanaged
{
    private readonly T* _numbers;
    private readonly SpikeBits? _spikes;
    private readonly int _ofStep;

    /// <summary>Numbers.</summary>
    public Planes(int size, T* numbers)
    {
        Size = size;
        _numbers = numbers;
    }

    /// <summary>Spikes.</summary>
    public Planes(int size, SpikeBits spikes) => (Size, _spikes, _ofStep) = (size, spikes, spikes.PerStep / size);

    /// <summary>The numbers of a plane.</summary>
    public int Size { get; }

    /// <summary>How many numbers <c>Of</c> needs room for.</summary>
    public int Scratch => _spikes is null ? 0 : Size;

    /// <summary>The numbers of a plane; in <paramref name="scratch"/> unless they lie in memory.</summary>
    public T* Of(int plane, T* scratch) => Of(plane, scratch, 0, Size);

    /// <summary>The same, of which only some are read.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="scratch">Room for the whole plane.</param>
    /// <param name="first">The first number that is read.</param>
    /// <param name="end">Behind the last.</param>
    public T* Of(int plane, T* scratch, int first, int end)
    {
        if (_spikes is null) return _numbers + ((nint)plane * Size);
        var (step, place) = Math.DivRem(plane, _ofStep);
        _spikes.Unpack(step, (place * Size) + first, new Span<T>(scratch + first, end - first));
        return scratch;
    }
}
