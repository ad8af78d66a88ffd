using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The tensors of one call of a layer's functions: checked, contiguous and pinned until the call ends. One that is null, or has another
/// shape than is needed, is an error that names the layer, the tensor and both shapes.
/// </summary>
/// <param name="layer">The layer, for errors.</param>
/// <param name="pins">Whether some are pinned; else all are spans, for which nothing is allocated.</param>
internal readonly unsafe ref struct Operands(string layer, bool pins = true)
{
    private readonly Lease? _lease = pins ? new() : null;

    /// <summary>A tensor of any shape, to be read.</summary>
    public T* Read<T>(string name, Tensor<T>? tensor)
        where T : unmanaged => (T*)_lease!.Read(Given(name, tensor));

    /// <summary>A tensor of a shape, to be read.</summary>
    public T* Read<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape)
        where T : unmanaged => (T*)_lease!.Read(Given(name, tensor, shape));

    /// <summary>A tensor that need not be there.</summary>
    public T* ReadOrNull<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape)
        where T : unmanaged => tensor is null ? null : Read(name, tensor, shape);

    /// <summary>How many rows of a shape a tensor has; its last dimensions must be that shape.</summary>
    public int Rows<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> row)
        where T : unmanaged
    {
        var first = Given(name, tensor).Rank - row.Length;
        if (first < 0 || !tensor!.Lengths[first..].SequenceEqual(row))
            throw Wrong(name, tensor!.Lengths, $"[…, {Shapes.Text(row)[1..]}");
        var rows = 1;
        foreach (var length in tensor.Lengths[..first]) rows *= (int)length;
        return rows;
    }

    /// <summary>The numbers of a tensor of a shape, to be read; none of one that need not be there and is not.</summary>
    public ReadOnlySpan<T> ReadSpan<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape, bool isOptional = false)
        where T : unmanaged => tensor is null && isOptional ? [] : Given(name, tensor, shape).ReadOnlySpan();

    /// <summary>The numbers of a tensor of a shape, to be written; it has to be contiguous.</summary>
    public Span<T> WriteSpan<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        var given = Given(name, tensor, shape);
        return given.IsDense
            ? given.Span() : throw new ArgumentException($"The buffer {name} of shape {Shapes.Text(shape)} is not contiguous.", name);
    }

    /// <summary>A tensor of a shape, to be written; it has to be contiguous.</summary>
    public T* Write<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape)
        where T : unmanaged => (T*)_lease!.Write(name, Given(name, tensor, shape));

    /// <summary>A tensor to be written where somebody asks for it.</summary>
    public T* WriteOrNull<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape)
        where T : unmanaged => tensor is null ? null : Write(name, tensor, shape);

    /// <summary>Memory with any content.</summary>
    public T* Scratch<T>(int count)
        where T : unmanaged => (T*)_lease!.Scratch((long)count * sizeof(T));

    /// <summary>The error that a tensor has another shape than is needed.</summary>
    public ArgumentException Wrong(string name, ReadOnlySpan<nint> shape, string allowed) =>
        new($"{layer}: {name} has the shape {Shapes.Text(shape)}; it must be {allowed}.", name);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _lease?.Dispose();

    private Tensor<T> Given<T>(string name, Tensor<T>? tensor) =>
        tensor ?? throw new ArgumentNullException(name, $"{layer}: {name} is null.");

    private Tensor<T> Given<T>(string name, Tensor<T>? tensor, ReadOnlySpan<nint> shape) =>
        Given(name, tensor).Lengths.SequenceEqual(shape) ? tensor! : throw Wrong(name, tensor!.Lengths, Shapes.Text(shape));
}
