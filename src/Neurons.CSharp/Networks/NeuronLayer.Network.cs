using System.Text.Json.Nodes;

namespace Neurons;

/// <content>The layer as part of a network.</content>
public abstract partial class NeuronLayer
{
    private NeuronPopulation? _population;

    /// <inheritdoc/>
    public override int[] InputShape => Array.ConvertAll(_shape, length => (int)length);

    internal override Parameter[] Stored => Population.Stored;

    private NeuronPopulation Population => _population ??= new NeuronPopulation(this);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => InputShape;

    internal override void Initialize(ulong seed, uint stream) => Population.Seed(seed, stream);

    internal override LayerRun Forward(InputSequence<float> input, Workspace workspace) => Population.Forward(input, workspace);

    internal override JsonObject Describe() => Population.Describe();

    /// <summary>Gives one parameter another value, as an optimizer does; it is checked when it is used.</summary>
    internal void Replace(int place, ParameterValue value)
    {
        _values = (ParameterValue[])_values.Clone();
        _values[place] = value;
    }

    /// <summary>Takes other values, also for the network.</summary>
    private void Adopt(ParameterValue[] values)
    {
        _values = values;
        _population?.Pull();
    }
}
