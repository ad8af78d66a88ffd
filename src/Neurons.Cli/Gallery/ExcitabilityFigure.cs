using Neurons.Cli.Simulate;
using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>How firing begins: at any rate, or with a jump.</summary>
internal static class ExcitabilityFigure
{
    private const int Currents = 81;
    private const double Settling = 300, Measured = 1500;

    public static Figure Draw()
    {
        // close together where the rate rises with the root of the current
        double[] slow = [0, .. Recording.Course(Currents, k => 0.159 + 0.841 * Math.Pow(k / (Currents - 1.0), 2))];
        var hard = Recording.Course(Currents, k => 4 + 10 * k / (Currents - 1.0));
        var raised = new ConstantCurrents(Model("HodgkinHuxley"), hard);
        raised.Raise(800, 40);
        return new Figure(
            "How firing begins",
            new Panel("Wang and Buzsáki's interneuron, type I: from rate 0", "rate (Hz)", "current (µA/cm²)")
                .Line("after a step of current", slow, Rates(new ConstantCurrents(Model("WangBuzsaki"), slow)), color: Palette.Blue)
                .XRange(0, 1),
            new Panel("Hodgkin and Huxley's axon, type II: at 50 Hz at once", "rate (Hz)", "current (µA/cm²)")
                .Line("after a step of current", hard, Rates(new ConstantCurrents(Model("HodgkinHuxley"), hard)), color: Palette.Blue)
                .Line("current raised slowly, from rest", hard, Rates(raised), color: Palette.Vermillion)
                .XRange(4, 14))
        { Width = 1000, Height = 400, Columns = 2, SharedX = false };
    }

    private static Settings Model(string name) => new(name, "", [], [], "0.02");

    /// <summary>In Hz, by the intervals between the spikes.</summary>
    private static double[] Rates(ConstantCurrents neurons)
    {
        neurons.Count(Settling);
        return [.. neurons.SpikeTimes(Measured).Select(train => train.Count < 2 ? 0 : 1000 * (train.Count - 1) / (train[^1] - train[0]))];
    }
}
