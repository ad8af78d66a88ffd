using System.Globalization;

namespace Neurons;

internal static class Invariant
{
    /// <summary>A number as every culture writes it here.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
