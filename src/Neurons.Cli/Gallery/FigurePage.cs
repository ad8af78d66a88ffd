using System.Net;
using System.Text;
using Neurons.IO;

namespace Neurons.Cli.Gallery;

/// <summary>A figure on a page: its file, relative to the page, and what is to be said of it.</summary>
internal sealed record FigureEntry(string File, string Caption);

/// <summary>Writes an HTML page that shows the figures of a folder.</summary>
internal static class FigurePage
{
    private const string Style =
        """
        body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #222;
            background: #fafafa; margin: 2rem auto; max-width: 1500px; padding: 0 1rem; }
        main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 480px), 1fr)); gap: 1.5rem; align-items: start; }
        figure { margin: 0; padding: 0.75rem; background: #fff; border: 1px solid #ddd; border-radius: 6px; }
        img { width: 100%; height: auto; display: block; }
        figcaption { margin-top: 0.5rem; font-size: 0.9rem; color: #444; }
        """;

    /// <summary>Shows every SVG of the folder, by name, with the caption given under its file name.</summary>
    public static void Write(string folder, string title, IReadOnlyDictionary<string, string> captions)
    {
        var files = Directory.GetFiles(folder, "*.svg").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
        Write(folder, title, files.Select(file => new FigureEntry(file, captions.GetValueOrDefault(file, Path.GetFileNameWithoutExtension(file)))));
    }

    /// <summary>Shows the figures given, in their order, on <c>index.html</c> of the folder.</summary>
    public static void Write(string folder, string title, IEnumerable<FigureEntry> figures) =>
        AtomicFile.WriteText(Path.Combine(folder, "index.html"), Html(title, figures));

    public static string Html(string title, IEnumerable<FigureEntry> figures)
    {
        var page = new StringBuilder();
        page.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
        page.Append($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
        page.Append($"<title>{Escape(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Escape(title)}</h1>\n<main>\n");
        foreach (var (file, caption) in figures)
        {
            // Each part of the path by itself, so that the slashes between them stay.
            var address = Escape(string.Join('/', file.Split('/', '\\').Select(Uri.EscapeDataString)));
            page.Append($"<figure><a href=\"{address}\"><img src=\"{address}\" alt=\"{Escape(caption)}\" loading=\"lazy\" /></a>");
            page.Append($"<figcaption>{Escape(caption)}</figcaption></figure>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
