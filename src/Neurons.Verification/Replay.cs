namespace Neurons.Verification;

/// <summary>What an engine made of a case: flat arrays, as recorded, under the recorded names.</summary>
internal sealed class Replay
{
    /// <summary>The previous spikes, which are a state of a recurrent layer.</summary>
    public const string SpikeState = "z";

    public const string InputWeights = "input_weights";
    public const string RecurrentWeights = "recurrent_weights";

    public required double[] Output { get; init; }

    public required IReadOnlyDictionary<string, double[]> States { get; init; }

    public required double[] InputGradient { get; init; }

    public required IReadOnlyDictionary<string, double[]> InitialStateGradients { get; init; }

    /// <summary>In the order of the model's parameters; none of a layer.</summary>
    public double[][] ParameterGradients { get; init; } = [];

    /// <summary>Of a layer, by the recorded names.</summary>
    public IReadOnlyDictionary<string, double[]> LayerParameterGradients { get; init; } = new Dictionary<string, double[]>();

    public IReadOnlyDictionary<string, double[]> WeightGradients { get; init; } = new Dictionary<string, double[]>();

    /// <summary>Arrays in the order of a model's states, under their recorded names.</summary>
    public static Dictionary<string, double[]> Named(IEnumerable<string> names, IEnumerable<double[]> arrays) =>
        names.Zip(arrays).ToDictionary(pair => pair.First, pair => pair.Second);
}
