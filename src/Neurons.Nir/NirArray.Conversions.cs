namespace Neurons.Nir;

public sealed partial class NirArray
{
    /// <summary>An int64, as an int of Python.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator NirArray(long value) => From<long>([value], []);

    /// <summary>A float64, as a float of Python.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator NirArray(double value) => From<double>([value], []);

    /// <summary>A truth value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NirArray(bool value) => From<bool>([value], []);

    /// <summary>A text.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator NirArray(string value) => FromTexts([value], []);

    /// <summary>Int64s along one axis.</summary>
    /// <param name="values">The numbers.</param>
    public static implicit operator NirArray(long[] values) => From<long>(values, [values.Length]);

    /// <summary>Float32s along one axis.</summary>
    /// <param name="values">The numbers.</param>
    public static implicit operator NirArray(float[] values) => From<float>(values, [values.Length]);

    /// <summary>Float64s along one axis.</summary>
    /// <param name="values">The numbers.</param>
    public static implicit operator NirArray(double[] values) => From<double>(values, [values.Length]);

    /// <summary>Float32s along two axes.</summary>
    /// <param name="values">The numbers.</param>
    public static implicit operator NirArray(float[,] values) =>
        From<float>([.. values.Cast<float>()], [values.GetLength(0), values.GetLength(1)]);

    /// <summary>Texts along one axis.</summary>
    /// <param name="values">The texts.</param>
    public static implicit operator NirArray(string[] values) => FromTexts(values, [values.Length]);
}
