using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Neurons.TorchSharp;

/// <summary>The parameters of a module: fixed numbers, and those that torch learns.</summary>
internal sealed class ModuleParameters
{
    private readonly NeuronSetup _setup;
    private readonly IReadOnlyList<NeuronParameter> _given;
    private readonly long[] _features;
    private ParameterValue[] _allowed;

    public ModuleParameters(NeuronSetup setup)
    {
        _setup = setup;
        _given = setup.Parameters;
        _allowed = [.. setup.Values];
        _features = Array.ConvertAll(setup.Shape.ToArray(), length => (long)length);
    }

    private Dynamics Dynamics => _setup.Dynamics;

    private string[] Names => Dynamics.Definition.ParameterNames;

    /// <summary>The learnable ones, as they start.</summary>
    public IEnumerable<(string Name, TorchParameter Parameter)> Learnable(ScalarType dtype, Device device)
    {
        for (var p = 0; p < _given.Count; p++)
        {
            if (_given[p].IsLearnable) yield return (Names[p], new(TensorMemory.Create(Numbers(p, _allowed[p]), Shape(p), dtype, device)));
        }
    }

    /// <summary>Every parameter as a call takes it; one a channel is repeated for the channel's neurons.</summary>
    public ParameterSource[] Sources(Func<string, Tensor> learned) =>
        [.. _given.Select((given, p) =>
            !given.IsLearnable ? (ParameterSource)_allowed[p]
            : given.IsPerChannel ? learned(Names[p]).expand(_features)
            : learned(Names[p]))];

    /// <summary>A parameter as it started, or as it was last accepted or brought back.</summary>
    public ParameterValue Value(int p) => _allowed[p];

    /// <summary>The numbers of all parameters, which are allowed; others are an <see cref="ArgumentException"/>.</summary>
    public ParameterValue[] Checked(Func<string, Tensor> learned)
    {
        var values = ParameterSource.Values(Dynamics.Definition, Sources(learned));
        Dynamics.Validate(Precision.Float32, values);
        return values;
    }

    /// <summary>Takes numbers that were checked for those to begin with.</summary>
    public void Accept(ParameterValue[] values) => _allowed = values;

    /// <summary>
    /// Brings what an optimizer has moved out of its range, or out of a rule with others, back to the nearest number that is allowed.
    /// </summary>
    public void Constrain(Func<string, Tensor> learned)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var model = Dynamics.Definition;
        for (var p = 0; p < _given.Count; p++)
        {
            if (_given[p].IsLearnable) Change(learned(Names[p]), numbers => _setup.BringIntoRange(p, numbers));
        }

        var values = ParameterSource.Values(model, Sources(learned));
        for (var p = 0; p < _given.Count && !Dynamics.Allows(values); p++)
        {
            if (!_given[p].IsLearnable) continue;
            var before = _allowed[p].ToArray();
            Change(learned(Names[p]), numbers => _setup.BringToRules(p, values, before, numbers));
            values[p] = Sources(learned)[p].Value(model, p);
        }

        _allowed = values;
    }

    private delegate void Projection(Span<float> numbers);

    /// <summary>Writes the numbers that a projection has changed; the others keep all their digits.</summary>
    private static void Change(Tensor tensor, Projection projection)
    {
        var numbers = TensorMemory.ToDoubles(tensor);
        var rounded = Array.ConvertAll(numbers, number => (float)number);
        projection(rounded);
        var changed = false;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (rounded[i] == (float)numbers[i]) continue;
            numbers[i] = rounded[i];
            changed = true;
        }

        if (changed) tensor.copy_(TensorMemory.Create(numbers, tensor.shape, tensor.dtype, tensor.device));
    }

    /// <summary>One a channel has the rank of the features, so that it spreads over them.</summary>
    private long[] Shape(int p) => _allowed[p] switch
    {
        ParameterValue.Shared => [],
        ParameterValue.PerNeuron when _given[p].IsPerChannel => [_features[0], .. _features.Skip(1).Select(_ => 1L)],
        ParameterValue.PerNeuron each => Array.ConvertAll(each.Item.Lengths.ToArray(), length => (long)length),
        var other => throw new InvalidOperationException($"{other} is no value of a parameter."),
    };

    private double[] Numbers(int p, ParameterValue value) => _setup.Numbers(p, value);
}
