using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Layers and how they are connected, with weights drawn from one seed: a <see cref="Sequential"/> or a <see cref="Graph"/>. Time comes
/// first: an input is [T, batch, features…], or [batch, features…] where it stays the same for a number of steps; then what is constant is
/// computed once.
/// </summary>
public abstract class Network : IComposed
{
    private const long MostSpareBytes = 1 << 20;

    private readonly Watchers _watchers = new();
    private Workspace? _spare;

    private protected Network(ulong seed) => Seed = seed;

    /// <summary>What the first weights were drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The layers, by their place: a number in a <see cref="Sequential"/>, a name in a <see cref="Graph"/>.</summary>
    public abstract IReadOnlyList<Layer> Layers { get; }

    /// <summary>The names of the inputs; of a network with one, it can be left out.</summary>
    public abstract IReadOnlyList<string> InputNames { get; }

    /// <summary>The weights and stored parameters of all layers, in order; each name begins with the place of its layer.</summary>
    public IReadOnlyList<Parameter> Parameters => Stored;

    /// <summary>The shape of the features of an input; of several, of the first.</summary>
    public ReadOnlySpan<int> InputShape => ShapeOfInput(0);

    /// <summary>The shape of the features of an input.</summary>
    /// <param name="name">The name of the input.</param>
    /// <exception cref="ArgumentException">There is no such input; the message says which there are.</exception>
    public ReadOnlySpan<int> InputShapeOf(string name) => InputNames.ToList().IndexOf(name) is >= 0 and var index
        ? ShapeOfInput(index)
        : throw new ArgumentException($"There is no input '{name}'; the network has {string.Join(", ", InputNames)}.", nameof(name));

    /// <summary>The names of the outputs; the first is the one that is meant where there is one.</summary>
    public abstract IReadOnlyList<string> OutputNames { get; }

    /// <summary>The shape of the features of the output; of several, of the first.</summary>
    public abstract ReadOnlySpan<int> OutputShape { get; }

    /// <inheritdoc/>
    public abstract Composition Composition { get; }

    /// <summary>The forward passes made for training; the noise of each differs from the others'.</summary>
    public long TrainingPasses { get; internal set; }

    /// <summary>The parameters of all layers.</summary>
    internal abstract Parameter[] Stored { get; }

    /// <summary>The shape of the features of each layer's output.</summary>
    public abstract IReadOnlyList<int[]> OutputShapes { get; }

    /// <summary>Reads a network that <see cref="Save"/> wrote, or a trainer's checkpoint.</summary>
    /// <exception cref="IO.FormatError">The file is no such file.</exception>
    public static Network Load(string path) => NetworkCheckpoint.Read(IO.SafetensorsFile.Read(path), path);

    /// <summary>Writes architecture and weights to a safetensors file, atomically; what <see cref="Load"/> would refuse is not written.</summary>
    /// <exception cref="NotSupportedException">A layer, neuron or surrogate is your own and not registered; the message names it.</exception>
    /// <exception cref="NotFiniteNumberException">A weight is not finite; the message names the parameter.</exception>
    /// <exception cref="InvalidOperationException">A parameter has numbers that are not allowed; the message names it.</exception>
    public void Save(string path) => NetworkCheckpoint.Write(path, this);

    /// <summary>Gives this network the weights of one with the same layers that <see cref="Save"/> wrote.</summary>
    /// <exception cref="IO.FormatError">The file has other tensors.</exception>
    public void LoadParameters(string path) => Checkpoint.ReadWeights(IO.SafetensorsFile.Read(path), path, Parameters);

