using System.Numerics.Tensors;
using System.Reflection;

namespace Neurons.Networks.Tests;

/// <summary>States that do not fit: each layer that keeps one says what it is, and both shapes.</summary>
public class StateRefusalTests
{
    private static readonly Dictionary<string, Func<Layer>> _layers = new()
    {
        ["Delay"] = () => new Delay(2),
        ["Dropout"] = () => new Dropout(),
        ["Feedback"] = () => new Feedback(new Leaky()),
        ["Feedback.OneToOne"] = () => Feedback.OneToOne(new Synaptic(), 0.3),
        ["Residual"] = () => new Residual(new Delay(1)),
        ["Branches"] = () => new Branches(Merge.Sum, new Lif(), new Leaky()),
        ["Block"] = () => new Block(new Linear(6, 6), new Lif()),
    };

    private static readonly Type[] _neurons =
    [
        .. typeof(CubaLif).Assembly.GetExportedTypes()
            .Where(type => typeof(NeuronLayer).IsAssignableFrom(type) && Models.all.Any(
                entry => entry.Name == type.Name && entry.Definition.InputNames.Length == 1)),
    ];

    public static TheoryData<string> Kinds() => [.. _layers.Keys, .. _neurons.Select(type => type.Name)];

    public static TheoryData<string> Neurons() => [.. _neurons.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_refuses_the_state_of_another_batch_by_its_place_its_name_and_both_shapes(string kind)
    {
        var layer = _layers.TryGetValue(kind, out var make) ? make() : Make(kind);
        var network = new Sequential(1, new Linear(4, 6), layer);
        var state = network.Forward(Samples.Uniform(1, 0, 1, 3, 5, 4)).State;

        var error = Assert.Throws<ArgumentException>(() => network.Forward(Samples.Uniform(1, 0, 1, 3, 7, 4), state: state));

        var inner = kind switch
        {
            "Residual" => "Layer 1.0, Delay(1)",
            "Branches" => "Layer 1.0, Lif",
            "Block" => "Layer 1.1, Lif",
            _ => $"Layer 1, {layer}"
        };
        Assert.StartsWith(inner, error.Message);
        Assert.Contains("the state is of inputs of [5, 6] at a step; this input has [7, 6]", error.Message);
        // the state is as good as before
        network.Forward(Samples.Uniform(1, 0, 1, 3, 5, 4), state: state);
    }

    [Fact]
    public void Every_model_of_neurons_with_one_input_is_tried() =>
        Assert.Equal(Models.all.Count(entry => entry.Definition.InputNames.Length == 1), _neurons.Length);

    [Fact]
    public void Layers_without_a_memory_take_any_batch()
    {
        var network = new Sequential(1, new Input(2, 6), new Conv1d(2, 2, 3), new BatchNorm(2), new MaxPool1d(2), new Flatten(), new LayerNorm(4),
            new Linear(4, 3), new Activation(ActivationFunction.Relu));
        var state = network.Forward(Samples.Uniform(1, 0, 1, 3, 5, 2, 6)).State;

        Assert.Equal([3, 7, 3], network.Forward(Samples.Uniform(1, 0, 1, 3, 7, 2, 6), state: state).Output.Lengths.ToArray());
    }

    [Fact]
    public void The_state_of_another_network_is_refused()
    {
        var (one, other) = (new Sequential(1, new Lif(6)), new Sequential(1, new Lif(6)));
        var x = Samples.Uniform(1, 0, 1, 3, 5, 6);

        Assert.Contains(
            "The state is that of another network", Assert.Throws<ArgumentException>(() => other.Predict(x, one.Predict(x, null).State)).Message);
    }

    [Theory]
    [MemberData(nameof(Neurons))]
    public void Neurons_alone_refuse_the_state_of_another_batch_and_that_of_another_model(string model)
    {
        var layer = Make(model);
        var (_, state) = layer.Integral<float>(Samples.Uniform(1, 0, 1, 3, 5, 6));

        var batch = Assert.Throws<ArgumentException>(() => layer.Integral<float>(Samples.Uniform(1, 0, 1, 3, 7, 6), state));
        Assert.StartsWith($"{model}: the input", batch.Message);
        Assert.Contains("[3, 7, 6]", batch.Message);
        Assert.Contains("the state's [5, 6]", batch.Message);
        var step = Assert.Throws<ArgumentException>(() => layer.Step<float>(Samples.Uniform(1, 0, 1, 7, 6), state));
        Assert.StartsWith($"{model}: the constant input", step.Message);
        Assert.Contains("[7, 6]", step.Message);
        Assert.Contains("[5, 6]", step.Message);

        // a model with other states
        NeuronLayer other = layer.Model.StateNames.Length == 1 ? new CubaLif(6) : new Leaky(6);
        var (_, foreign) = other.Integral<float>(Samples.Uniform(1, 0, 1, 3, 5, 6));
        var refused = Assert.Throws<ArgumentException>(() => layer.Integral<float>(Samples.Uniform(1, 0, 1, 3, 5, 6), foreign));
        Assert.StartsWith($"{model} has the states {string.Join(", ", layer.Model.StateNames)}; one of {other.Model.Name}", refused.Message);
    }

    [Fact]
    public void Plasticity_refuses_traces_of_another_batch()
    {
        var state = Stdp.Initial(Samples.Uniform(1, 0, 1, 3, 4), [5, 4], [5, 3]);

        var error = Assert.Throws<ArgumentException>(() => Stdp.Step(new(), state, Samples.Uniform(1, 0, 0, 7, 4), Samples.Uniform(1, 0, 0, 7, 3)));

        Assert.StartsWith("Stdp: the pre", error.Message);
        Assert.Contains("[7, 4], their trace has [5, 4]", error.Message);
    }

    /// <summary>Six neurons of a model with its default options.</summary>
    private static NeuronLayer Make(string model)
    {
        var constructor = _neurons.Single(type => type.Name == model).GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .First(one => one.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(int));
        return (NeuronLayer)constructor.Invoke([6, .. constructor.GetParameters().Skip(1).Select(parameter => parameter.DefaultValue)]);
    }
}
