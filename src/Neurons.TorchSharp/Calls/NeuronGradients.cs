namespace Neurons.TorchSharp;

/// <summary>
/// Failures of backward passes. An exception cannot leave a backward function, as it would end the process; so a failed one gives
/// gradients of NaN, and its exception comes with the next call of a neuron or of <see cref="ThrowIfFailed"/>.
/// </summary>
public static class NeuronGradients
{
    private static Exception? s_failure;

    /// <summary>Throws if a backward pass failed since the last call.</summary>
    /// <exception cref="InvalidOperationException">With what went wrong as its inner exception.</exception>
    public static void ThrowIfFailed()
    {
        if (Volatile.Read(ref s_failure) is null) return;
        if (Interlocked.Exchange(ref s_failure, null) is { } failure)
            throw new InvalidOperationException($"The gradient of a neuron could not be computed: {failure.Message}", failure);
    }

    /// <summary>Keeps the first failure.</summary>
    internal static void Fail(Exception failure) => Interlocked.CompareExchange(ref s_failure, failure, null);
}