    /// <summary>
    /// Takes the weights of a model that PyTorch saved in safetensors: for each layer with weights, in order, those of the module of a
    /// name, such as <c>fc1</c> for <c>fc1.weight</c> and <c>fc1.bias</c>. Numbers of other precisions are converted; what is not
    /// named in the file, such as the parameters of neurons, stays.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="modules">The names of the modules, one for each layer with weights.</param>
    /// <exception cref="IO.FormatError">The file lacks a tensor, or one has another shape; then nothing is changed.</exception>
    public void ImportPyTorch(string path, params string[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        Checkpoint.ImportPyTorch(IO.SafetensorsFile.Read(path), path, Parameters, modules);
    }

    /// <summary>The layers with their shapes, numbers of parameters and memory.</summary>
    /// <param name="batchSize">The samples for which the memory of the outputs is given, at least 1.</param>
    /// <param name="timeSteps">The time steps for which the memory of the outputs is given, at least 1.</param>
    public string Summary(int batchSize = 1, int timeSteps = 1) => NetworkSummary.Text(this, batchSize, timeSteps);

    /// <summary>A forward pass in training: dropout drops, noise differs from that of the pass before.</summary>
    /// <param name="input">[T, batch, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="workspace">
    /// Memory to use again; null allocates. With a workspace, the results live in it: output and gradients until the next call, the
    /// state until the one after.
    /// </param>
    /// <param name="state">Where layers with memory go on; null to begin.</param>
    public NetworkRun Forward(Tensor<float> input, Workspace? workspace = null, NetworkState? state = null) =>
        Train([Checked(0, input)], workspace, state);

    /// <summary>A forward pass in training, for an input that stays the same; what is constant is computed once.</summary>
    /// <param name="constant">[batch, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="timeSteps">The number of steps, at least 1.</param>
    /// <param name="workspace">As in <see cref="Forward(Tensor{float}, Workspace?, NetworkState?)"/>.</param>
    /// <param name="state">Where layers with memory go on; null to begin.</param>
    public NetworkRun Forward(Tensor<float> constant, int timeSteps, Workspace? workspace = null, NetworkState? state = null) =>
        Train([Checked(0, constant, timeSteps)], workspace, state);

    /// <summary>A forward pass in training of a network with several inputs.</summary>
    /// <param name="inputs">
    /// Each input by its name, [T, batch, features…], with one T and one batch; not to be changed before the gradient is taken.
    /// </param>
    /// <param name="workspace">As in <see cref="Forward(Tensor{float}, Workspace?, NetworkState?)"/>.</param>
    /// <param name="state">Where layers with memory go on; null to begin.</param>
    public NetworkRun Forward(IReadOnlyDictionary<string, Tensor<float>> inputs, Workspace? workspace = null, NetworkState? state = null) =>
        Train(Checked(inputs), workspace, state);

    /// <summary>The output alone, [T, batch, features…], of an input [T, batch, features…].</summary>
    public Tensor<float> Predict(Tensor<float> input) => Output([Checked(0, input)]);

    /// <summary>The output alone, [T, batch, features…], of an input [batch, features…] that stays the same for all steps.</summary>
    public Tensor<float> Predict(Tensor<float> constant, int timeSteps) => Output([Checked(0, constant, timeSteps)]);

    /// <summary>The output alone, [T, batch, features…], of inputs [T, batch, features…] by their names.</summary>
    public Tensor<float> Predict(IReadOnlyDictionary<string, Tensor<float>> inputs) => Output(Checked(inputs));

    /// <summary>All outputs by their names, [T, batch, features…], of inputs [T, batch, features…] by theirs.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> PredictOutputs(IReadOnlyDictionary<string, Tensor<float>> inputs) =>
        NetworkRun.Named(OutputNames, EvaluateAll(Checked(inputs), new Workspace(), null).Outputs);

    /// <summary>
    /// The output, [T, batch, features…], of the next piece of an input, [T, batch, features…], and what the layers with memory end
    /// with: several calls in a row are one.
    /// </summary>
    /// <param name="input">The next T steps.</param>
    /// <param name="state">What the call before ended with; null to begin.</param>
    public (Tensor<float> Output, NetworkState State) Predict(Tensor<float> input, NetworkState? state) =>
        Evaluate([Checked(0, input)], new Workspace(), state);

    /// <summary>
    /// As <see cref="Predict(Tensor{float}, NetworkState?)"/>, with memory to use again, so that nothing is allocated for the layers: the output
    /// lives in it until the next call, the state until the one after.
    /// </summary>
    /// <param name="input">The next T steps.</param>
    /// <param name="state">What the call before ended with; null to begin.</param>
    /// <param name="workspace">The memory.</param>
    public (Tensor<float> Output, NetworkState State) Predict(Tensor<float> input, NetworkState? state, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return Evaluate([Checked(0, input)], workspace, state);
    }

    /// <summary>
    /// The output of every layer, in their order, for an input [batch, features…] that stays the same; where it does, so may an output be,
    /// [batch, features…].
    /// </summary>
    public IReadOnlyList<Tensor<float>> Trace(Tensor<float> constant, int timeSteps) =>
        Trace([Checked(0, constant, timeSteps)]);

    /// <summary>The output of every layer, [T, batch, features…], in their order, for an input [T, batch, features…].</summary>
    public IReadOnlyList<Tensor<float>> Trace(Tensor<float> input) => Trace([Checked(0, input)]);

    /// <summary>The output of every layer, [T, batch, features…], in their order, for inputs [T, batch, features…] by their names.</summary>
    public IReadOnlyList<Tensor<float>> Trace(IReadOnlyDictionary<string, Tensor<float>> inputs) => Trace(Checked(inputs));

    /// <summary>
    /// Lets something look at every pass from now on, as a monitor does, until what is returned is disposed of. It changes no
    /// number, and may be asked by several threads at once.
    /// </summary>
    /// <param name="begin">What looks at a pass that begins; null where nothing does.</param>
    public IDisposable Watch(Func<Pass, PassWatcher?> begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        return _watchers.Add(begin);
    }

    /// <summary>The shape of the features of an input.</summary>
    internal abstract int[] ShapeOfInput(int index);

    /// <summary>The shape of the features of an output.</summary>
    internal abstract int[] ShapeOfOutput(int index);

    /// <summary>The outputs, perhaps as bits, and the gradient function.</summary>
    /// <param name="inputs">One for each name.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="account">Where the time of each layer is added; null for nowhere.</param>
    internal abstract GraphRun Run(Signal[] inputs, Pass pass, StepAccount? account);

    /// <summary>The output of every layer, as values.</summary>
    internal abstract Signal[] RunEach(Signal[] inputs, Pass pass);

    /// <summary>A forward pass as it is outside of training: the output, which lives in the workspace, and what the layers end with.</summary>
    internal (Tensor<float> Output, NetworkState State) Evaluate(Signal[] inputs, Workspace workspace, NetworkState? state)
    {
        var (outputs, after) = EvaluateAll(inputs, workspace, state);
        return (outputs[0], after);
    }

    /// <summary>The same of all outputs.</summary>
    internal (Tensor<float>[] Outputs, NetworkState State) EvaluateAll(Signal[] inputs, Workspace workspace, NetworkState? state)
    {
        var pass = NewPass(workspace, false, 0, state);
        var outputs = Values(Run(inputs, pass, null).Outputs, workspace);
        pass.Watcher?.EndForward();
        return (outputs, pass.After);
    }

    private Tensor<float>[] Trace(Signal[] inputs)
    {
        var pass = NewPass(new Workspace(), false, 0, null);
        Tensor<float>[] outputs = [.. RunEach(inputs, pass).Select(signal => signal.Values)];
        pass.Watcher?.EndForward();
        return outputs;
    }

    private Pass NewPass(Workspace workspace, bool isTraining, long number, NetworkState? state)
    {
        var pass = new Pass(this, workspace, isTraining, number, Own(state));
        _watchers.Begin(pass);
        return pass;
    }

    /// <summary>A forward pass in training.</summary>
    internal NetworkRun Train(Signal[] inputs, Workspace? known, NetworkState? state, StepAccount? account = null)
    {
        var workspace = known ?? new Workspace();
        var pass = NewPass(workspace, true, ++TrainingPasses, state);
        var (last, pullback) = Run(inputs, pass, account);
        var outputs = Values(last, workspace);
        pass.Watcher?.EndForward();
        return new(outputs[0], gradient => Backward(One(gradient), new Tensor<float>?[inputs.Length]), pass.After, pass.Penalty)
        {
            All = (OutputNames, outputs),
            PullbackWithInputs = gradient => WithInputs(One(gradient)),
            PullbackOfOutputs = named => WithInputs(All(named)),
            PullbackOfAll = gradients => Backward(gradients, new Tensor<float>?[inputs.Length]),
        };

        Tensor<float>?[] One(Tensor<float> gradient)
        {
            ArgumentNullException.ThrowIfNull(gradient);
            return [gradient, .. new Tensor<float>?[outputs.Length - 1]];
        }

        Tensor<float>?[] All(IReadOnlyDictionary<string, Tensor<float>> named)
        {
            ArgumentNullException.ThrowIfNull(named);
            if (named.Keys.FirstOrDefault(name => !OutputNames.Contains(name)) is { } unknown)
                throw new ArgumentException($"There is no output '{unknown}'; the network has {string.Join(", ", OutputNames)}.", nameof(named));
            return [.. OutputNames.Select(name => named.GetValueOrDefault(name))];
        }

        NetworkGradients WithInputs(Tensor<float>?[] outputGradients)
        {
            var into = Array.ConvertAll(inputs, input => Tensor.CreateFromShape<float>(input.Lengths));
            var parameters = Backward(outputGradients, into);
            return new(parameters, InputNames.Zip(into).ToDictionary(pair => pair.First, pair => pair.Second));
        }

        ParameterGradients Backward(Tensor<float>?[] outputGradients, Tensor<float>?[] inputGradients)
        {
            for (var o = 0; o < outputs.Length; o++)
            {
                if (outputGradients[o] is not { } outer) continue;
                if (!outer.Lengths.SequenceEqual(outputs[o].Lengths))
                    throw new ArgumentException(
                        $"The gradient{(o == 0 ? "" : $" of {OutputNames[o]}")} has the shape {Shapes.Text(outer.Lengths)}; "
                        + $"the output has {Shapes.Text(outputs[o].Lengths)}.", "outputGradient");
                outputGradients[o] = Dense(outer);
                if (!last[o].IsConstant) continue;
                var sum = workspace.Take(this, Role("sum", o), last[o].Shape);
                Sums.WriteGradient(outputGradients[o]!, sum, add: false);
                outputGradients[o] = sum;
            }
            var gradients = Array.ConvertAll(Stored, parameter => workspace.Take(parameter, "gradient", parameter.Value.Lengths));
            pullback!(outputGradients, gradients, inputGradients);
            pass.Watcher?.EndBackward(Stored, gradients);
            return new ParameterGradients(Stored, gradients);
        }
    }

    /// <summary>Signals as values at each step.</summary>
    private Tensor<float>[] Values(Signal[] signals, Workspace workspace)
    {
        var values = new Tensor<float>[signals.Length];
        for (var o = 0; o < values.Length; o++)
        {
            if (!signals[o].IsConstant)
            {
                values[o] = signals[o].Unpacked(workspace, this, Role("unpacked", o)).Values;
                continue;
            }
            values[o] = workspace.Take(this, Role("output", o), [signals[o].Steps, .. signals[o].Shape]);
            Sums.Write(signals[o], values[o], add: false);
        }
        return values;
    }

    private static string Role(string role, int output) => output == 0 ? role : $"{role} {output}";

    private static Tensor<float> Dense(Tensor<float> tensor) => tensor.IsDense ? tensor : tensor.ToDenseTensor();

    /// <summary>The output in memory of its own. That of the layers is used again by the next call, as long as it is little.</summary>
    private Tensor<float> Output(Signal[] inputs)
    {
        var workspace = Interlocked.Exchange(ref _spare, null) ?? new Workspace();
        var made = Evaluate(inputs, workspace, null).Output;
        var output = AlignedTensor.CreateUninitialized<float>(made.Lengths);
        made.CopyNumbersTo(output);
        if (workspace.Bytes <= MostSpareBytes) _spare = workspace;
        return output;
    }

    private NetworkState? Own(NetworkState? state) => state is null || ReferenceEquals(state.Network, this)
        ? state
        : throw new ArgumentException("The state is that of another network.", nameof(state));

    private Signal[] Checked(IReadOnlyDictionary<string, Tensor<float>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Keys.FirstOrDefault(name => !InputNames.Contains(name)) is { } unknown)
            throw new ArgumentException($"There is no input '{unknown}'; the network has {string.Join(", ", InputNames)}.", nameof(inputs));
        var signals = new Signal[InputNames.Count];
        for (var i = 0; i < signals.Length; i++)
        {
            if (!inputs.TryGetValue(InputNames[i], out var input))
                throw new ArgumentException(
                    $"The input '{InputNames[i]}' is not given; the network has {string.Join(", ", InputNames)}.", nameof(inputs));
            signals[i] = Signal.EachStep(RequireFeatures(i, input, 2, "[T, batch, features…]"));
            if (!signals[i].Values.Lengths[..2].SequenceEqual(signals[0].Values.Lengths[..2]))
                throw new ArgumentException(
                    $"The input '{InputNames[0]}' has the shape {Shapes.Text(signals[0].Lengths)} and '{InputNames[i]}' "
                    + $"{Shapes.Text(signals[i].Lengths)}; time and batch must be the same.", nameof(inputs));
        }
        return signals;
    }

