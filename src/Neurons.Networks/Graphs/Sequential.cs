using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Run;

namespace Neurons.Networks;

/// <summary>
/// Layers one after the other, with weights drawn from one seed. Time comes first: an input is [T, batch, features…], or
/// [batch, features…] where it stays the same for a number of steps; then what is constant is computed once.
/// </summary>
public sealed class Sequential
{
    private const long MostSpareBytes = 1 << 20;

    private readonly LayerChain _chain;
    private readonly int[][] _shapes;
    private Workspace? _spare;

    /// <summary>Builds a network.</summary>
    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="layers">The layers; each belongs to this network from now on.</param>
    /// <exception cref="ArgumentException">The layers do not fit together; the message shows the chain of their shapes.</exception>
    public Sequential(ulong seed, params Layer[] layers)
        : this(seed, layers, null)
    {
    }

    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="weights">What the weights may take; null for what there is room for.</param>
    internal Sequential(ulong seed, Layer[] layers, StoredWeights? weights)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Seed = seed;
        _chain = new LayerChain(layers);
        if (layers.Length == 0) throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        var input = layers[0].InputShape
            ?? throw new ArgumentException($"The first layer is {layers[0]}, which takes several shapes; begin with one that says which, such as new Input(1, 28, 28).", nameof(layers));
        _shapes = _chain.Build(input);
        var stream = 0u;
        for (var i = 0; i < layers.Length; i++) layers[i].Attach($"{i}", seed, ref stream, weights is null ? null : weights.Require);
    }

    /// <summary>What the first weights were drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The layers.</summary>
    public IReadOnlyList<Layer> Layers => _chain.Layers;

    /// <summary>The weights and stored parameters of all layers, in order; each name begins with the number of its layer.</summary>
    public IReadOnlyList<Parameter> Parameters => _chain.Stored;

    /// <summary>The shape of the features of an input.</summary>
    public ReadOnlySpan<int> InputShape => _shapes[0];

    /// <summary>The shape of the features of the output.</summary>
    public ReadOnlySpan<int> OutputShape => _shapes[^1];

    /// <summary>The forward passes made for training; the noise of each differs from the others'.</summary>
    public long TrainingPasses { get; internal set; }

    /// <summary>The shapes before each layer and after the last.</summary>
    internal IReadOnlyList<int[]> FeatureShapes => _shapes;

    /// <summary>Reads a network that <see cref="Save"/> wrote, or a trainer's checkpoint.</summary>
    /// <exception cref="IO.FormatError">The file is no such file.</exception>
    public static Sequential Load(string path) => Checkpoint.ReadNetwork(IO.SafetensorsFile.Read(path), path);

    /// <summary>Writes architecture and weights to a safetensors file, atomically; what <see cref="Load"/> would refuse is not written.</summary>
    /// <exception cref="NotSupportedException">A neuron or surrogate is your own; the message names it.</exception>
    /// <exception cref="NotFiniteNumberException">A weight is not finite; the message names the parameter.</exception>
    /// <exception cref="InvalidOperationException">A parameter has numbers that are not allowed; the message names it.</exception>
    public void Save(string path) => Checkpoint.WriteNetwork(path, this);

    /// <summary>Gives this network the weights of one with the same layers that <see cref="Save"/> wrote.</summary>
    /// <exception cref="IO.FormatError">The file has other tensors.</exception>
    public void LoadParameters(string path) => Checkpoint.ReadWeights(IO.SafetensorsFile.Read(path), path, this);

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
        Checkpoint.ImportPyTorch(IO.SafetensorsFile.Read(path), path, this, modules);
    }

    /// <summary>The layers with their shapes, numbers of parameters and memory.</summary>
    /// <param name="batchSize">The samples for which the memory of the outputs is given.</param>
    /// <param name="timeSteps">The time steps for which the memory of the outputs is given.</param>
    public string Summary(int batchSize = 1, int timeSteps = 1) => NetworkSummary.Text(this, batchSize, timeSteps);

    /// <summary>A forward pass in training: dropout drops, noise differs from that of the pass before.</summary>
    /// <param name="input">[T, batch, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="workspace">
    /// Memory to use again; null allocates. With a workspace, the results live in it: output and gradients until the next call, the
    /// state until the one after.
    /// </param>
    /// <param name="state">Where layers with memory go on; null to begin.</param>
    public NetworkRun Forward(Tensor<float> input, Workspace? workspace = null, NetworkState? state = null) =>
        Train(Checked(input), workspace, state);

    /// <summary>A forward pass in training, for an input that stays the same; what is constant is computed once.</summary>
    /// <param name="constant">[batch, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="timeSteps">The number of steps, at least 1.</param>
    /// <param name="workspace">As in <see cref="Forward(Tensor{float}, Workspace?, NetworkState?)"/>.</param>
    /// <param name="state">Where layers with memory go on; null to begin.</param>
    public NetworkRun Forward(Tensor<float> constant, int timeSteps, Workspace? workspace = null, NetworkState? state = null) =>
        Train(Checked(constant, timeSteps), workspace, state);

    /// <summary>The output alone, [T, batch, features…], of an input [T, batch, features…].</summary>
    public Tensor<float> Predict(Tensor<float> input) => Output(Checked(input));

    /// <summary>The output alone, [T, batch, features…], of an input [batch, features…] that stays the same for all steps.</summary>
    public Tensor<float> Predict(Tensor<float> constant, int timeSteps) => Output(Checked(constant, timeSteps));

    /// <summary>
    /// The output, [T, batch, features…], of the next piece of an input, [T, batch, features…], and what the layers with memory end
    /// with: several calls in a row are one.
    /// </summary>
    /// <param name="input">The next T steps.</param>
    /// <param name="state">What the call before ended with; null to begin.</param>
    public (Tensor<float> Output, NetworkState State) Predict(Tensor<float> input, NetworkState? state)
    {
        return Evaluate(Checked(input), new Workspace(), state);
    }

    /// <summary>The output of every layer for an input [batch, features…] that stays the same; where it does, so may an output be, [batch, features…].</summary>
    public IReadOnlyList<Tensor<float>> Trace(Tensor<float> constant, int timeSteps)
    {
        var pass = new Pass(this, new Workspace(), false, 0, null);
        var signal = Checked(constant, timeSteps);
        var outputs = new List<Tensor<float>>();
        foreach (var layer in Layers)
        {
            signal = layer.Forward(LayerChain.TakesSpikes(layer) ? signal : signal.Unpacked(pass.Workspace, layer), pass).Output;
            outputs.Add(signal.Unpacked(pass.Workspace, layer, "trace").Values);
        }
        return outputs;
    }

    /// <summary>A forward pass as it is outside of training: the output, which lives in the workspace, and what the layers end with.</summary>
    internal (Tensor<float> Output, NetworkState State) Evaluate(Signal input, Workspace workspace, NetworkState? state)
    {
        var pass = new Pass(this, workspace, false, 0, Own(state));
        return (Spread(_chain.Forward(input, pass).Output.Unpacked(workspace, this), workspace), pass.After);
    }

    /// <summary>A forward pass in training.</summary>
    internal NetworkRun Train(Signal input, Workspace? known, NetworkState? state, StepAccount? account = null)
    {
        var workspace = known ?? new Workspace();
        var pass = new Pass(this, workspace, true, ++TrainingPasses, Own(state));
        var (last, pullback) = _chain.Forward(input, pass, account);
        last = last.Unpacked(workspace, this);
        var output = Spread(last, workspace);
        return new(output, Backward, pass.After, pass.Penalty);

        ParameterGradients Backward(Tensor<float> outputGradient)
        {
            ArgumentNullException.ThrowIfNull(outputGradient);
            if (!outputGradient.Lengths.SequenceEqual(output.Lengths))
                throw new ArgumentException($"The gradient has the shape {Shapes.Text(outputGradient.Lengths)}; the output has {Shapes.Text(output.Lengths)}.", nameof(outputGradient));

            var gradients = Array.ConvertAll(_chain.Stored, parameter => workspace.Take(parameter, "gradient", parameter.Value.Lengths));
            var gradient = last.IsConstant
                ? Sequence.summedOverTime(outputGradient, workspace.Take(this, "sum", last.Shape))
                : outputGradient;
            pullback!(Sequence.dense(gradient), gradients, null);
            return new ParameterGradients(_chain.Stored, gradients);
        }
    }

    /// <summary>The values at each step.</summary>
    private Tensor<float> Spread(Signal last, Workspace workspace) => last.IsConstant
        ? Sequence.repeated(last.Sequenced, workspace.Take(this, "output", [last.Steps, .. last.Shape]))
        : last.Values;

    /// <summary>The output in memory of its own. That of the layers is used again by the next call, as long as it is little.</summary>
    private Tensor<float> Output(Signal input)
    {
        var workspace = Interlocked.Exchange(ref _spare, null) ?? new Workspace();
        var output = Shape.copied(Evaluate(input, workspace, null).Output);
        if (workspace.Bytes <= MostSpareBytes) _spare = workspace;
        return output;
    }

    private NetworkState? Own(NetworkState? state) => state is null || ReferenceEquals(state.Network, this)
        ? state
        : throw new ArgumentException("The state is that of another network.", nameof(state));

    private Signal Checked(Tensor<float> input)
    {
        RequireFeatures(input, 2, "[T, batch, features…]");
        return Signal.EachStep(Sequence.dense(input));
    }

    private Signal Checked(Tensor<float> constant, int timeSteps)
    {
        if (timeSteps < 1) throw new ArgumentOutOfRangeException(nameof(timeSteps), timeSteps, $"timeSteps is {timeSteps}; it must be at least 1.");
        RequireFeatures(constant, 1, "[batch, features…]");
        return Signal.Constant(timeSteps, Sequence.dense(constant));
    }

    private void RequireFeatures(Tensor<float> input, int before, string expected)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = _shapes[0];
        if (input.Rank != before + shape.Length || !input.Lengths[before..].SequenceEqual(Shapes.Native(shape)))
            throw new ArgumentException($"The input has the shape {Shapes.Text(input.Lengths)}; it must be {expected} with the features {Shapes.Text(shape)}.", nameof(input));
    }
}
