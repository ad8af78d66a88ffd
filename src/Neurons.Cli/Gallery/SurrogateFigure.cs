using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>The surrogate derivatives of the table, one a panel, with their numbers at the axis.</summary>
internal static class SurrogateFigure
{
    private const int Columns = 5;

    public static Figure Draw()
    {
        var panels = Surrogates.all.Select((info, i) =>
        {
            var figure = Plot.Surrogate(info.Create.Invoke([.. info.Numbers.Select(number => number.Item2)]));
            var panel = figure.Panels[0];
            return panel with
            {
                Title = info.Name,
                Y = i % Columns == 0 ? "derivative" : "",
                X = panel.X with { Label = $"u{figure.Title[info.Name.Length..]}" },
            };
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
