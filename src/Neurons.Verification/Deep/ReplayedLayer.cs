using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>A layer with the weights of a recording, as the one layer of a network, and its passes.</summary>
internal sealed class ReplayedLayer
{
    private const string Place = "1.";

    private readonly Sequential _network;
    private readonly int[] _shape;

    /// <param name="layer">The layer.</param>
    /// <param name="shape">The shape of its input, [T, batch, features…].</param>
    public ReplayedLayer(Layer layer, int[] shape)
    {
        (Layer, _shape) = (layer, shape);
        _network = new(1, new Input(shape[2..]), layer);
    }

    public Layer Layer { get; }

    /// <summary>The numbers of a parameter by its name in the layer, or of the row of one that has a row a step.</summary>
    public Span<float> Numbers(string name, int? row = null)
    {
        var parameter = _network.Parameters.FirstOrDefault(one => one.Name == Place + name)
            ?? throw new ArgumentException($"{Layer} has no parameter {name}.");
        var all = parameter.Value.AsTensorSpan();
        var span = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref all.GetPinnableReference(), (int)parameter.Value.FlattenedLength);
        if (row is not { } place) return span;
        var width = span.Length / (int)parameter.Shape[0];
        return span.Slice(place * width, width);
    }

    /// <summary>Sets the numbers of a parameter.</summary>
    public void Set(string name, double[] numbers, int? row = null)
    {
        var into = Numbers(name, row);
        if (into.Length != numbers.Length) throw new ArgumentException($"{name} has {into.Length} numbers, and {numbers.Length} are recorded.");
        for (var i = 0; i < into.Length; i++) into[i] = (float)numbers[i];
        _network.Parameters.First(one => one.Name == Place + name).Changed();
    }

    public static double[] Of(Span<float> numbers) => Array.ConvertAll(numbers.ToArray(), number => (double)number);

    public Pass Pass(bool isTraining) => new(_network, new Workspace(), isTraining, isTraining ? 1 : 0, null) { WithGradient = true };

    public Signal Input(double[] numbers) => Signal.EachStep(Arrays.Tensor<float>(numbers, Array.ConvertAll(_shape, length => (nint)length)));

    /// <summary>The output, and the gradients of the input and of each parameter by its name in the layer.</summary>
    public (double[] Output, double[] InputGradient, Dictionary<string, double[]> Gradients) Run(double[] input, double[] upstream, bool isTraining)
    {
        var signal = Input(input);
        var (output, pullback) = Layer.Forward(signal, Pass(isTraining));
        Parameter[] parameters = [.. Layer.AllParameters];
        var gradients = Array.ConvertAll(parameters, parameter => Tensor.CreateFromShape<float>(parameter.Shape));
        var inputGradient = Tensor.CreateFromShape<float>(signal.Lengths);
        pullback!(Arrays.Tensor<float>(upstream, output.Values.Lengths), gradients, inputGradient);
        return (Arrays.Flat(output.Values), Arrays.Flat(inputGradient),
            parameters.Zip(gradients).ToDictionary(pair => pair.First.Name[Place.Length..], pair => Arrays.Flat(pair.Second)));
    }
}
