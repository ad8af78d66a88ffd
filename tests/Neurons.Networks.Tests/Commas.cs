using System.Globalization;

namespace Neurons.Networks.Tests;

/// <summary>
/// As long as it lives, this thread is in a culture whose numbers are as unlike the invariant ones as can be; it needs no data of
/// the platform's.
/// </summary>
internal sealed class Commas : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public Commas()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new()
        {
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = ".",
            NegativeSign = "\u2212",
            PercentDecimalSeparator = ","
        };
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
