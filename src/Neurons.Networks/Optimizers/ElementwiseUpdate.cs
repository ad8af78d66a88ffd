using System.Numerics;

namespace Neurons.Networks;

/// <summary>What an update does to each element by itself.</summary>
internal unsafe interface IElementwiseStep<T>
    where T : unmanaged
{
    /// <summary>So many whole vectors of each array; null for those that there are not.</summary>
    void Advance(int vectors, Vector<T>* parameter, Vector<T>* gradient, Vector<T>* first, Vector<T>* second);
}

/// <summary>
/// A change of a parameter and of up to two arrays that are kept for it, by a gradient; all of one length. It runs in vectors and on all
/// threads; whatever the width of a vector and the number of threads, an element sees the same operations, so that its bits are the same.
/// </summary>
internal sealed unsafe class ElementwiseUpdate<T, TStep> : IWork
    where T : unmanaged
    where TStep : struct, IElementwiseStep<T>
{
    private const int Part = 1 << 14;

    private int _count;
    private TStep _step;
    private T* _parameter, _gradient, _first, _second;

    /// <summary>Changes the arrays.</summary>
    /// <param name="step">What is done.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, which is read only.</param>
    /// <param name="first">What is kept for it; empty for nothing.</param>
    /// <param name="second">What else is kept for it; empty for nothing.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Run(TStep step, Span<T> parameter, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second)
    {
        Require("the gradient", gradient.Length, parameter.Length);
        if (!first.IsEmpty) Require("what is kept", first.Length, parameter.Length);
        if (!second.IsEmpty) Require("what is kept", second.Length, parameter.Length);
        fixed (T* p = parameter, g = gradient, a = first, b = second)
        {
            _step = step;
            _count = parameter.Length;
            _parameter = p;
            _gradient = g;
            _first = a;
            _second = b;
            Parallelism.Run((_count + Part - 1) / Part, this);
        }
    }

    void IWork.Run(int worker, int item)
    {
        var start = item * Part;
        var length = Math.Min(Part, _count - start);
        var vectors = length / Vector<T>.Count;
        _step.Advance(vectors, At(_parameter, start), At(_gradient, start), At(_first, start), At(_second, start));
        var done = vectors * Vector<T>.Count;
        if (done < length) Rest(start + done, length - done);
    }

    private static void Require(string what, int length, int count)
    {
        if (length != count) throw new ArgumentException($"There are {count} numbers to be updated, and {what} has {length}; it must have as many.");
    }

    private static Vector<T>* At(T* array, int start) => array == null ? null : (Vector<T>*)(array + start);

    /// <summary>The last elements, too few for a vector: in vectors of their own.</summary>
    private void Rest(int start, int length)
    {
        var vectors = stackalloc Vector<T>[4];
        new Span<Vector<T>>(vectors, 4).Clear();
        var bytes = (uint)(length * sizeof(T));
        Bring(_parameter, 0);
        Bring(_gradient, 1);
        Bring(_first, 2);
        Bring(_second, 3);
        _step.Advance(1, vectors, vectors + 1, _first == null ? null : vectors + 2, _second == null ? null : vectors + 3);
        Fetch(_parameter, 0);
        Fetch(_first, 2);
        Fetch(_second, 3);

        void Bring(T* array, int place)
        {
            if (array != null) Buffer.MemoryCopy(array + start, vectors + place, bytes, bytes);
        }

        void Fetch(T* array, int place)
        {
            if (array != null) Buffer.MemoryCopy(vectors + place, array + start, bytes, bytes);
        }
    }
}
