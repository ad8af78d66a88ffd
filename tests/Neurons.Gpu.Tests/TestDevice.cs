using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Gpu.Tests;

/// <summary>
/// The device of the tests: that of the environment variable NEURONS_TEST_DEVICE, else the first that computes exactly, in float64, too.
/// </summary>
internal static class TestDevice
{
    private static readonly Device? _found = Environment.GetEnvironmentVariable("NEURONS_TEST_DEVICE") is { Length: > 0 } name
        ? Device.Parse(name)
        : Device.All.FirstOrDefault(device => device.IsExact && device.HasFloat64);

    public static Device Device => _found!;

    /// <summary>Why tests are skipped; null where they are not.</summary>
    public static string? Missing => _found is not null ? null : Device.All.Count == 0 ? Device.WhyNone : "No device computes exactly in float64.";

    /// <summary>Numbers of very different sizes: that of neuron n is up to 10^(n mod 6 - 2), and some are negative.</summary>
    public static Tensor<T> Drive<T>(nint[] shape, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Tensors.Uniform<T>([.. shape.Select(length => (int)length)], 0, 1, seed);
        var values = tensor.Span();
        for (var i = 0; i < values.Length; i++)
        {
            var neuron = i % 39;
            values[i] *= T.CreateChecked(Math.Pow(10, neuron % 6 - 2) * (neuron % 7 == 0 ? -1 : 1));
        }

        return tensor;
    }

    /// <summary>Both have the same bits; all NaNs count as equal.</summary>
    public static void SameBits<T>(Tensor<T> expected, Tensor<T> actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        var one = expected.ReadOnlySpan();
        var other = actual.ReadOnlySpan();
        for (var i = 0; i < one.Length; i++)
        {
            if (Bits(one[i]) != Bits(other[i]) && !(T.IsNaN(one[i]) && T.IsNaN(other[i])))
                Assert.Fail($"{what}, element {i} of {one.Length}: {one[i]} on the processor, {other[i]} on the device");
        }
    }

    private static ulong Bits<T>(T value)
        where T : unmanaged => Unsafe.SizeOf<T>() == sizeof(float) ? Unsafe.BitCast<T, uint>(value) : Unsafe.BitCast<T, ulong>(value);
}
