using System.Numerics.Tensors;

namespace Neurons;

/// <summary>
/// The value of a neuron's parameter as it is given to a layer: one number for all neurons, for each channel or for each neuron, fixed
/// or learnable. A number, an array and a tensor convert to a fixed one; <see cref="Learnable"/> makes learnable ones.
/// Values are float64; a float32 computation rounds them once.
/// </summary>
public readonly struct NeuronParameter : IEquatable<NeuronParameter>
{
    private readonly double _number;
    private readonly Tensor<double>? _values;
    private readonly nint[]? _lengths;

    private NeuronParameter(
        double number, Tensor<double>? values, bool isPerNeuron, bool isLearnable, bool isPerChannel = false, nint[]? lengths = null)
    {
        _number = number;
        _values = values;
        _lengths = lengths;
        IsPerNeuron = isPerNeuron;
        IsPerChannel = isPerChannel;
        IsLearnable = isLearnable;
    }

    /// <summary>Whether every neuron has a number of its own.</summary>
    public bool IsPerNeuron { get; }

    /// <summary>Whether every channel, the first dimension of the layer's shape, has a number that its neurons share.</summary>
    public bool IsPerChannel { get; }

    /// <summary>Whether training may change it.</summary>
    public bool IsLearnable { get; }

    /// <summary>The number that all neurons begin with; null where it differs.</summary>
    internal double? Number => _values is null ? _number : null;

    /// <summary>One fixed number for each channel, the first dimension of the layer's shape. The array is copied.</summary>
    public static NeuronParameter PerChannel(params double[] values) => PerChannel(Copy(values), false);

    /// <summary>One fixed number for all neurons.</summary>
    public static implicit operator NeuronParameter(double value) => new(value, null, false, false);

    /// <summary>One fixed number a neuron, for a layer of one dimension. The array is copied.</summary>
    public static implicit operator NeuronParameter(double[] values) => PerNeuron(Copy(values), false);

    /// <summary>One fixed number a neuron: the shape of the layer or its last dimensions. The tensor is copied.</summary>
    public static implicit operator NeuronParameter(Tensor<double> values) => PerNeuron(Copy(values), false);

    /// <inheritdoc/>
    public bool Equals(NeuronParameter other) =>
        _number.Equals(other._number)
        && ReferenceEquals(_values, other._values)
        && _lengths.AsSpan().SequenceEqual(other._lengths)
        && IsPerNeuron == other.IsPerNeuron
        && IsPerChannel == other.IsPerChannel
        && IsLearnable == other.IsLearnable;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NeuronParameter other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_number, _values, IsPerNeuron, IsPerChannel, IsLearnable);

    /// <summary>Whether both are the same number, or the same numbers of the same array, and both fixed or both learnable.</summary>
    public static bool operator ==(NeuronParameter left, NeuronParameter right) => left.Equals(right);

    /// <summary>The opposite of ==.</summary>
    public static bool operator !=(NeuronParameter left, NeuronParameter right) => !left.Equals(right);

    /// <summary>For people: the number or the shape, and whether it is learnable.</summary>
    public override string ToString()
    {
        var value = (_lengths ?? _values?.Lengths.ToArray()) is { } lengths ? Shapes.Text(lengths) : $"{_number}";
        return (IsLearnable ? "learnable " : "") + value + (IsPerNeuron ? " per neuron" : IsPerChannel ? " per channel" : "");
    }

    /// <summary>One number for all neurons, fixed or learnable.</summary>
    public static NeuronParameter Shared(double value, bool learnable) => new(value, null, false, learnable);

    internal static NeuronParameter PerNeuron(double initial, bool learnable) => new(initial, null, true, learnable);

    /// <summary>The same number for each neuron, fixed or learnable, kept in these lengths. They take memory only in a layer that they fit.</summary>
    public static NeuronParameter PerNeuron(double initial, nint[] lengths, bool learnable) =>
        new(initial, null, true, learnable, lengths: lengths);

    internal static NeuronParameter PerNeuron(Tensor<double> values, bool learnable) => new(0, values, true, learnable);

    /// <summary>The same number for each channel, the first dimension of the layer's shape, fixed or learnable.</summary>
    public static NeuronParameter PerChannel(double initial, bool learnable) => new(initial, null, false, learnable, true);

    internal static NeuronParameter PerChannel(Tensor<double> values, bool learnable) => new(0, values, false, learnable, true);

    internal static Tensor<double> Copy(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Tensor.Create((double[])values.Clone(), [values.Length]);
    }

    internal static Tensor<double> Copy(Tensor<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var flat = new double[values.FlattenedLength];
        values.FlattenTo(flat);
        return Tensor.Create(flat, values.Lengths);
    }

    /// <summary>The value of a parameter of this name in a layer of this shape.</summary>
    internal ParameterValue In(nint[] shape, string name)
    {
        if (IsPerChannel)
        {
            if (_values is not null && _values.Lengths[0] != shape[0])
                throw new ArgumentException(
                    $"{name}: {_values.Lengths[0]} values per channel were given for a layer of shape {Shapes.Text(shape)}; "
                    + $"it has {shape[0]} channels.");
            double[] ofChannels = _values is null ? [.. Enumerable.Repeat(_number, (int)shape[0])] : ParameterValue.NewPerNeuron(_values).ToArray();
            return ParameterValue.NewPerNeuron(Channels.Expand(ofChannels, shape));
        }
        if (!IsPerNeuron) return ParameterValue.NewShared(_number);
        if (_values is not null) return ParameterValue.NewPerNeuron(_values);
        if (_lengths is not null && !shape.AsSpan().EndsWith(_lengths))
            throw new ArgumentException(
                $"{name} has the shape {Shapes.Text(_lengths)}; it must be the last dimensions of the layer's {Shapes.Text(shape)}.");
        var filled = AlignedTensor.CreateUninitialized<double>(_lengths ?? shape);
        filled.Fill(_number);
        return ParameterValue.NewPerNeuron(filled);
    }

    /// <summary>What can be checked before the shape of the layer is known.</summary>
    internal ParameterValue BeforeShape() => _values is null ? ParameterValue.NewShared(_number) : ParameterValue.NewPerNeuron(_values);

    /// <summary>The value outside a layer, where nothing says how many neurons there are.</summary>
    internal ParameterValue Alone(string name) =>
        IsPerChannel || (IsPerNeuron && _values is null)
            ? throw new ArgumentException(
                $"{name} is one number for each {(IsPerChannel ? "channel" : "neuron")}, but how many neurons there are is not known here; "
                + "give an array or a tensor.", name)
            : In([], name);
}
