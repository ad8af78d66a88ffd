using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>What computes products of dense matrices on a device.</summary>
public enum DeviceBlasEngine
{
    /// <summary>
    /// The library's own kernel: each element is a running sum over its terms in order, with the bits of <see cref="BlasEngine.Managed"/>.
    /// </summary>
    Own,

    /// <summary>
    /// The system's CLBlast on devices of OpenCL, its cuBLAS on those of CUDA: faster, with other last bits, which may differ from device to device.
    /// </summary>
    Library,
}

/// <summary>
/// What computes products of dense matrices on devices. The environment variable <c>NEURONS_DEVICE_BLAS</c> chooses: <c>own</c>, <c>library</c>, or
/// <c>auto</c>, the default: on graphics cards CLBlast or cuBLAS where the system has it, unless the processor's engine is
/// <see cref="BlasEngine.Managed"/>, whose bits the own kernel has; else the own kernel. Products of recurrent synapses always take the own kernel,
/// as those on the processor do.
/// </summary>
public static class DeviceBlas
{
    private const string Variable = "NEURONS_DEVICE_BLAS";
    private static volatile object? _engine; // a boxed DeviceBlasEngine, so that it is read and written whole

    /// <summary>The engine of all devices; null for what the environment variable says.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither of the engines.</exception>
    public static DeviceBlasEngine? Engine
    {
        get => (DeviceBlasEngine?)_engine;
        set
        {
            if (value is not (null or DeviceBlasEngine.Own or DeviceBlasEngine.Library))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"DeviceBlas.Engine is {value}; it must be Own, Library or null.");
            _engine = value;
        }
    }

    /// <summary>Whether the system has a library for a device.</summary>
    /// <param name="device">The device.</param>
    public static bool HasLibrary(Device device) => NativeLibraries.IsPresent(NameOf(device));

    /// <summary>The engine of a device.</summary>
    /// <param name="device">The device.</param>
    /// <exception cref="DeviceException">The library is asked for and there is none, or the environment variable has an unknown value.</exception>
    public static DeviceBlasEngine EngineOf(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var wanted = Engine ?? Environment.GetEnvironmentVariable(Variable) switch
        {
            "own" => DeviceBlasEngine.Own,
            "library" => DeviceBlasEngine.Library,
            null or "" or "auto" => device.Kind == DeviceKind.Gpu && Blas.Engine != BlasEngine.Managed && HasLibrary(device)
                ? DeviceBlasEngine.Library
                : DeviceBlasEngine.Own,
            var other => throw new DeviceException($"{Variable} is '{other}'; it must be auto, own or library."),
        };
        return wanted == DeviceBlasEngine.Own || HasLibrary(device)
            ? wanted
            : throw new DeviceException($"{device}: products by the system's library are asked for, and {NameOf(device)} is not found.");
    }

    /// <summary>Asks the current stream for a product by the library.</summary>
    internal static void Multiply(Device device, in DenseProduct product)
    {
        var stream = device.Current;
        product.A.ReadBy(stream);
        product.B.ReadBy(stream);
        product.C.WrittenBy(stream);
        using var queue = stream.Lease();
        if (device is CudaDevice cuda) CuBlas.Multiply(cuda, queue.Handle, product);
        else ClBlast.Multiply((OpenClDevice)device, queue.Handle, product);
    }

    private static string NameOf(Device device) => device is CudaDevice ? NativeLibraries.CuBlas : NativeLibraries.ClBlast;
}

/// <summary>C = A B, or C + A B, of row-major matrices of which A and B may lie turned.</summary>
/// <param name="A">A.</param>
/// <param name="IsATurned">Whether it lies turned.</param>
/// <param name="AStride">From one of its rows, as they lie, to the next.</param>
/// <param name="B">B.</param>
/// <param name="IsBTurned">Whether it lies turned.</param>
/// <param name="BStride">From one of its rows, as they lie, to the next.</param>
/// <param name="C">C.</param>
/// <param name="Adds">Whether the product is added to what is there.</param>
/// <param name="Rows">The rows of C.</param>
/// <param name="Columns">The columns of C.</param>
/// <param name="Terms">The terms of each sum.</param>
internal readonly record struct DenseProduct(
    DeviceMemory A, bool IsATurned, long AStride, DeviceMemory B, bool IsBTurned, long BStride, DeviceMemory C, bool Adds,
    long Rows, long Columns, long Terms);
