using Neurons.IO;
using Neurons.Primitives;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>Gives a network of torch modules the numbers of a file; all of them are checked before one is changed.</summary>
/// <param name="network">The network.</param>
/// <param name="file">What is stored.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="modules">What the network calls the modules of the file.</param>
/// <param name="skip">Names that are left out.</param>
internal sealed class StateDictImport(
    nn.Module network, SafetensorsFile file, string path, IReadOnlyDictionary<string, string> modules, IReadOnlyCollection<string> skip)
{
    private readonly Dictionary<string, Tensor> _places = network.state_dict();
    private readonly Dictionary<string, INeuron> _neurons = NeuronNetworks.Neurons(network).ToDictionary(one => one.Path, one => one.Neuron);
    private readonly HashSet<string> _renamed = [];

    /// <summary>By the place in the network, the name in the file and the value.</summary>
    private readonly Dictionary<string, (string Name, Tensor Value)> _values = [];

    public void Run()
    {
        var unknown = file.Names.Where(name => !skip.Contains(name) && !Take(name)).ToArray();
        var missing = _places.Keys.Where(place => !_values.ContainsKey(place) && !skip.Contains(place)).ToArray();
        if (unknown.Length + missing.Length > 0)
            throw new FormatError(path, string.Join("; ", Problems(unknown, missing)));
        if (modules.Keys.Except(_renamed).ToArray() is [var idle, ..])
            throw new ArgumentException($"{path} has no module '{idle}', which is named to be '{modules[idle]}' of the network.", nameof(modules));

        var parameters = _neurons.Select(one => (one.Value.Values, Numbers: Checked(one.Key, one.Value))).ToArray();
        foreach (var (place, (_, value)) in _values) _places[place].copy_(value);
        foreach (var (values, numbers) in parameters) values.Accept(numbers);
    }

    private static IEnumerable<string> Problems(string[] unknown, string[] missing)
    {
        if (unknown.Length > 0) yield return $"the network has no place for {Quoted(unknown)}";
        if (missing.Length > 0) yield return $"nothing in the file is the network's {Quoted(missing)}";
    }

    private static string Quoted(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));

    /// <summary>Takes a tensor of the file; false where it has no place in the network.</summary>
    private bool Take(string name)
    {
        var dot = name.LastIndexOf('.');
        var module = Renamed(dot < 0 ? "" : name[..dot]);
        var own = name[(dot + 1)..];
        if (_neurons.TryGetValue(module, out var neuron)) return Take(name, module, neuron, StateDictEntry.Find(neuron.Model, own));
        var place = Join(module, own);
        if (!_places.TryGetValue(place, out var target)) return false;
        var value = Read(name);
        if (!value.shape.AsSpan().SequenceEqual(target.shape)) throw Shape(name, value, target.shape);
        if (value.is_floating_point() != target.is_floating_point())
            throw new FormatError(path, $"tensor '{name}' is stored as {file.Entry(name).DType}; the network's {place} has the type {target.dtype}");
        Put(place, name, value);
        return true;
    }

    private bool Take(string name, string module, INeuron neuron, StateDictEntry? entry)
    {
        switch (entry)
        {
            case StateDictEntry.Parameter(var index, var convert):
                var parameter = neuron.Model.ParameterNames[index];
                var value = Converted(Read(name), convert);
                if (neuron.get_parameter(parameter) is { } learnable)
                    Put(Join(module, parameter), name, Spread(name, value, learnable.shape));
                else
                    Compare(name, value, parameter, neuron.Values.Value(index));
                return true;
            case StateDictEntry.Setting(var needed, var meaning):
                foreach (var number in TensorMemory.ToDoubles(Read(name)))
                {
                    if (number != needed)
                        throw new FormatError(
                            path, $"tensor '{name}' is {NumberText.Of(number)}; "
                            + $"the network's {neuron.Model.Name} needs {NumberText.Of(needed)} ({meaning})");
                }
                return true;
            default:
                return entry is not null;
        }
    }

    private void Put(string place, string name, Tensor value)
    {
        if (!_values.TryAdd(place, (name, value)))
            throw new FormatError(path, $"tensors '{_values[place].Name}' and '{name}' are both the network's {place}");
    }

    /// <summary>A module of the file by its name in the network: the longest beginning of its path that is renamed gives way.</summary>
    private string Renamed(string module)
    {
        for (var end = module.Length; end > 0; end = module.LastIndexOf('.', end - 1))
        {
            if (!modules.TryGetValue(module[..end], out var own)) continue;
            _renamed.Add(module[..end]);
            return own + module[end..];
        }

        return module;
    }

    private static string Join(string module, string name) => module.Length == 0 ? name : $"{module}.{name}";

    private Tensor Read(string name)
    {
        var entry = file.Entry(name);
        var value = entry.DType switch
        {
            "I64" => tensor(file.Get<long>(name).Numbers().ToArray()),
            "I32" => tensor(file.Get<int>(name).Numbers().ToArray(), ScalarType.Int64),
            "U8" or "BOOL" => tensor(file.Get<byte>(name).Numbers().ToArray(), ScalarType.Int64),
            _ => tensor(file.Get<double>(name).Numbers().ToArray()),
        };
        return value.isfinite().all().item<bool>()
            ? value.reshape([.. entry.Shape])
            : throw new FormatError(path, $"tensor '{name}' has a value that is not finite");
    }

    private static Tensor Converted(Tensor value, Func<double, double> convert) =>
        TensorMemory.Create(Array.ConvertAll(TensorMemory.ToDoubles(value), number => convert(number)), value.shape, ScalarType.Float64, CPU);

    /// <summary>One number is one for all.</summary>
    private Tensor Spread(string name, Tensor value, long[] shape) =>
        value.shape.AsSpan().SequenceEqual(shape) ? value
        : value.numel() == 1 ? value.reshape([]).expand(shape)
        : throw Shape(name, value, shape);

    private FormatError Shape(string name, Tensor value, long[] needed) =>
        new(path, $"tensor '{name}' has the shape {ShapeText.Of(value.shape)}; the network needs {ShapeText.Of(needed)}");

    /// <summary>What is not learnable is not changed, as nothing would save it: it must be what the file says, but for rounding.</summary>
    private void Compare(string name, Tensor value, string parameter, ParameterValue own)
    {
        var epsilon = file.Entry(name).DType switch { "F16" => 1.0 / 1024, "BF16" => 1.0 / 128, _ => 1.0 / (1 << 23) };
        var (stored, numbers) = (TensorMemory.ToDoubles(value), own.ToArray());
        if (stored.Length > 1 && numbers.Length > 1 && stored.Length != numbers.Length) throw Shape(name, value, [numbers.Length]);
        for (var i = 0; i < Math.Max(stored.Length, numbers.Length); i++)
        {
            var (given, fixedAt) = (stored[stored.Length > 1 ? i : 0], numbers[numbers.Length > 1 ? i : 0]);
            if (Math.Abs(given - fixedAt) > epsilon * Math.Abs(fixedAt))
                throw new FormatError(
                    path, $"tensor '{name}' has {(float)given}, and {parameter} is fixed at {NumberText.Of(fixedAt)}; "
                    + $"give that number in the options, or make {parameter} learnable");
        }
    }

    /// <summary>The parameters of a neuron with those of the file.</summary>
    private ParameterValue[] Checked(string module, INeuron neuron)
    {
        try
        {
            return neuron.Values.Checked(
                name => _values.TryGetValue(Join(module, name), out var stored) ? stored.Value : neuron.get_parameter(name)!);
        }
        catch (ArgumentException error)
        {
            throw new FormatError(path, $"the parameters of '{module}' are not allowed: {error.Message}", error);
        }
    }
}
