using System.Globalization;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Concatenate"/>.</summary>
/// <param name="Inputs">How many inputs there are, at least 1.</param>
public sealed record ConcatenateOptions(int Inputs = 2);

/// <summary>
/// Several inputs of a node one after the other along the first dimension of the features, the channels; the other dimensions are the same. The
/// inputs are named <c>0</c>, <c>1</c>, …: <c>new Node("both", new Concatenate(2), "left") { ["1"] = ["right"] }</c>.
/// </summary>
/// <remarks>Layers that share one input and are concatenated are a <see cref="Branches"/>.</remarks>
public sealed class Concatenate : Layer, IManyInputs, IEachStep
{
    private int[] _output = [];

    /// <summary>A layer with so many inputs.</summary>
    /// <param name="inputs">How many, at least 1.</param>
    public Concatenate(int inputs = 2)
        : this(new ConcatenateOptions(inputs))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Concatenate(ConcatenateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        var count = Require.That(options.Inputs is >= 1 and <= 1024, nameof(Concatenate), "inputs", options.Inputs, "in 1 .. 1024");
        InputNames = [.. Enumerable.Range(0, count).Select(input => input.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>What makes the same layer again.</summary>
    public ConcatenateOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames { get; }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = input;

    /// <inheritdoc/>
    public override string ToString() => $"Concatenate({Options.Inputs})";

    /// <inheritdoc/>
    public int[] Build(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return _output = BranchGraph.Concatenated([.. inputs]);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => Identity(input);

    /// <inheritdoc/>
    public LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(pass);
        Signal[] signals = [.. inputs.Select((input, place) => input.Unpacked(pass.Workspace, this, $"unpacked {place}"))];
        int[] places = [.. Enumerable.Range(0, signals.Length)];
        var isConstant = signals.All(signal => signal.IsConstant);
        nint[] shape = [signals[0].Shape[0], .. Shapes.Native(_output)];
        var output = pass.Take(this, "output", isConstant ? shape : [signals[0].Steps, .. shape]);
        Concatenation.Write(signals, places, output);
        return new(isConstant ? Signal.Constant(signals[0].Steps, output) : Signal.EachStep(output))
        {
            PullbackOfInputs = (outputGradient, _, inputGradients) =>
            {
                for (var place = 0; place < inputGradients.Length; place++)
                    if (inputGradients[place] is { } gradient) Concatenation.Read(signals, places, place, outputGradient, gradient);
            },
        };
    }
}
