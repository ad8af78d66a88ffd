using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>The surrogate derivatives of the table, one a panel.</summary>
internal static class SurrogateFigure
{
    private const int Columns = 5;

    public static Figure Draw()
    {
        Figure[] figures = [.. Surrogates.all.Select(info => Plot.Surrogate(info.Create.Invoke([.. info.Numbers.Select(number => number.Item2)])))];
        var panels = figures.Select((figure, i) => figure.Panels[0] with
        {
            Title = figure.Title,
            Y = i % Columns == 0 ? "derivative" : "",
            X = figure.Panels[0].X with { Label = i >= figures.Length - Columns ? "u" : "" },
        });
        return new Figure("Surrogate derivatives over the distance u from the threshold", panels)
        {
            Width = 1100,
            Height = 1420,
            Columns = Columns,
            SharedX = false,
        };
    }
}
