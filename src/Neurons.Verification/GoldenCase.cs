namespace Neurons.Verification;

/// <summary>
/// A recorded run of a neuron model: input, parameters and initial state; the output, the states and the gradients that
/// came of them. Arrays are flat and row-major, time first.
/// </summary>
internal sealed record GoldenCase(string Name, string Model)
{
    /// <summary>Structural choices by name, as text; a surrogate is written as name(number=value, …).</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    public required double Dt { get; init; }

    public required int Steps { get; init; }

    public required int Neurons { get; init; }

    /// <summary>Values per time step of the input; another number than neurons where there are input weights.</summary>
    public required int Inputs { get; init; }

    /// <summary>The shape of the input at a step.</summary>
    public int[] InputShape { get; init; } = [];

    /// <summary>The shape of the output at a step.</summary>
    public int[] OutputShape { get; init; } = [];

    /// <summary>One number where shared, else one per neuron.</summary>
    public required IReadOnlyDictionary<string, GoldenValue> Parameters { get; init; }

    public required IReadOnlyDictionary<string, double[]> Weights { get; init; }

    /// <summary>The shapes of the weights.</summary>
    public IReadOnlyDictionary<string, int[]> WeightShapes { get; init; } = new Dictionary<string, int[]>();

    public required IReadOnlyDictionary<string, double[]> InitialState { get; init; }

    public required double[] Input { get; init; }

    /// <summary>The spikes, or the output of a readout, [T, N].</summary>
    public required double[] Output { get; init; }

    /// <summary>Each state after every step, [T, N].</summary>
    public required IReadOnlyDictionary<string, double[]> States { get; init; }

    /// <summary>The loss is Σ upstream output·output + Σ upstream final state·final state; the gradients are of it.</summary>
    public required double[] UpstreamOutput { get; init; }

    public required IReadOnlyDictionary<string, double[]> UpstreamFinalState { get; init; }

    /// <summary>Where the loss has Σ upstream state·state over all steps besides, [T, N] by state.</summary>
    public IReadOnlyDictionary<string, double[]> UpstreamStates { get; init; } = new Dictionary<string, double[]>();

    public required double[] InputGradient { get; init; }

    /// <summary>Empty where none were recorded.</summary>
    public required IReadOnlyDictionary<string, GoldenValue> ParameterGradients { get; init; }

    public required IReadOnlyDictionary<string, double[]> InitialStateGradients { get; init; }

    public required IReadOnlyDictionary<string, double[]> WeightGradients { get; init; }

    /// <summary>The agreement that is expected in float64, where it is not that of all runs.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The names of the blocks of N columns that the input is made of; one without a name for most.</summary>
    public string[] InputNames => Options.TryGetValue("inputs", out var names) ? names.Split(',') : [""];

    /// <summary>Whether it starts from the model's own state, which has no gradient.</summary>
    public bool StartsByItself => HasOption("initial_state_fixed");

    public bool IsRecurrent => Weights.ContainsKey(Replay.InputWeights) || Weights.ContainsKey(Replay.RecurrentWeights);

    public bool HasOption(string name) => Options.TryGetValue(name, out var value) && value == "true";
}

/// <summary>A parameter or its gradient: one number for all neurons, or one per neuron.</summary>
internal sealed record GoldenValue(double[] Values, bool IsShared);
