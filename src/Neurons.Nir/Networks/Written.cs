using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>Neurons as a NIR graph is made of them: their options, and their parameters, one number for each neuron.</summary>
internal sealed class Written(string name, NeuronLayer layer)
{
    private readonly NirShape _shape = NirShape.Create(System.Array.ConvertAll(layer.Shape.ToArray(), length => (long)length));

    public string Name => name;

    public double[] Ones => [.. Enumerable.Repeat(1.0, layer.Features)];

    public double[] Zeros => new double[layer.Features];

    public bool HasSynapse => layer.Model.StateNames.Length > 1;

    /// <summary>A parameter, for each neuron.</summary>
    public double[] this[string parameter]
    {
        get
        {
            var own = layer.Parameter(parameter);
            var values = own.ToArray();
            var each = layer.Features / values.Length;
            return own.IsPerChannel ? [.. Enumerable.Range(0, layer.Features).Select(i => values[i / each])]
                : [.. Enumerable.Range(0, layer.Features).Select(i => values[i % values.Length])];
        }
    }

    public double[] Inverse(string parameter) => [.. this[parameter].Select(value => 1 / value)];

    /// <summary>1 / (1 − decay), the time constant in steps.</summary>
    public double[] Leaks(string decay) => [.. this[decay].Select(value =>
        value < 1 ? 1 / (1 - value) : throw Refused($"{decay} is {value} for a neuron; NIR has leaks with a time constant"))];

    /// <summary>An option as text; null where there is none of the name.</summary>
    public string? Option(string option)
    {
        foreach (var (known, value) in layer.Model.Options)
            if (known == option) return value;
        return null;
    }

    /// <summary>Refuses an option other than the one that NIR can express.</summary>
    public void Only(string option, string value, string why)
    {
        if (Option(option) is { } given && given != value) throw Refused($"{option} is {given}; {why}, so it must be {value}");
    }

    public NotSupportedException Refused(string why) => new($"node '{name}': {layer.Model.Name}: {why}");

    public NirIf IfOf(double[] r, double[] threshold, double[] reset) => new(Array(r), Array(threshold), Array(reset));

    public NirLi LiOf(double[] tau, double[] r, double[] leak) => new(Array(tau), Array(r), Array(leak));

    public NirLif LifOf(double[] tau, double[] r, double[] leak, double[] threshold, double[] reset) =>
        new(Array(tau), Array(r), Array(leak), Array(threshold), Array(reset));

    public NirCubaLi CubaLiOf(double[] synapse, double[] membrane, double[] r, double[] leak, double[] w) =>
        new(Array(synapse), Array(membrane), Array(r), Array(leak), Array(w));

    public NirCubaLif CubaLifOf(
        double[] synapse, double[] membrane, double[] r, double[] leak, double[] threshold, double[] reset, double[] w) =>
        new(Array(synapse), Array(membrane), Array(r), Array(leak), Array(threshold), Array(reset), Array(w));

    /// <summary>Numbers in the shape of the neurons: float32 where they are, float64 else.</summary>
    public NirArray Array(double[] values) => System.Array.TrueForAll(values, value => (float)value == value)
        ? NirArray.From<float>(System.Array.ConvertAll(values, value => (float)value), _shape)
        : NirArray.From<double>(values, _shape);
}
