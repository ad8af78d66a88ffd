namespace Neurons.Plots;

/// <summary>
/// The header of a panel: its title at the left and the legend at the right of the same line, or below it where the
/// line is too short; then what has to be said of the data. As it stands outside the frame it hides none of them.
/// </summary>
internal sealed class Legend
{
    public const double LineHeight = 17;
    public const double TitleSize = 12;

    private const double TextSize = 10.5;
    private const double NoteSize = 9.5;
    private const double NoteHeight = 13;
    private const double KeyWidth = 24;
    private const double Gap = 14;

    private readonly string _title;
    private readonly double _width;
    private readonly List<List<Series>> _lines = [];
    private readonly bool _isBesideTitle;
    private readonly IReadOnlyList<string> _notes;

    public Legend(Panel panel, double width, IReadOnlyList<string> notes)
    {
        _notes = notes;
        _title = panel.Title;
        _width = width;
        var used = double.PositiveInfinity;
        foreach (var series in panel.Named)
        {
            var needed = EntryWidth(series);
            if (used + needed > width)
            {
                _lines.Add([]);
                used = 0;
            }

            _lines[^1].Add(series);
            used += needed;
        }

        _isBesideTitle = _lines.Count == 1 && TextMetrics.Width(_title, TitleSize) + 2 * Gap + LineWidth(_lines[0]) <= width;
        var lines = _lines.Count + (_title.Length > 0 && !_isBesideTitle ? 1 : 0);
        Height = lines + notes.Count == 0 ? 0 : lines * LineHeight + notes.Count * NoteHeight + 5;
    }

    public double Height { get; }

    /// <param name="svg">Where it is drawn.</param>
    /// <param name="left">The left edge of the panel's cell.</param>
    /// <param name="top">The upper edge.</param>
    /// <param name="indent">How far to the right the title begins, if there is room.</param>
    public void Draw(SvgWriter svg, double left, double top, double indent)
    {
        var baseline = top + LineHeight - 5;
        if (_title.Length > 0)
        {
            var (text, size) = TextMetrics.Fit(_title, TitleSize, _width / 1.05);
            var room = Math.Max(_width - TextMetrics.Width(text, size) * 1.05, 0);
            svg.Text(left + Math.Min(indent, room), baseline, text, size, weight: "600");
            baseline += _isBesideTitle ? 0 : LineHeight;
        }

        foreach (var line in _lines)
        {
            var x = left + _width - LineWidth(line);
            foreach (var series in line)
            {
                series.DrawKey(svg, x, baseline - 3.5);
                var (text, size) = TextMetrics.Fit(series.Name!, TextSize, _width - KeyWidth);
                svg.Text(x + KeyWidth, baseline, text, size);
                x += EntryWidth(series);
            }

            baseline += LineHeight;
        }

        baseline = top + Height - 5 - _notes.Count * NoteHeight + NoteHeight - 4;
        foreach (var note in _notes)
        {
            var (text, size) = TextMetrics.Fit(note, NoteSize, _width);
            svg.Text(left + Math.Min(indent, Math.Max(_width - TextMetrics.Width(text, size), 0)), baseline, text, size, fill: Palette.Frame);
            baseline += NoteHeight;
        }
    }

    private double EntryWidth(Series series) => Math.Min(KeyWidth + TextMetrics.Width(series.Name!, TextSize) + Gap, _width + Gap);

    private double LineWidth(List<Series> line) => line.Sum(EntryWidth) - Gap;
}
