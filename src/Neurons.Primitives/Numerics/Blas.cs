namespace Neurons.Primitives;

/// <summary>What computes products of dense matrices.</summary>
public enum BlasEngine
{
    /// <summary>The library's own kernel.</summary>
    Managed,

    /// <summary>The system's OpenBLAS.</summary>
    OpenBlas,
}

/// <summary>
/// What computes products of dense matrices: OpenBLAS where the system has it, else the library's own kernel; so, too, where OpenBLAS
/// is older than the processor and takes its kernels for one without AVX, which are slower than the library's. The environment
/// variable <c>NEURONS_BLAS</c> chooses: <c>auto</c> (the default), <c>openblas</c> or <c>managed</c>. Either way the number of
/// threads changes no bit of a result; the engine does, in the last digits.
/// </summary>
public static class Blas
{
    private const string Variable = "NEURONS_BLAS";
    private static volatile object? _engine; // a boxed BlasEngine, so that it is read and written whole
    private static volatile bool _leavesOpenBlas; // the choice was ours, and there is one

    /// <summary>Whether the system has an OpenBLAS that can be used.</summary>
    public static bool HasOpenBlas => OpenBlas.IsPresent;

    /// <summary>The engine in use; small products and those of unsuitable shapes take the managed kernel all the same.</summary>
    /// <exception cref="InvalidOperationException">
    /// OpenBLAS is asked for and there is none, or the environment variable has an unknown value.
    /// </exception>
    public static BlasEngine Engine
    {
        get
        {
            if (_engine is BlasEngine chosen)
                return chosen;
            var value = Environment.GetEnvironmentVariable(Variable);
            var engine = FromEnvironment(value);
            _leavesOpenBlas = value != "managed" && engine == BlasEngine.Managed && HasOpenBlas;
            _engine = engine;
            return engine;
        }
        set
        {
            if (value is not (BlasEngine.Managed or BlasEngine.OpenBlas))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"Blas.Engine is {value}; it must be Managed or OpenBlas.");
            if (value == BlasEngine.OpenBlas && !HasOpenBlas)
                throw Missing("Blas.Engine");
            _leavesOpenBlas = false;
            _engine = value;
        }
    }

    /// <summary>
    /// The engine in use, in words: <c>managed</c>, with the OpenBLAS that does not know the processor, if that is why; or OpenBLAS with its
    /// version and the processor that its kernels are for.
    /// </summary>
    public static string Name => Engine == BlasEngine.OpenBlas ? OpenBlas.Version
        : _leavesOpenBlas ? $"managed ({OpenBlas.Version} does not know this processor)"
        : "managed";

    /// <summary>Refuses a setting of the environment that cannot be met; without one, nothing is loaded.</summary>
    /// <exception cref="InvalidOperationException">As of <see cref="Engine"/>.</exception>
    public static void CheckSetting()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }) _ = Engine;
    }

    internal static BlasEngine FromEnvironment(string? value) => value switch
    {
        null or "" or "auto" => HasOpenBlas && OpenBlas.KnowsProcessor ? BlasEngine.OpenBlas : BlasEngine.Managed,
        "managed" => BlasEngine.Managed,
        "openblas" => HasOpenBlas ? BlasEngine.OpenBlas : throw Missing(Variable),
        _ => throw new InvalidOperationException($"{Variable} is '{value}'; it must be auto, openblas or managed."),
    };

    private static InvalidOperationException Missing(string who) =>
        new($"{who} asks for OpenBLAS, which was not found ({string.Join(", ", OpenBlas.Names)}); install it (libopenblas0) or choose managed.");
}
