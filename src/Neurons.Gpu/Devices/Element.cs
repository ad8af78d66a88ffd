namespace Neurons.Gpu;

/// <summary>How numbers lie in the memory of a device, where they are computed with in float32 or float64.</summary>
internal enum Storage
{
    /// <summary>As they are computed with.</summary>
    Full,

    /// <summary>IEEE 754's binary16; computed with in float32.</summary>
    Float16,

    /// <summary>The upper half of a float32; computed with in that.</summary>
    BFloat16,
}

/// <summary>How a type of numbers is kept on devices, and what kernels compute with.</summary>
internal static class Element<T>
    where T : unmanaged
{
    /// <summary>How they are kept.</summary>
    public static readonly Storage Storage =
        typeof(T) == typeof(Half) ? Storage.Float16 : typeof(T) == typeof(BFloat16) ? Storage.BFloat16 : Storage.Full;

    /// <summary>Whether devices know the type.</summary>
    public static readonly bool IsKnown = Storage != Storage.Full || typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>What kernels compute with.</summary>
    public static readonly Precision Precision = typeof(T) == typeof(double) ? Precision.Float64 : Precision.Float32;

    /// <summary>The number as one that kernels compute with.</summary>
    public static double Widened(T value) => value switch
    {
        float number => number,
        double number => number,
        Half number => (double)number,
        BFloat16 number => (float)number,
        _ => throw new NotSupportedException(Problem),
    };

    /// <summary>What is said of a type that devices do not know.</summary>
    public static string Problem => $"The element type is {typeof(T).Name}; on devices, it is float, double, Half or BFloat16.";
}
