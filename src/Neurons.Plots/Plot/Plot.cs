namespace Neurons.Plots;

/// <summary>
/// Figures in one line: of tensors, of what a layer recorded, and of networks. Values over time are [T], [T, N] or [T, batch, N…], of which one
/// sample is drawn. What comes back is a <see cref="Figure"/>, which can be changed by <c>with</c> and saved.
/// <code>
/// Plot.Raster(spikes).Save("spikes.svg");
/// </code>
/// </summary>
public static partial class Plot
{
    // More lines than these cannot be told apart by their colors, or at all.
    private const int MostNamed = 6;
    private const int MostLines = 10;

    /// <summary>Figures above each other. Where all have the same x axis they share it, and its numbers stand under the lowest.</summary>
    public static Figure Stack(string title, params Figure[] figures) => Grid(title, 1, figures);

    /// <summary>Figures side by side, row by row. Columns whose panels have the same x axis share it.</summary>
    /// <param name="title">What they show together.</param>
    /// <param name="columns">How many stand side by side.</param>
    /// <param name="figures">In reading order. The title of a figure of one panel becomes that panel's, if it has none.</param>
    public static Figure Grid(string title, int columns, params Figure[] figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        foreach (var figure in figures) ArgumentNullException.ThrowIfNull(figure, nameof(figures));
        Panel[] panels = [.. figures.SelectMany(figure => figure.Panels is [{ Title: "" } only] ? [only with { Title = figure.Title }]
            : figure.Panels)];
        var axes = panels.Where(panel => !panel.IsImage && panel.X.Label.Length > 0).Select(panel => (panel.X.Label, panel.X.IsLog)).Distinct()
            .Count();
        return new Figure(title, panels)
        {
            Columns = columns,
            SharedX = axes <= 1 && Array.TrueForAll(figures, figure => figure.SharedX),
            Width = columns == 1 && figures.Length > 0 ? figures.Max(figure => figure.Width) : 720,
            Theme = figures.Length > 0 ? figures[0].Theme : FigureTheme.Auto,
        };
    }

    private static string Count(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";
}
