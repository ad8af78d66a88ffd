namespace Neurons.Networks;

/// <summary>
/// Bins of equal width; one begins at its lower edge and ends before the next one's. Whole times in bins of a whole width, or in bins that
/// divide their own span, are binned by exact integer arithmetic. Others are where <c>numpy.histogram</c> puts them: an edge is the double
/// first + k·width, and a time lies between two edges even where a division by the width would say otherwise.
/// </summary>
internal readonly struct TimeBins
{
    // Up to here, neighbouring whole numbers are different doubles.
    private const double LargestWhole = 1L << 53;

    private readonly double _first, _last, _width;
    private readonly int _count;
    private readonly bool _isSpan, _isExact;

    private TimeBins(double first, double last, double width, int count, bool isSpan, bool isExact) =>
        (_first, _last, _width, _count, _isSpan, _isExact) = (first, last, width, count, isSpan, isExact);

    /// <summary>So many bins from the first time to the last, which still belongs to the last bin.</summary>
    public static TimeBins OfSpan(double first, double last, int count, bool areWhole) =>
        new(first, last, (last - first) / count, count, isSpan: true, areWhole);

    /// <summary>So many bins of a width from the first time on; later times have no bin.</summary>
    public static TimeBins OfWidth(double first, double width, int count, bool areWhole) =>
        new(first, double.PositiveInfinity, width, count, isSpan: false, areWhole && IsWhole(width));

    /// <summary>Whether a time is a whole number that a double holds exactly, as its neighbours.</summary>
    public static bool IsWhole(double time) => time == Math.Floor(time) && Math.Abs(time) <= LargestWhole;

    /// <summary>The bin of a time that is not before the first; null behind the last bin.</summary>
    public int? Of(double time)
    {
        if (_isSpan && time == _last) return _first == _last ? 0 : _count - 1;
        if (_isExact)
        {
            var elapsed = (UInt128)((long)time - (long)_first);
            var bin = _isSpan ? elapsed * (uint)_count / (UInt128)((long)_last - (long)_first) : elapsed / (UInt128)(long)_width;
            return bin < (uint)_count ? (int)bin : null;
        }

        var near = Math.Floor(_isSpan ? (time - _first) / (_last - _first) * _count : (time - _first) / _width);
        if (near > _count) return null;
        if (time < Edge(near)) near--;
        else if (time >= Edge(near + 1)) near++;
        return near < _count ? (int)near : _isSpan ? _count - 1 : null;
    }

    private double Edge(double k) => _isSpan && k >= _count ? _last : (k * _width) + _first;
}
