using System.Numerics;

namespace Neurons.Gpu;

/// <summary>
/// What goes into a neuron on a device: [T, batch…, features…], time first, or what is the same at every step. A tensor converts by itself.
/// </summary>
/// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
public readonly struct DeviceInput<T>
    where T : unmanaged
{
    private readonly DeviceTensor<T>? _values;

    internal DeviceInput(DeviceTensor<T> values, int? constantSteps)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        ConstantSteps = constantSteps;
    }

    /// <summary>The number of steps of an input that stays the same; null where there is a row for each step.</summary>
    public int? ConstantSteps { get; }

    /// <summary>The numbers.</summary>
    public DeviceTensor<T> Values => _values ?? throw new ArgumentException("The input is empty: a default DeviceInput holds no tensor.");

    /// <summary>An input over time. The tensor is not copied.</summary>
    public static implicit operator DeviceInput<T>(DeviceTensor<T> values) => new(values, null);
}

/// <summary>Inputs of a neuron on a device.</summary>
public static class DeviceInput
{
    /// <summary>An input that is the same at each of so many steps; it is not copied.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="values">[batch…, features…].</param>
    /// <param name="steps">0 or more.</param>
    public static DeviceInput<T> Constant<T>(DeviceTensor<T> values, int steps)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        return new(values, steps);
    }
}
