using System.Numerics;

namespace Neurons.Gpu;

/// <summary>Which gradients are computed.</summary>
public sealed record DeviceGradientRequest
{
    /// <summary>Those of the inputs. Default true.</summary>
    public bool Inputs { get; init; } = true;

    /// <summary>Those of the state before the first step. Default false.</summary>
    public bool Initial { get; init; }

    /// <summary>Those of parameters, by name; null for all. Default none.</summary>
    public string[]? Parameters { get; init; } = [];

    /// <summary>All gradients.</summary>
    public static DeviceGradientRequest All { get; } = new() { Initial = true, Parameters = null };
}

/// <summary>Gradients in the memory of a device.</summary>
/// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
public sealed class DeviceGradients<T> : IDisposable
    where T : unmanaged
{
    private readonly DeviceState<T>? _initial;
    private readonly DeviceTensor<T>[] _inputs;
    private readonly DeviceTensor<T>[] _given;

    /// <summary>Memory that gradients are to be written to.</summary>
    /// <param name="inputs">For each input, [T, batch…, features…], or [batch…, features…] for one that stays the same.</param>
    /// <param name="initial">For the state before the first step; null where its gradient is not asked for, or has memory of its own.</param>
    public DeviceGradients(DeviceTensor<T>[] inputs, DeviceState<T>? initial = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        (_inputs, _initial, _given, Parameters) = (inputs, initial, [], new Dictionary<string, DeviceTensor<T>>());
    }

    internal DeviceGradients(
        DeviceTensor<T>[] inputs, DeviceState<T>? initial, Dictionary<string, DeviceTensor<T>> parameters, DeviceGradients<T> into)
    {
        (_inputs, _initial, Parameters) = (inputs, initial, parameters);
        _given = [.. into.InputMemory, .. into.InitialMemory];
    }

    /// <summary>Of the first input, which for most models is the only one.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public DeviceTensor<T> Input => Inputs[0];

    /// <summary>Of every input, in order: [T, batch…, features…], or [batch…, features…] for a constant one.</summary>
    /// <exception cref="InvalidOperationException">They were not asked for.</exception>
    public IReadOnlyList<DeviceTensor<T>> Inputs => _inputs.Length > 0 ? _inputs : throw NotAsked("inputs", nameof(DeviceGradientRequest.Inputs));

    /// <summary>Of the state before the first step.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public DeviceState<T> Initial => _initial ?? throw NotAsked("initial state", nameof(DeviceGradientRequest.Initial));

    /// <summary>Of the parameters that were asked for, by the names of the model: of the parameter's shape, [1] for one number.</summary>
    public IReadOnlyDictionary<string, DeviceTensor<T>> Parameters { get; }

    internal DeviceTensor<T>[] InputMemory => _inputs;

    internal DeviceTensor<T>[] InitialMemory => _initial?.Values ?? [];

    /// <summary>Gives the memory back, but for what was given for gradients.</summary>
    public void Dispose()
    {
        foreach (var tensor in (IEnumerable<DeviceTensor<T>>)[.. _inputs, .. InitialMemory, .. Parameters.Values])
        {
            if (!_given.Contains(tensor)) tensor.Dispose();
        }
    }

    private static InvalidOperationException NotAsked(string what, string property) =>
        new($"The gradient of the {what} was not asked for; set {nameof(DeviceGradientRequest)}.{property}.");
}
