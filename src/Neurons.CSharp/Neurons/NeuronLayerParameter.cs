using System.Numerics.Tensors;

namespace Neurons;

/// <summary>A parameter of a layer's neurons: what it means and its value now.</summary>
public sealed class NeuronLayerParameter
{
    private readonly NeuronLayer _layer;
    private readonly int _index;

    internal NeuronLayerParameter(NeuronLayer layer, int index, NeuronParameter given)
    {
        _layer = layer;
        _index = index;
        IsLearnable = given.IsLearnable;
        IsPerChannel = given.IsPerChannel;
    }

    /// <summary>The name in the model.</summary>
    public string Name => _layer.Model.ParameterNames[_index];

    /// <summary>The unit; "" for a plain number.</summary>
    public string Unit => _layer.Model.ParameterInfo[_index].Unit;

    /// <summary>What it is.</summary>
    public string Meaning => _layer.Model.ParameterInfo[_index].Meaning;

    /// <summary>The values that are allowed, apart from rules between parameters.</summary>
    public Interval Range => _layer.Model.ParameterInfo[_index].Range;

    /// <summary>Whether training may change it.</summary>
    public bool IsLearnable { get; }

    /// <summary>Whether every neuron has a number of its own.</summary>
    public bool IsPerNeuron => !IsPerChannel && _layer.Values[_index].IsPerNeuron;

    /// <summary>Whether every channel, the first dimension of the layer's shape, has a number that its neurons share.</summary>
    public bool IsPerChannel { get; }

    /// <summary>
    /// The shape of its values: that of the layer or its last dimensions, [channels] where it is per channel; empty where it is one number.
    /// </summary>
    public ReadOnlySpan<nint> Shape =>
        _layer.Values[_index] is not ParameterValue.PerNeuron each ? [] : IsPerChannel ? each.Item.Lengths[..1] : each.Item.Lengths;

    /// <summary>The number of its values.</summary>
    public int Count => Shape.IsEmpty ? 1 : (int)TensorPrimitives.Product(Shape);

    /// <summary>A copy of its values now, row-major; one where it is one number.</summary>
    public double[] ToArray()
    {
        var values = _layer.Values[_index].ToArray();
        return IsPerChannel ? Channels.Of(values, Count) : values;
    }

    /// <summary>
    /// Gives it other values, as many as it has. They are checked as at construction; where one is not allowed, an
    /// <see cref="ArgumentException"/> names it and nothing changes.
    /// </summary>
    public void Set(params ReadOnlySpan<double> values) =>
        _layer.SetParameters(new Dictionary<string, double[]> { [Name] = values.ToArray() });

    /// <summary>The same parameter with other values.</summary>
    internal ParameterValue With(double[] values)
    {
        if (values.Length != Count)
            throw new ArgumentException($"{_layer.Model.Name}: {values.Length} values were given for {Name}; it has {Count}.", Name);

        return IsPerChannel ? ParameterValue.NewPerNeuron(Channels.Expand(values, _layer.Shape))
            : IsPerNeuron ? ParameterValue.NewPerNeuron(Tensor.Create((double[])values.Clone(), Shape))
            : ParameterValue.NewShared(values[0]);
    }

    /// <summary>For people: the name, its values where they are few, and the unit.</summary>
    public override string ToString() =>
        $"{Name} = {ValueText()} {Unit}".TrimEnd()
        + (IsLearnable ? ", learnable" : "");

    private string ValueText() =>
        IsPerNeuron ? Shapes.Text(Shape) + " per neuron"
        : IsPerChannel ? Shapes.Text(Shape) + " per channel"
        : $"{ToArray()[0]}";
}
