using System.Collections.Concurrent;
using System.Globalization;

namespace Neurons;

/// <summary>
/// Neurons by name, as files and other formats name them: the models of the library, and those of one's own that
/// <see cref="NeuronModel{TParameters, TState}.Register"/> has made known.
/// </summary>
public static class NamedNeurons
{
    /// <summary>The one option of a neuron of one's own.</summary>
    private const string TimeStep = "Dt";

    private static readonly ConcurrentDictionary<string, OwnNeuron> _own = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, those of the library first.</summary>
    public static IEnumerable<string> Names => Models.all.Select(entry => entry.Name).Concat(_own.Values.Select(own => own.Definition.Name));

    /// <summary>The name as it is written where there is such a neuron, in any case of letters; else null.</summary>
    /// <param name="name">The name.</param>
    public static string? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _own.GetValueOrDefault(name)?.Definition.Name
            ?? Models.all.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    /// <summary>The neuron of a name, with its default options.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest.</exception>
    public static Definition Definition(string name) => Own(name)?.Definition ?? Models.find(name).Definition;

    /// <summary>A layer of the neuron of a name, with options as text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape of the neurons of one sample; null for that of the layer's input in a network.</param>
    /// <param name="options">Options by name; null for the defaults. A neuron of one's own has its time step, Dt.</param>
    /// <param name="parameters">Parameters by name; null for the defaults.</param>
    /// <param name="output">What the layer gives in a network (<see cref="NeuronLayer.Output"/>).</param>
    /// <param name="initialStates">What states begin with; null for what the model says.</param>
    /// <exception cref="ArgumentException">There is no such neuron, option or parameter, or a value is not allowed.</exception>
    /// <exception cref="FormatException">An option of a neuron of one's own is not known, or is no number.</exception>
    public static NeuronLayer Layer(
        string name,
        int[]? shape = null,
        IReadOnlyDictionary<string, string>? options = null,
        IReadOnlyDictionary<string, NeuronParameter>? parameters = null,
        string output = NeuronLayer.Spikes,
        InitialStates? initialStates = null) =>
        Own(name) is { } own
            ? own.Layer(shape, Given(own, parameters), Dt(own, options), output, initialStates)
            : new ModelLayer(name, shape, options, parameters, initialStates) { Output = output };

    /// <summary>What a parameter must be that a file has to say, such as <c>&gt; 0</c>; null where there is a default.</summary>
    /// <param name="name">The name of the neuron.</param>
    /// <param name="parameter">The name of the parameter.</param>
    public static string? Required(string name, string parameter) => Own(name) is { } own && own.Requires(parameter) ? own.Allowed(parameter) : null;

    /// <summary>Whether a neuron is the one of one's own that files name so.</summary>
    internal static bool Has(Definition definition) => ReferenceEquals(Own(definition.Name)?.Definition, definition);

    /// <exception cref="ArgumentException">Another neuron has the name.</exception>
    internal static void Add(OwnNeuron own)
    {
        var name = own.Definition.Name;
        foreach (var required in own.Required.Where(required => required != TimeStep)) _ = own.Allowed(required);
        var isModel = Models.all.Any(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (isModel || !ReferenceEquals(_own.GetOrAdd(name, own).Definition, own.Definition))
            throw new ArgumentException($"The name {name} is that of another neuron; give yours one of its own.");
    }

    private static Dictionary<string, NeuronParameter> Given(OwnNeuron own, IReadOnlyDictionary<string, NeuronParameter>? parameters)
    {
        var given = new Dictionary<string, NeuronParameter>(parameters ?? new Dictionary<string, NeuronParameter>());
        foreach (var name in own.Required)
        {
            if (name != TimeStep && Neurons.Names.Find([.. given.Keys], name) < 0)
                throw new ArgumentException($"{own.Definition.Name}: parameter {name} is not given; it must be {own.Allowed(name)}.");
        }
        return given;
    }

    private static OwnNeuron? Own(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _own.GetValueOrDefault(name);
    }

    private static double? Dt(OwnNeuron own, IReadOnlyDictionary<string, string>? options)
    {
        double? dt = null;
        foreach (var (name, text) in options ?? new Dictionary<string, string>())
        {
            if (Neurons.Names.Find([TimeStep], name) < 0)
                throw new FormatException($"{own.Definition.Name} has no option '{name}'; it has {TimeStep}");
            dt = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var step)
                ? step
                : throw new FormatException($"option {TimeStep} is '{text}'; it must be a number");
        }
        return dt is null && own.Requires(TimeStep)
            ? throw new ArgumentException($"{own.Definition.Name}: option {TimeStep}, the time step, is not given; it must be {OwnNeuron.Positive}.")
            : dt;
    }
}

/// <summary>A neuron of the user's own.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Layer">
/// Makes a layer of a shape (null for that of its input), of parameters, of a time step (null for its own) and with an output.
/// </param>
/// <param name="Required">What a file must say: names of parameters, and the time step.</param>
internal sealed record OwnNeuron(
    Definition Definition,
    Func<int[]?, Dictionary<string, NeuronParameter>, double?, string, InitialStates?, NeuronLayer> Layer,
    string[] Required)
{
    public const string Positive = "> 0";

    public bool Requires(string name) => Neurons.Names.Find(Required, name) >= 0;

    /// <summary>What a parameter must be.</summary>
    public string Allowed(string parameter) =>
        $"{Definition.ParameterInfo[Neurons.Names.Index(Definition.Name, "parameter", Definition.ParameterNames, parameter)].Range}";
}
