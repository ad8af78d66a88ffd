using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>The parameters of a network, and what its optimizer keeps, in the memory of a device.</summary>
internal sealed class DeviceParameters(Device device) : IDisposable
{
    private readonly Dictionary<Parameter, DeviceParameter> _all = [];

    public DeviceParameter Of(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        lock (_all)
        {
            if (!_all.TryGetValue(parameter, out var known)) _all[parameter] = known = new(device, parameter);
            return known;
        }
    }

    public void Dispose()
    {
        foreach (var one in _all.Values) one.Dispose();
        _all.Clear();
    }
}

/// <summary>
/// A parameter in the memory of a device: where it has changed there, it is fetched when it is asked for here, and the other way round.
/// </summary>
internal sealed class DeviceParameter(Device device, Parameter parameter) : IDisposable
{
    private readonly Lock _lock = new();
    private DeviceTensor<float>? _values;
    private long _version;

    /// <summary>The newest numbers.</summary>
    public DeviceTensor<float> Value
    {
        get
        {
            lock (_lock)
            {
                if (_values is not null && _version == parameter.Version) return _values;
                _values ??= device.Allocate<float>(parameter.Shape);
                _values.CopyFrom(parameter.Value);
                _version = parameter.Version;
                return _values;
            }
        }
    }

    /// <summary>Tells that the numbers have been changed here.</summary>
    public void Changed() => parameter.IsNewer(_values!.CopyTo);

    public void Dispose()
    {
        // what is newer on the device goes home
        _ = parameter.Value;
        _values?.Dispose();
        _values = null;
    }
}
