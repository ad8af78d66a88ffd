using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Primitives;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The memory and the numbers of torch tensors.</summary>
internal static class TensorMemory
{
    /// <summary>Whether the processor's kernels can work on the tensor where it lies.</summary>
    public static bool IsPlain(Tensor tensor) =>
        tensor.device_type == global::TorchSharp.DeviceType.CPU
        && tensor.dtype is ScalarType.Float32 or ScalarType.Float64
        && IsRowMajor(tensor);

    /// <summary>Whether its memory has its numbers in order.</summary>
    public static bool IsRowMajor(Tensor tensor) => !tensor.is_sparse && tensor.is_contiguous() && !tensor.is_neg();

    /// <summary>The same numbers in order; the tensor itself where they are.</summary>
    public static Tensor RowMajor(Tensor tensor) => tensor.resolve_neg().contiguous();

    /// <summary>The types that neurons compute in.</summary>
    public static void CheckFloating(Definition model, string what, ScalarType type)
    {
        if (type is not (ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
            throw new ArgumentException($"{model.Name}: {what} has the type {type}; it must be Float64, Float32, Float16 or BFloat16.");
    }

    public static Precision PrecisionOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => Precision.Float32,
        ScalarType.Float64 => Precision.Float64,
        _ => throw new ArgumentException($"The kernels compute in float32 and float64, not in {type}.", nameof(type)),
    };

    /// <summary>What shape a state can have: neurons are counted in 31 bits.</summary>
    public static nint[] CheckShape(Definition model, long[] shape)
    {
        var lengths = Array.ConvertAll(shape, length => (nint)length);
        Run.Check.shape(model, lengths);
        Shapes.Elements(lengths);
        return lengths;
    }

    /// <summary>Where a plain tensor begins; valid while the tensor lives. 0 for one without elements.</summary>
    public static unsafe nint Address(Tensor tensor)
    {
        if (tensor.numel() == 0) return 0;
        if (tensor.numel() * tensor.element_size() <= int.MaxValue) return Start(tensor);

        // A span cannot hold more than 2 GiB: ask for that of the first element.
        using var flat = tensor.detach();
        using var line = flat.view(-1);
        using var first = line.narrow(0, 0, 1);
        return Start(first);
    }

    /// <summary>
    /// Where a tensor of any device begins, in the memory of that; its memory has its numbers in order. Valid while the tensor lives. 0 for one
    /// without elements.
    /// </summary>
    public static nint DeviceAddress(Tensor tensor)
    {
        if (tensor.numel() == 0) return 0;
        var place = new Place(tensor).data_ptr() + checked((nint)(tensor.storage_offset() * tensor.element_size()));
        GC.KeepAlive(tensor);
        return place;
    }

    /// <summary>The numbers of a plain tensor of this type where they lie; valid while the tensor lives.</summary>
    public static unsafe Span<T> Numbers<T>(Tensor tensor)
        where T : unmanaged => new((void*)Address(tensor), (int)tensor.numel());

    /// <summary>A copy of the numbers, row-major.</summary>
    public static double[] ToDoubles(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return RowMajor(tensor.detach().to(ScalarType.Float64, CPU)).data<double>().ToArray();
    }

    /// <summary>A tensor of these numbers.</summary>
    public static Tensor Create(double[] values, ReadOnlySpan<long> shape, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(values, ScalarType.Float64).reshape(shape.ToArray()).to(type, device).MoveToOuterDisposeScope();
    }

    /// <summary>A tensor's storage of any type; those that torch makes are of some types alone, and convert others.</summary>
    private sealed class Place(Tensor tensor) : Storage(tensor)
    {
        public override int element_size() => (int)_tensor.element_size();
    }

    private static unsafe nint Start(Tensor tensor) =>
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
