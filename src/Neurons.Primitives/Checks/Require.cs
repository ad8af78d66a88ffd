namespace Neurons.Primitives;

/// <summary>
/// Checks of what a user gives, made where something is constructed. An error names the owner, the parameter, its value and what is allowed;
/// a value that is allowed is returned.
/// </summary>
public static class Require
{
    /// <summary>A condition of a value.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <param name="allowed">What is allowed, after "it must be".</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not hold.</exception>
    public static T That<T>(bool holds, string owner, string name, T value, string allowed) =>
        holds ? value : throw Wrong(owner, name, value, allowed);

    /// <summary>A whole number that has a least value.</summary>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static int AtLeast(int least, string owner, string name, int value) =>
        value >= least ? value : throw Wrong(owner, name, value, Least(least));

    /// <inheritdoc cref="AtLeast(int, string, string, int)"/>
    public static long AtLeast(long least, string owner, string name, long value) =>
        value >= least ? value : throw Wrong(owner, name, value, Least(least));

    /// <summary>A number > 0.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Positive(string owner, string name, double value) =>
        That(value > 0 && double.IsFinite(value), owner, name, value, "> 0 and finite");

    /// <summary>A number ≥ 0.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double NotNegative(string owner, string name, double value) =>
        That(value >= 0 && double.IsFinite(value), owner, name, value, "≥ 0 and finite");

    /// <summary>A part of a whole, but not all of it: a number in [0, 1).</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Fraction(string owner, string name, double value) => That(value is >= 0 and < 1, owner, name, value, "in [0, 1)");

    /// <summary>A number that is neither NaN nor infinite.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Finite(string owner, string name, double value) => That(double.IsFinite(value), owner, name, value, "finite");

    /// <summary>A finite number that stays finite when it is rounded to float32, where it computes.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Float32(string owner, string name, double value) =>
        double.IsFinite(value) && !float.IsFinite((float)value) ? throw NotInFloat32(owner, name, value) : value;

    /// <summary>A number > 0 that stays finite and > 0 when it is rounded to float32, where it computes.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Float32Positive(string owner, string name, double value) =>
        Positive(owner, name, value) > 0 && (float)value == 0 ? throw NotInFloat32(owner, name, value) : Float32(owner, name, value);

    /// <summary>One of the values of an enumeration.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static T Defined<T>(string owner, string name, T value)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw Wrong(owner, name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>The error that a value is not what it must be.</summary>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <param name="allowed">What is allowed, after "it must be".</param>
    public static ArgumentOutOfRangeException Wrong<T>(string owner, string name, T value, string allowed) =>
        new(name, value, $"{owner}: {name} is {value}; it must be {allowed}.");

    private static ArgumentOutOfRangeException NotInFloat32(string owner, string name, double value) =>
        new(name, value, $"{owner}: {name} is {value}, which is {(float)value} in float32, and networks compute in float32.");

    private static string Least(long least) => $"≥ {least}";
}
