namespace Neurons.EventData;

/// <summary>
/// Bins of equal width, by exact integer arithmetic; one begins at its lower edge and ends before the next one's.
/// </summary>
internal readonly record struct TimeBins(long First, long Last, long Width, int Count)
{
    /// <summary>So many bins from the first time to the last, which still belongs to the last bin.</summary>
    public static TimeBins OfSpan(long first, long last, int count) => new(first, last, 0, count);

    /// <summary>So many bins of a width from the first time on; later times have no bin.</summary>
    public static TimeBins OfWidth(long first, long width, int count) => new(first, 0, width, count);

    /// <summary>The bin of a time; null before the first bin, and behind the last.</summary>
    public int? Of(long time)
    {
        if (time < First) return null;
        var elapsed = (UInt128)((Int128)time - First);
        if (Width > 0) return elapsed / (UInt128)Width is var bin && bin < (uint)Count ? (int)bin : null;
        if (time == Last) return First == Last ? 0 : Count - 1;
        return (int)(elapsed * (uint)Count / (UInt128)((Int128)Last - First));
    }
}
