namespace Neurons.Networks;

/// <summary>Checks of the numbers that a network is made with: it computes in float32.</summary>
internal static class Float32
{
    /// <summary>Refuses a number that is finite, but infinite when it is rounded to float32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is; the message names the parameter.</exception>
    public static double Require(string owner, string name, double value) =>
        double.IsFinite(value) && !float.IsFinite((float)value) ? throw Wrong(owner, name, value) : value;

    /// <summary>Refuses a number that float32 has none near: also one &gt; 0 that would be 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none; the message names the parameter.</exception>
    public static double RequirePositive(string owner, string name, double value) =>
        value > 0 && (float)value == 0 ? throw Wrong(owner, name, value) : Require(owner, name, value);

    private static ArgumentOutOfRangeException Wrong(string owner, string name, double value) =>
        new(name, value, $"{owner}: {name} is {value}, which is {(float)value} in float32, and networks compute in float32.");
}
