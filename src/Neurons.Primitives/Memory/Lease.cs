using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// The memory of tensors while a kernel works on it by addresses: held in place and contiguous, together with scratch memory; all given back
/// at once, by <see cref="Dispose"/>. Not to be used by two threads at once.
/// </summary>
public sealed unsafe class Lease : IDisposable
{
    private Holdings? _holdings = Holdings.Take();

    /// <summary>The address of the first element, however the others lie; 0 of an empty tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    public nint First<T>(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.FlattenedLength == 0) return 0;
        Held.Handles.Add(tensor.GetPinnedHandle());
        // The handle's own pointer is that of the array, also where the tensor is a slice that starts further on.
        return (nint)Unsafe.AsPointer(ref tensor.AsTensorSpan().GetPinnableReference());
    }

    /// <summary>The address of a tensor that is to be read; one that is not contiguous is copied. 0 of an empty tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    public nint Read<T>(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return First(tensor.IsDense ? tensor : tensor.ToDenseTensor());
    }

    /// <summary>The address of a tensor that is to be written; 0 of an empty tensor.</summary>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="ArgumentException">It is not contiguous.</exception>
    public nint Write<T>(string name, Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.IsDense
            ? First(tensor)
            : throw new ArgumentException($"The buffer {name} of shape {Shapes.Text(tensor.Lengths)} is not contiguous.", name);
    }

    /// <summary>The address of scratch memory, aligned to 64 bytes, with any content.</summary>
    /// <param name="bytes">How many bytes it has at least; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is below 0.</exception>
    public nint Scratch(long bytes)
    {
        var held = Held; // a lease that is disposed rents nothing
        var buffer = NativeBuffers.Rent(bytes);
        held.Buffers.Add(buffer);
        return (nint)buffer.Pointer;
    }

    /// <summary>Gives back what it holds, to be used for another call.</summary>
    public void Release() => Held.Clear();

    /// <summary>Gives back what it holds.</summary>
    public void Dispose()
    {
        _holdings?.Return();
        _holdings = null;
    }

    private Holdings Held
    {
        get
        {
            ObjectDisposedException.ThrowIf(_holdings is null, this);
            return _holdings;
        }
    }

    /// <summary>What a lease holds, in lists that a later lease of the thread uses again. A circle of layers has a lease for each of them.</summary>
    private sealed class Holdings
    {
        /// <summary>As many are kept for later.</summary>
        private const int MostSpare = 8;

        [ThreadStatic]
        private static Stack<Holdings>? _spare;

        public List<MemoryHandle> Handles { get; } = [];

        public List<NativeBuffer> Buffers { get; } = [];

        public static Holdings Take() => _spare is not null && _spare.TryPop(out var spare) ? spare : new();

        public void Clear()
        {
            foreach (var handle in Handles) handle.Dispose();
            foreach (var buffer in Buffers) buffer.Dispose();
            Handles.Clear();
            Buffers.Clear();
        }

        /// <summary>Leaves the lists to a later lease of the thread.</summary>
        public void Return()
        {
            Clear();
            _spare ??= new(MostSpare);
            if (_spare.Count < MostSpare) _spare.Push(this);
        }
    }
}
