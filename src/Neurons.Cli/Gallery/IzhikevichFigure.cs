using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>The 20 behaviours of Izhikevich's neuron, one a panel.</summary>
internal static class IzhikevichFigure
{
    private const double Peak = 30;
    private const double InputFrom = -108;
    private const double InputTo = -92;

    public static Figure Draw()
    {
        var panels = new List<Panel>();
        for (var i = 0; i < IzhikevichBehaviours.all.Length; i++)
        {
            var behaviour = IzhikevichBehaviours.all[i];
            var run = Recording.Of("Izhikevich", behaviour.Inputs, behaviour.Name, start: [behaviour.InitialV, behaviour.InitialU]);
            var times = run.Time.Shown;
            // What is recorded is the potential after the reset; a spike is drawn to its peak.
            double[] potential = [.. run.State("V").Select((v, t) => run.Output[t] != 0 ? Peak : v)];
            panels.Add(new Panel(Title(behaviour.Name), i % 4 == 0 ? "v (mV)" : "", i >= 16 ? "time (ms)" : "")
                .Line(null, times, InputRow(behaviour.Inputs), step: true, color: Palette.Frame)
                .Line(null, times, potential, color: Palette.Blue)
                .XRange(0, behaviour.Length)
                .YRange(-115, 40));
        }

        return new Figure("The 20 behaviours of Izhikevich (2004)", panels) { Width = 1100, Height = 1060, Columns = 4, SharedX = false };
    }

    /// <summary>The input as a course below the potential.</summary>
    private static double[] InputRow(double[] input)
    {
        var (low, high) = (input.Min(), input.Max());
        return [.. input.Select(x => InputFrom + (x - low) / (high - low) * (InputTo - InputFrom))];
    }

    private static string Title(string name) => name.Replace('_', ' ').Replace("inhibition induced", "inhibition-induced");
}
