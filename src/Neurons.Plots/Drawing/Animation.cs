namespace Neurons.Plots;

/// <summary>Motion by style sheet: over and over, still while a pointer is over the figure, and none for readers who want none.</summary>
internal static class Animation
{
    private const string IfWanted = "@media (prefers-reduced-motion:no-preference)";

    /// <summary>The class of what is seen during one of some frames.</summary>
    public static string Flash(SvgWriter svg, int frames, double seconds)
    {
        var name = $"neurons-flash-{frames}-{Milliseconds(seconds)}";
        svg.Rule($"@keyframes {name}", $"0%{{opacity:1}}{100.0 / frames:0.####}%{{opacity:0}}100%{{opacity:0}}");
        return Animated(svg, name, $"{name} {Milliseconds(seconds)}ms step-end infinite");
    }

    /// <summary>When a frame is seen: as if the animation had begun before.</summary>
    public static string Delay(int frame, int frames, double seconds) =>
        $"animation-delay:{Milliseconds(seconds * frame / frames) - Milliseconds(seconds)}ms";

    /// <summary>The class of what goes to the right in as many steps as there are frames.</summary>
    public static string Sweep(SvgWriter svg, double distance, int frames, double seconds)
    {
        var name = $"neurons-sweep-{Math.Round(distance)}-{frames}-{Milliseconds(seconds)}";
        svg.Rule($"@keyframes {name}",
            $"from{{opacity:1;transform:translateX(0)}}to{{opacity:1;transform:translateX({SvgWriter.Number(distance)}px)}}");
        return Animated(svg, name, $"{name} {Milliseconds(seconds)}ms steps({frames}) infinite");
    }

    private static string Animated(SvgWriter svg, string name, string animation)
    {
        svg.Rule($"{IfWanted}/*{name}*/", $".{name}{{animation:{animation}}}svg:hover .{name}{{animation-play-state:paused}}");
        return name;
    }

    private static int Milliseconds(double seconds) => (int)Math.Round(1000 * seconds);
}
