using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Neurons.Plots.Tests;

/// <summary>Spikes in motion: what is seen when.</summary>
public sealed class AnimationTests
{
    [Fact]
    public void Each_spike_is_seen_during_its_step_and_at_its_pixel()
    {
        var random = new Random(1);
        var spikes = new double[20, 6, 4];
        for (var t = 0; t < 20; t++) spikes[t, random.Next(6), random.Next(4)] = t == 7 ? 0 : 1;

        var figure = Plot.Animation(spikes, new double[6, 4], seconds: 4);
        var svg = XDocument.Parse(figure.ToSvg()).Root!;
        var frame = SvgPicture.Of(figure).Panels[0];
        var cell = (frame.Right - frame.Left) / 4;
        var flashes = svg.Descendants(SvgPicture.Svg + "path").Where(path => path.Attribute("style") is not null).ToArray();

        Assert.Equal(19, flashes.Length);
        foreach (var flash in flashes)
        {
            // It begins so long before the start of a round of 4 s, and is seen for a twentieth of it.
            var delay = int.Parse(Regex.Match(flash.Attribute("style")!.Value, "^animation-delay:(-?[0-9]+)ms$").Groups[1].Value,
                CultureInfo.InvariantCulture);
            var t = (delay + 4000) / 200;
            Assert.Equal(0, (delay + 4000) % 200);
            foreach (Match spot in Regex.Matches(flash.Attribute("d")!.Value, @"M([\d.]+) ([\d.]+)h[\d.]+"))
            {
                var (x, y) = (double.Parse(spot.Groups[1].Value, CultureInfo.InvariantCulture),
                    double.Parse(spot.Groups[2].Value, CultureInfo.InvariantCulture));
                Assert.Equal(1, spikes[t, (int)(y / cell), (int)(x / cell)]);
            }
        }

        var style = svg.Descendants(SvgPicture.Svg + "style").Single().Value;
        Assert.Contains("@keyframes neurons-flash-20-4000{0%{opacity:1}5%{opacity:0}100%{opacity:0}}", style);
        Assert.Contains("4000ms step-end infinite", style);
        // Nothing moves for those who want no motion.
        Assert.All(Regex.Matches(style, @"^.*\{animation:.*$", RegexOptions.Multiline),
            line => Assert.Contains("prefers-reduced-motion:no-preference", line.Value));
    }

    [Fact]
    public void Many_steps_share_frames_and_no_spike_is_lost()
    {
        var spikes = new double[1000, 2, 2];
        for (var t = 0; t < 1000; t += 7) spikes[t, t % 2, 0] = 1;

        var figure = Plot.Animation(spikes, time: TimeStep.Milliseconds(1));

        Assert.Contains(SvgPicture.Of(figure).Texts, text => text == "1000 steps in 5 s, 5 in each frame");
        var flashes = XDocument.Parse(figure.ToSvg()).Descendants(SvgPicture.Svg + "path").Where(path => path.Attribute("style") is not null)
            .ToArray();
        Assert.Equal(Enumerable.Range(0, 143).Select(i => i * 7 / 5).Distinct().Count(), flashes.Length);
        Assert.Equal("time (ms)", figure.Panels[1].X.Label);
    }

    [Fact]
    public void Channels_have_colors_of_their_own_and_shapes_that_do_not_fit_are_refused()
    {
        var figure = Plot.Animation(Values.Of(System.Numerics.Tensors.Tensor.Create(Enumerable.Repeat(1f, 24).ToArray(), [3, 2, 2, 2])));
        Assert.Contains("channel 1", SvgPicture.Of(figure).Texts);
        Assert.Contains("[3]; they must be [T, height, width]", Assert.Throws<ArgumentException>(() => Plot.Animation(new double[3])).Message);
        Assert.Contains("the image is [2, 3]; it must be [2, 2]",
            Assert.Throws<ArgumentException>(() => Plot.Animation(new double[3, 2, 2], new double[2, 3])).Message);
        Assert.Contains("seconds is 0;", Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Animation(new double[3, 2, 2], seconds: 0)).Message);
    }
}
