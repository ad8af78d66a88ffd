namespace Neurons;

/// <summary>
/// A neuron and its parameters as the options of a layer describe them, checked as a whole: for who runs neurons by other means than a layer.
/// </summary>
public sealed class NeuronSetup
{
    private readonly nint[] _shape;

    private NeuronSetup(Dynamics dynamics, nint[] shape, NeuronParameter[] parameters, ParameterValue[] values) =>
        (Dynamics, _shape, Parameters, Values) = (dynamics, shape, parameters, values);

    /// <summary>The neuron.</summary>
    public Dynamics Dynamics { get; }

    /// <summary>The shape of the neurons of one sample.</summary>
    public ReadOnlySpan<nint> Shape => _shape;

    /// <summary>The parameters as the options give them, in the order of the model.</summary>
    public IReadOnlyList<NeuronParameter> Parameters { get; }

    /// <summary>Their values in the shape, in the order of the model; one a channel is repeated for the channel's neurons.</summary>
    public IReadOnlyList<ParameterValue> Values { get; }

    /// <summary>The neuron of some options.</summary>
    /// <param name="options">The options of a model.</param>
    /// <param name="shape">The shape of the neurons of one sample, every length at least 1.</param>
    /// <exception cref="ArgumentException">Something is not allowed; one message tells everything that is wrong.</exception>
    public static NeuronSetup Of(NeuronOptions options, int[] shape)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(shape);
        var lengths = LayerValidation.Shape(options.Model, shape);
        var (dynamics, values) = LayerValidation.Check(lengths, options);
        return new(dynamics, lengths, options.ParameterValues, values);
    }

    /// <summary>A neuron with values of its parameters, whatever the shape of the neurons.</summary>
    /// <param name="dynamics">The neuron.</param>
    /// <param name="values">A value for each parameter.</param>
    /// <param name="learnable">Whether training may change each.</param>
    /// <exception cref="ArgumentException">There are other than as many values as parameters.</exception>
    public static NeuronSetup Of(Dynamics dynamics, ParameterValue[] values, bool[] learnable)
    {
        ArgumentNullException.ThrowIfNull(dynamics);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(learnable);
        Run.Check.complete(dynamics.Definition, values);
        if (learnable.Length != values.Length)
            throw new ArgumentException(
                $"{dynamics.Definition.Name}: learnable has {learnable.Length} values; there are {values.Length} parameters.", nameof(learnable));
        return new(dynamics, [], [.. values.Zip(learnable, Given)], values);

        static NeuronParameter Given(ParameterValue value, bool learnable) => value is ParameterValue.PerNeuron each
            ? NeuronParameter.PerNeuron(each.Item, learnable)
            : NeuronParameter.Shared(value.ToArray()[0], learnable);
    }

    /// <summary>The numbers of a parameter: one for each channel where it is one a channel.</summary>
    /// <param name="index">The place of the parameter.</param>
    /// <param name="value">Its value in the shape.</param>
    public double[] Numbers(int index, ParameterValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Parameters[index].IsPerChannel ? Channels.Of(value.ToArray(), (int)_shape[0]) : value.ToArray();
    }

    /// <summary>Brings the numbers of a parameter back into its range, each to the nearest that is allowed.</summary>
    /// <param name="index">The place of the parameter.</param>
    /// <param name="numbers">Its numbers, as <see cref="Numbers"/> has them.</param>
    public void BringIntoRange(int index, Span<float> numbers) => Run.Projection.intoRange(Dynamics.Definition.ParameterInfo[index].Range, numbers);

    /// <summary>
    /// Brings the numbers of a parameter that break a rule with the others back towards what they were, until the rule holds.
    /// </summary>
    /// <param name="index">The place of the parameter.</param>
    /// <param name="values">The values of all parameters in the shape, those of this one as they have become.</param>
    /// <param name="before">The numbers of this parameter's value in the shape before.</param>
    /// <param name="numbers">The numbers that it has become, as <see cref="Numbers"/> has them.</param>
    public void BringToRules(int index, ParameterValue[] values, double[] before, Span<float> numbers)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(before);
        if (Parameters[index].IsPerChannel) Channels.Project(Dynamics.Definition, values, index, before, numbers);
        else Run.Projection.ontoRules(Dynamics.Definition, values, index, before, numbers);
    }
}
