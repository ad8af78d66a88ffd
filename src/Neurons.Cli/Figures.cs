using System.CommandLine;
using Neurons.Plots;

namespace Neurons.Cli;

/// <summary>Figures in files: as SVG, and where that is asked for as PNG beside it.</summary>
internal static class Figures
{
    /// <summary>Whether PNG is asked for.</summary>
    public static Option<bool> Option() => new("--png") { Description = "Write each figure as PNG, too, beside the SVG." };

    /// <summary>Writes a figure to a file that ends in .svg, and if asked for to one that ends in .png.</summary>
    public static void Save(Figure figure, string path, bool isPngToo)
    {
        figure.Save(path);
        if (isPngToo) SavePng(figure, Path.ChangeExtension(path, ".png"));
    }

    /// <summary>Writes a figure to a file that ends in .png.</summary>
    /// <exception cref="UserError">There is no library for this system that draws.</exception>
    public static void SavePng(Figure figure, string path)
    {
        RequirePng();
        figure.SavePng(path);
    }

    /// <summary>Refuses PNG where it cannot be drawn, before anything is computed.</summary>
    public static void RequirePng()
    {
        try
        {
            _isDrawn ??= new Figure("", new Panel()) { Width = 50, Height = 50 }.ToPng(1).Length > 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new UserError(
                "PNG cannot be drawn here: this system has no Skia in this installation of neurons; .svg and .html need none.");
        }
    }

    private static bool? _isDrawn;
}
