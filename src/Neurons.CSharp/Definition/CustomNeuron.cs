namespace Neurons;

/// <summary>A layer of a neuron of the user's own.</summary>
public sealed class CustomNeuron : NeuronLayer<NeuronState<float>, NeuronState<double>>
{
    internal CustomNeuron(int[]? shape, CustomNeuronOptions options) : base(shape, options)
    {
    }
}

/// <summary>The defaults of a definition, some of them replaced by name.</summary>
internal sealed record CustomNeuronOptions : NeuronOptions
{
    private readonly Definition _definition;
    private readonly Func<Dynamics> _compile;

    public CustomNeuronOptions(Definition definition, Func<Dynamics> compile, Dictionary<string, NeuronParameter> parameters)
    {
        _definition = definition;
        _compile = compile;
        ParameterValues = Array.ConvertAll(definition.ParameterInfo, info => (NeuronParameter)info.Value);
        foreach (var (name, value) in parameters)
            ParameterValues[Names.Index(definition.Name, "parameter", definition.ParameterNames, name)] = value;
    }

    internal override string Model => _definition.Name;

    internal override NeuronParameter[] ParameterValues { get; }

    internal override object[] OptionValues => [];

    internal override Definition Describe() => _definition;

    internal override Dynamics Compile() => _compile();

    internal override string? Unnamed => NamedNeurons.Has(_definition) ? null : $"the neuron {Model}";
}
