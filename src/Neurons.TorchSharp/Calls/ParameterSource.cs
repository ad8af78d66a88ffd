using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>Where the value of a neuron's parameter comes from: a fixed number or numbers, or a tensor that may have a gradient.</summary>
internal readonly struct ParameterSource
{
    private readonly ParameterValue? _fixed;

    private ParameterSource(ParameterValue? value, Tensor? tensor)
    {
        _fixed = value;
        Tensor = tensor;
    }

    /// <summary>Null where the value is fixed.</summary>
    public Tensor? Tensor { get; }

    public static implicit operator ParameterSource(ParameterValue value) => new(value, null);

    public static implicit operator ParameterSource(Tensor tensor) => new(null, tensor);

    /// <summary>
    /// The first tensor of floating-point numbers, whose type and device are those of what is made for the others; null where there is none.
    /// </summary>
    public static Tensor? FirstFloating(ParameterSource[] sources) =>
        sources.Select(source => source.Tensor).FirstOrDefault(tensor => tensor?.is_floating_point() == true);

    /// <summary>The numbers of all parameters now. A tensor of no dimensions is one number for all neurons.</summary>
    public static ParameterValue[] Values(Definition model, ParameterSource[] sources) =>
        [.. sources.Select((source, p) => source.Value(model, p))];

    /// <summary>The numbers now, of one parameter.</summary>
    public ParameterValue Value(Definition model, int p)
    {
        if (Tensor is null) return _fixed!;
        if (Tensor.is_complex())
            throw new ArgumentException($"{model.Name}: {model.ParameterNames[p]} has the type {Tensor.dtype}; it must be a real number.");

        var numbers = TensorMemory.ToDoubles(Tensor);
        return Tensor.dim() == 0
            ? ParameterValue.NewShared(numbers[0])
            : ParameterValue.NewPerNeuron(System.Numerics.Tensors.Tensor.Create(numbers, Array.ConvertAll(Tensor.shape, length => (nint)length)));
    }
}
