using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The gradients of a network's parameters, to which those of each step are added.</summary>
internal sealed class GradientSums
{
    private readonly Parameter[] _parameters;
    private readonly Tensor<float>[] _sums;
    private readonly Dictionary<Parameter, int> _places = [];

    public GradientSums(Network network)
    {
        _parameters = [.. network.Parameters];
        _sums = new Tensor<float>[_parameters.Length];
        for (var p = 0; p < _parameters.Length; p++) _places[_parameters[p]] = p;
    }

    /// <summary>Begins a sequence.</summary>
    /// <param name="workspace">The memory of the sums.</param>
    public void Begin(Workspace workspace)
    {
        for (var p = 0; p < _sums.Length; p++) _sums[p] = workspace.Take(_parameters[p], "gradient", _parameters[p].Shape);
        Clear();
    }

    /// <summary>The sums as gradients.</summary>
    public ParameterGradients Gradients => new(_parameters, _sums);

    /// <summary>The sum of a parameter.</summary>
    public Tensor<float> this[Parameter parameter] => _sums[_places[parameter]];

    /// <summary>Adds a gradient, scaled.</summary>
    public void Add(Parameter parameter, Tensor<float> gradient, float scale = 1)
    {
        if (!parameter.IsLearnable) return;
        var sum = this[parameter].Span();
        TensorPrimitives.MultiplyAdd(gradient.ReadOnlySpan(), scale, sum, sum);
    }

    /// <summary>Begins again.</summary>
    public void Clear()
    {
        foreach (var sum in _sums) sum.Span().Clear();
    }
}
