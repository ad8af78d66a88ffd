using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Neurons;

/// <content>The layer as part of a network.</content>
public abstract partial class NeuronLayer : IManyInputs, IManyOutputs, IGivesSpikes, IStepwise
{
    /// <summary>The name of the output in <see cref="Output"/>.</summary>
    public const string Spikes = "Output";

    private NeuronPopulation? _population;

    /// <summary>
    /// What the layer gives to the next one in a network: the name of a state, such as the membrane potential, or "Output": the
    /// spikes, or the potential of a readout. Default "Output".
    /// </summary>
    public string Output
    {
        get;
        init => field = RecordsOf([value])[0].IsOutputs ? Spikes : Model.StateNames[Names.Index(Model.Name, "state", Model.StateNames, value)];
    } = Spikes;

    /// <inheritdoc/>
    public override int[]? InputShape => _shape is null ? null : Array.ConvertAll(_shape, length => (int)length);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters => Population.Stored;

    /// <inheritdoc/>
    IReadOnlyList<string> IManyInputs.InputNames => Model.InputNames;

    /// <summary>Its output, and besides, by their names, its states.</summary>
    IReadOnlyList<string> IManyOutputs.OutputNames =>
        field ??= [Output, .. Model.StateNames.Prepend(Spikes).Where(name => name != Output)];

    /// <inheritdoc/>
    bool IGivesSpikes.GivesSpikes { get; set; }

    /// <summary>How often its neurons' parameters have been given other values: what was made of them at another number is out of date.</summary>
    public long ParameterChanges { get; private set; }

    /// <summary>The stream of the random numbers of its neurons in a network.</summary>
    public uint NoiseStream => Population.Stream;

    internal NeuronPopulation Population => _population ??= new NeuronPopulation(this);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => InputShape ?? input;

    /// <summary>A layer without a shape takes that of its input.</summary>
    public override void Build(int[] input)
    {
        if (_shape is not null)
        {
            if (!InputShape.AsSpan().SequenceEqual(input)) throw new ArgumentException($"takes {Shapes.Text(InputShape)}");
            return;
        }
        var shape = LayerValidation.Shape(Model.Name, input);
        (_, _values) = LayerValidation.Check(shape, _options);
        _dynamics.Trust(_values);
        _shape = shape;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A parameter is not allowed in the network's precision, float32.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override void Attach(string path, ulong seed, ref uint stream, Action<Parameter>? require)
    {
        Run.Check.options(Precision.Float32, Model);
        Run.Check.inFloat32(Model, _values);
        base.Attach(path, seed, ref stream, require);
    }

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => Population.Seed(seed, stream);

    /// <summary>The seed of the random numbers of its neurons in a pass of a network.</summary>
    /// <param name="pass">Which pass in training, from 1; 0 in evaluation.</param>
    public ulong NoiseSeed(long pass) => Population.SeedOf(pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => Population.Forward(new ReadOnlySpan<Signal>(in input), pass);

    /// <inheritdoc/>
    LayerRun IManyInputs.Forward(IReadOnlyList<Signal> inputs, Pass pass) => Population.Forward([.. inputs], pass);

    /// <inheritdoc/>
    int[] IManyOutputs.OutputShape(int output) => InputShape!;

    /// <inheritdoc/>
    LayerOutputs IManyOutputs.Forward(IReadOnlyList<Signal> inputs, IReadOnlyList<int> outputs, Pass pass) =>
        Population.Forward([.. inputs], [.. outputs.Select(output => ((IManyOutputs)this).OutputNames[output])], pass);

    /// <inheritdoc/>
    StepMemory IStepwise.Memory => StepMemory.OneOutputGradient | StepMemory.OneInputGradient;

    /// <inheritdoc/>
    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(pass);
        return new NeuronSteps(Population, this, sequences, pass, null);
    }

    /// <summary>Makes ready to run one step at a time over memory of a whole sequence, with a change of the states after each.</summary>
    /// <param name="after">What changes them.</param>
    /// <param name="sequences">The inputs, the output and their gradients.</param>
    /// <param name="pass">What the neurons have to know of the pass; their states go through it.</param>
    public LayerSteps StepsWith(IAfterStep after, LayerSequences sequences, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(pass);
        return new NeuronSteps(Population, this, sequences, pass, after);
    }

    /// <inheritdoc/>
    int[] IManyInputs.Build(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        for (var i = 1; i < inputs.Count; i++)
        {
            if (!inputs[i].AsSpan().SequenceEqual(inputs[0]))
                throw new ArgumentException(
                    $"takes one shape for all its inputs; {Model.InputNames[0]} is {Shapes.Text(inputs[0])}, "
                    + $"and {Model.InputNames[i]} is {Shapes.Text(inputs[i])}");
        }
        Build(inputs[0]);
        return OutputShape(inputs[0]);
    }

    /// <summary>What is recorded for the next layer.</summary>
    internal Record OutputRecord => RecordsOf([Output])[0];

    /// <summary>What is recorded for outputs of these names.</summary>
    internal Record[] OutputRecords(string[] names) => RecordsOf(names);

    /// <summary>The layer as files of networks hold it: the model, its options, and which parameters are stored.</summary>
    /// <exception cref="NotSupportedException">A part of the neuron is code of the user's, which no file can hold.</exception>
    public JsonObject Describe() => _options.Unnamed is { } unnamed
        ? throw new NotSupportedException($"{Model.Name}: {unnamed} is your own, and a file holds only what has a name in the library")
        : _shape is null ? NeuronTemplate.Describe(this, _options) : Population.Describe();

    /// <summary>
    /// Another layer of the same neurons, options and <see cref="Output"/>, without a shape: it takes that of its input in a network. So one
    /// layer of neurons stands for all of a block.
    /// </summary>
    public NeuronLayer Again() => new ModelLayer(_options) { Output = Output };

    /// <summary>Gives one parameter another value, as an optimizer does; it is checked when it is used.</summary>
    internal void Replace(int place, ParameterValue value)
    {
        _values = (ParameterValue[])_values.Clone();
        _values[place] = value;
        ParameterChanges++;
    }

    /// <summary>Takes other values, also for the network.</summary>
    private void Adopt(ParameterValue[] values)
    {
        _values = values;
        ParameterChanges++;
        _population?.Pull();
    }
}
