using System.Numerics.Tensors;
using Neurons.Plots;
using Neurons.Primitives;

namespace Neurons.Cli.Gallery;

/// <summary>
/// One input as leaky neurons see it that reset, that count, and that are parallel: potentials and outputs, and how the potential of one step
/// depends on the input of every step.
/// </summary>
internal static class ReceptiveFigure
{
    public const string Caption = "One input and three neurons. Left, potentials before a reset and outputs: a leaky integrate-and-fire neuron "
        + "(LifBox, τ = 4), one that counts its spikes (IntegerLif, τ = 4) and a parallel one (Psn) whose weights are those of a rise: what "
        + "comes later minus what came before. "
        + "Right, the derivative of the potential at the marked step by the input at each step: a reset cuts the past off, counting keeps it, "
        + "and the parallel neuron looks into the future, too.";

    private const int Steps = 60, Looked = 37, Reach = 8;
    private const double Offset = -1.2;

    public static Figure Draw()
    {
        var times = Recording.Course(Steps, t => t);
        var input = Input();
        var panels = new List<Panel>
        {
            new Panel("input", "", "").Line(null, times, input, color: Palette.Green).Points(null, times, input, 3, color: Palette.Green)
                .XRange(0, Steps),
            new Panel("the step that is looked at", "", "").Line(null, times, Recording.Course(Steps, t => t == Looked ? 1 : 0), color: Palette.Green)
                .XRange(0, Steps),
        };
        (string Title, Func<double[], (double[] Potential, double[] Output)> Run, double Threshold)[] neurons =
        [
            ("LifBox", drive => Neurons("LifBox", "spikingjelly_lif", ["TauMemInv=0.25", "DecayInput=false"], drive), 1),
            ("IntegerLif", drive => Neurons("IntegerLif", "", ["Tau=4"], drive), 1),
            ("Psn", Parallel, 0),
        ];
        foreach (var (title, run, threshold) in neurons)
        {
            var (potential, output) = run(input);
            var isLast = title == "Psn";
            panels.Add(new Panel($"{title}: {output.Sum():0} spikes", "potential", isLast ? Axis.Whole("step") : "")
                .Marks("spike", [.. times.Where((_, t) => output[t] > 0)], color: Palette.Faint)
                .Line("potential", times, potential, color: Palette.Blue)
                .Points("count", [.. times.Where((_, t) => output[t] > 1)], [.. output.Where(count => count > 1)], 5, Palette.Vermillion)
                .Threshold("threshold", threshold, Palette.Vermillion)
                .XRange(0, Steps));
            panels.Add(new Panel("", "derivative", isLast ? Axis.Whole("step of the input") : "")
                .Line(null, times, Derivatives(drive => run(drive).Potential[Looked], input), color: Palette.Blue)
                .Marks(null, [Looked], color: Palette.Vermillion)
                .XRange(0, Steps));
        }
        return new Figure("What a neuron sees of its input", panels) { Width = 960, Height = 760, Columns = 2 };
    }

    /// <summary>Three pulses and noise.</summary>
    private static double[] Input()
    {
        var noise = Recording.Noise(Steps, 0.08, 5);
        double[] centers = [12, 34, 50], heights = [0.8, 1.7, 0.6];
        return Recording.Course(Steps, t => noise[t] + centers.Zip(heights, (at, height) => height * Math.Exp(-Math.Pow((t - at) / 3.0, 2))).Sum());
    }

    /// <summary>The potential before what a spike takes off, and the output.</summary>
    private static (double[] Potential, double[] Output) Neurons(string model, string preset, string[] changes, double[] drive)
    {
        var run = Recording.Of(model, drive, preset, changes);
        var v = run.States[0];
        var before = Recording.Course(drive.Length, t => t == 0 ? 0 : v[t - 1]);
        return (Recording.Course(drive.Length, t => 0.75 * before[t] + drive[t]), run.Output);
    }

    private static (double[] Potential, double[] Output) Parallel(double[] drive)
    {
        var weights = Recording.Course(Steps * Steps, i => Weight(i / Steps - i % Steps));
        Tensor<double> potential = Tensor.CreateFromShape<double>([Steps, 1]), output = Tensor.CreateFromShape<double>([Steps, 1]);
        new Networks.Psn(Steps).Forward(
            Tensor.Create(weights, [Steps, Steps]), Tensor.Create(Recording.Course(Steps, _ => Offset), [Steps]),
            Tensor.Create(drive, [Steps, 1]), potential, output);
        return (potential.Span().ToArray(), output.Span().ToArray());
    }

    /// <summary>Of an input so many steps back: against what came before, for what comes later.</summary>
    private static double Weight(int back) => Math.Abs(back) > Reach ? 0 : -Math.Sign(back) * (1 - Math.Abs(back) / (Reach + 1.0)) * 0.5;

    private static double[] Derivatives(Func<double[], double> f, double[] at)
    {
        const double h = 1e-6;
        return Recording.Course(at.Length, i => (At(i, h) - At(i, -h)) / (2 * h));

        double At(int i, double change)
        {
            var moved = (double[])at.Clone();
            moved[i] += change;
            return f(moved);
        }
    }
}
