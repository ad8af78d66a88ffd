namespace Neurons.Nir;

/// <summary>Options as files, reports and the command line name them.</summary>
internal static class NirWords
{
    private static readonly Dictionary<string, NirDiscretisation> _forms = new(StringComparer.Ordinal)
    {
        ["euler"] = NirDiscretisation.Euler,
        ["euler_old_current"] = NirDiscretisation.EulerOldCurrent,
        ["exact"] = NirDiscretisation.Exact,
    };

    /// <summary>The forms of a step.</summary>
    public static IEnumerable<string> Forms => _forms.Keys;

    /// <summary>The form of a word; null where there is none.</summary>
    public static NirDiscretisation? Form(string word) => _forms.TryGetValue(word, out var form) ? form : null;

    public static string Word(this NirDiscretisation form) => _forms.First(entry => entry.Value == form).Key;

    public static string Word(this NirTimeUnit unit) => unit == NirTimeUnit.Seconds ? "seconds" : "milliseconds";

    /// <summary>The library as it writes itself.</summary>
    public static string Word(this NirReading reading) => reading switch
    {
        NirReading.Snntorch => "snnTorch",
        NirReading.Norse => "Norse",
        NirReading.Spikingjelly => "SpikingJelly",
        NirReading.Sinabs => "sinabs",
        _ => "NIR",
    };
}