    private Signal Checked(int index, Tensor<float> input)
    {
        RequireOne();
        return Signal.EachStep(RequireFeatures(index, input, 2, "[T, batch, features…]"));
    }

    private Signal Checked(int index, Tensor<float> constant, int timeSteps)
    {
        RequireOne();
        if (timeSteps < 1) throw new ArgumentOutOfRangeException(nameof(timeSteps), $"timeSteps is {timeSteps}; it must be at least 1.");
        return Signal.Constant(timeSteps, RequireFeatures(index, constant, 1, "[batch, features…]"));
    }

    private void RequireOne()
    {
        if (InputNames.Count != 1)
            throw new InvalidOperationException($"The network has the inputs {string.Join(", ", InputNames)}; give each by its name.");
    }

    private Tensor<float> RequireFeatures(int index, Tensor<float> input, int before, string expected)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = ShapeOfInput(index);
        if (input.Rank != before + shape.Length || !input.Lengths[before..].SequenceEqual(Shapes.Native(shape)))
        {
            var name = InputNames.Count == 1 ? "The input" : $"The input '{InputNames[index]}'";
            throw new ArgumentException(
                $"{name} has the shape {Shapes.Text(input.Lengths)}; it must be {expected} with the features {Shapes.Text(shape)}.", nameof(input));
        }
        return Dense(input);
    }
}
