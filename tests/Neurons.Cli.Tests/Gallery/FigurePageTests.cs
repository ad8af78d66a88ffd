using System.Xml.Linq;
using Neurons.Cli.Gallery;
using Neurons.Plots;

namespace Neurons.Cli.Tests.Gallery;

public sealed class FigurePageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-plots-");

    [Fact]
    public void The_page_shows_every_figure_of_the_folder_with_its_caption()
    {
        new Figure("one").Save(Path.Combine(_folder.FullName, "b.svg"));
        new Figure("two").Save(Path.Combine(_folder.FullName, "a & #1.svg"));
        FigurePage.Write(_folder.FullName, "Figures < all", new Dictionary<string, string> { ["b.svg"] = "a <caption>" });

        var html = File.ReadAllText(Path.Combine(_folder.FullName, "index.html"));
        var page = XDocument.Parse(html.Replace("<!DOCTYPE html>", ""));

        Assert.Equal(["a%20%26%20%231.svg", "b.svg"], page.Descendants("img").Select(image => image.Attribute("src")!.Value));
        Assert.Equal(["a & #1", "a <caption>"], page.Descendants("figcaption").Select(caption => caption.Value));
        Assert.Equal("Figures < all", page.Descendants("h1").Single().Value);
        Assert.Equal(3, _folder.GetFiles().Length);
    }

    [Fact]
    public void Figures_given_in_an_order_keep_it_and_may_lie_in_folders()
    {
        var html = FigurePage.Html("x", [new FigureEntry("z/1.svg", "first"), new FigureEntry("a.svg", "second")]);

        Assert.True(
            html.IndexOf("z/1.svg", StringComparison.Ordinal) is var first and > 0 && first < html.IndexOf("a.svg", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
