using System.Globalization;

namespace Neurons;

internal static class NumberText
{
    /// <summary>A number as every culture writes it here.</summary>
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
