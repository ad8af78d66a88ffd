using Neurons.Cli.Simulate;
using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>Phase planes of the two models of two variables, each at rest and in oscillation.</summary>
internal static class PhasePlaneFigure
{
    private const int Places = 241;

    /// <summary>What is seen of a plane, and where its trajectories start.</summary>
    private sealed record Plane(
        string Title, string Model, string[] Changes, double Current, double Time, (double Low, double High) V, (double Low, double High) W,
        double[][] Starts)
    {
        public Panel Draw(string v, string w)
        {
            var settings = new Settings(Model, "", Changes, [], null);
            var places = Recording.Course(Places, k => V.Low + (V.High - V.Low) * k / (Places - 1));
            // the nullclines may leave what is seen
            var reach = W.High - W.Low;
            double[] Still(int variable) => Nullcline.Of(settings, variable, Current, places, W.Low - reach, W.High + reach);
            var panel = new Panel(Title, w, v)
                .Line("dV/dt = 0", places, Still(0), color: Palette.Vermillion, gaps: "")
                .Line($"d{w[0]}/dt = 0", places, Still(1), color: Palette.Green, gaps: "");
            foreach (var (start, color) in Starts.Zip([Palette.Blue, Palette.Sky]))
            {
                var steps = (int)(Time / settings.Dynamics.Definition.Dt);
                var run = Recording.Of(Model, Recording.Course(steps, _ => Current), changes: Changes, start: start);
                panel = panel.Line(color == Palette.Blue ? "course from a dot" : null, [start[0], .. run.State("V")], [start[1], .. run.State("W")],
                        color: color)
                    .Points(null, [start[0]], [start[1]], 7, color);
            }

            return panel.XRange(V.Low, V.High).YRange(W.Low, W.High);
        }
    }

    private static readonly string[] _fitzHughNagumo = ["Dt=0.02"];

    /// <summary>The set of Rinzel and Ermentrout's 1998 in which a saddle and a node meet on the limit cycle.</summary>
    private static readonly string[] _saddleNode = ["Dt=0.05", "VCa=120", "GCa=4", "V3=12", "V4=17.4", "Phi=0.0667"];

    public static Figure Draw() => new(
        "Phase planes",
        new Plane("FitzHugh–Nagumo, x = 0: a push decays or fires", "FitzHughNagumo", _fitzHughNagumo, 0, 100, (-2.4, 2.4), (-1.1, 1.6),
            [[-0.5, -0.62], [-0.7, -0.62]]).Draw("V", "w"),
        new Plane("FitzHugh–Nagumo, x = 0.6: a limit cycle", "FitzHughNagumo", _fitzHughNagumo, 0.6, 200, (-2.4, 2.4), (-0.6, 2.1),
            [[-1.2, -0.4]]).Draw("V", "w"),
        new Plane("Morris–Lecar, x = 30 µA/cm²: a saddle is the threshold", "MorrisLecar", _saddleNode, 30, 300, (-70, 50), (-0.05, 0.6),
            [[-16, 0.01], [-30, 0.1]]).Draw("V (mV)", "W, share of potassium channels"),
        new Plane("Morris–Lecar, x = 45 µA/cm²: saddle and rest are gone", "MorrisLecar", _saddleNode, 45, 400, (-70, 50), (-0.05, 0.6),
            [[-60, 0.01]]).Draw("V (mV)", "W, share of potassium channels"))
    { Width = 1000, Height = 860, Columns = 2, SharedX = false };
}
