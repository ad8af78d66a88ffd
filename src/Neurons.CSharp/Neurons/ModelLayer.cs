namespace Neurons;

/// <summary>A layer of neurons of a model by its name, with its options as text: what a file can say.</summary>
public sealed class ModelLayer : NeuronLayer
{
    /// <summary>A layer with the model's defaults, but for what is given.</summary>
    /// <param name="model">The name of the model, such as <c>CubaLif</c>.</param>
    /// <param name="shape">The shape of the neurons of one sample; null for that of the layer's input in a network.</param>
    /// <param name="options">Options of the model by name; null for its defaults.</param>
    /// <param name="parameters">Parameters by name; null for the model's defaults.</param>
    /// <param name="initialStates">What states begin with; null for what the model says.</param>
    public ModelLayer(
        string model,
        int[]? shape = null,
        IReadOnlyDictionary<string, string>? options = null,
        IReadOnlyDictionary<string, NeuronParameter>? parameters = null,
        InitialStates? initialStates = null)
        : base(shape, new TextOptions(Models.find(model), options, parameters) { InitialStates = initialStates ?? InitialStates.OfTheModel })
    {
    }

    /// <summary>A layer of the same options as another one, which takes the shape of its input.</summary>
    internal ModelLayer(NeuronOptions options)
        : base(null, options)
    {
    }

    private sealed record TextOptions(
        ModelEntry Entry, IReadOnlyDictionary<string, string>? Options, IReadOnlyDictionary<string, NeuronParameter>? Given) : NeuronOptions
    {
        internal override string Model => Entry.Name;

        internal override NeuronParameter[] ParameterValues
        {
            get
            {
                var values = Array.ConvertAll(Entry.Definition.ParameterInfo, parameter => (NeuronParameter)parameter.Value);
                foreach (var (name, value) in Given ?? new Dictionary<string, NeuronParameter>())
                    values[DefinitionModule.parameterIndex(Entry.Definition, name)] = value;
                return values;
            }
        }

        internal override object[] OptionValues => throw new NotSupportedException("The options are text.");

        internal override string? Unnamed => null;

        internal override Dynamics Compile() => Entry.Create(Options ?? new Dictionary<string, string>());
    }
}
