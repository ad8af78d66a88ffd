using System.Text.Json.Nodes;

namespace Neurons;

/// <summary>A layer of neurons of a model by its name, with its options as text: what a file can say.</summary>
public sealed class ModelLayer : Layer
{
    private readonly NeuronPopulation _neurons;
    private readonly int[] _shape;

    /// <summary>A layer with the default parameters, but for those given.</summary>
    /// <param name="model">The name of the model, such as <c>CubaLif</c>.</param>
    /// <param name="shape">The shape of the neurons of one sample.</param>
    /// <param name="options">Options of the model by name; null for its defaults.</param>
    /// <param name="parameters">Parameters by name; null for the model's defaults.</param>
    /// <param name="learnable">The names of the parameters that training changes; null for none.</param>
    public ModelLayer(
        string model,
        int[] shape,
        IReadOnlyDictionary<string, string>? options = null,
        IReadOnlyDictionary<string, ParameterValue>? parameters = null,
        IReadOnlyCollection<string>? learnable = null)
    {
        var entry = Models.find(model);
        _shape = Shapes.Checked(entry.Name, shape);
        var values = entry.Parameters("");
        var isLearnable = new bool[values.Length];
        foreach (var (name, value) in parameters ?? new Dictionary<string, ParameterValue>())
            values[DefinitionModule.parameterIndex(entry.Definition, name)] = value;
        foreach (var name in learnable ?? [])
            isLearnable[DefinitionModule.parameterIndex(entry.Definition, name)] = true;
        var dynamics = entry.Create(options ?? new Dictionary<string, string>());
        _neurons = new NeuronPopulation(dynamics, _shape, values, isLearnable);
    }

    /// <inheritdoc/>
    public override int[] InputShape => (int[])_shape.Clone();

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => (int[])_shape.Clone();

    /// <inheritdoc/>
    public override string ToString() => _neurons.ToString();

    internal override Parameter[] Stored => _neurons.Stored;

    internal override void Initialize(ulong seed, uint stream) => _neurons.Seed(seed, stream);

    internal override LayerRun Forward(InputSequence<float> input, Workspace workspace) => _neurons.Forward(input, workspace);

    internal override JsonObject Describe() => _neurons.Describe();
}
