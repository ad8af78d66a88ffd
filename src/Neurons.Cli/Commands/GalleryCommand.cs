using System.CommandLine;
using Neurons.Cli.Gallery;
using Neurons.Plots;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons gallery DIR</c></summary>
internal static class GalleryCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Where to; it is made if it does not exist." };
        var png = Figures.Option();
        var command = new Command("gallery", "Draw the figures of the field, as SVG with a page that shows them.") { folder, png };
        command.SetAction(result => Run(result.GetValue(folder)!, result.GetValue(png), result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string folder, bool isPngToo, TextWriter output)
    {
        if (isPngToo) Figures.RequirePng();
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var figure in GalleryFigure.All)
            {
                Figures.Save(figure.Draw(), Path.Combine(folder, figure.File), isPngToo);
            }

            FigurePage.Write(folder, "Spiking neurons", GalleryFigure.All.Select(figure => new FigureEntry(figure.File, figure.Caption)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var reason = File.Exists(folder)
                ? "it is a file" : problem is UnauthorizedAccessException ? "permission denied" : problem.Message.TrimEnd('.');
            throw new UserError($"{folder}: cannot be written: {reason}.");
        }

        output.WriteLine($"{GalleryFigure.All.Count} figures: {Path.Combine(folder, "index.html")}");
        return App.Good;
    }
}
