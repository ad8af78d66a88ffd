using System.Globalization;

namespace Neurons.Verification;

/// <summary>Compares what an engine computed with what was recorded, to the tolerances of its precision.</summary>
internal sealed class Comparison(double states, double gradients)
{
    private double _worstShare = -1;

    /// <summary>The largest error relative to its array's largest magnitude, of the array nearest to its tolerance.</summary>
    public double WorstError { get; private set; }

    public string WorstArray { get; private set; } = "";

    public bool Passed => _worstShare <= 1;

    public string Detail => Passed ? WorstArray : $"{WorstArray}: error {Text(WorstError)}";

    /// <summary>To the tolerances of recorded runs.</summary>
    public static Comparison OfRun(string precision) => precision == "float64" ? new(1e-9, 1e-9) : new(2e-4, 2e-3);

    /// <summary>To the tolerance of a recorded function, which is that of float64.</summary>
    public static Comparison OfFunction(string precision, double tolerance) =>
        precision == "float64" ? new(tolerance, tolerance) : new(2e-4, 2e-4);

    public static Comparison Of(BoundCase bound, Replay replay, string precision)
    {
        var golden = bound.Golden;
        var comparison = golden.Tolerance is { } tolerance ? OfFunction(precision, tolerance) : OfRun(precision);
        comparison.Run(golden, replay, bound.Dynamics.Definition.Spikes);
        foreach (var (name, gradient) in golden.ParameterGradients)
        {
            // where a recorded parameter is several of the model's, its gradient is the sum of theirs
            double[][] parts = [.. replay.ParameterGradients.Where((_, p) => bound.ParameterNames[p] == name)];
            if (parts.Length > 0)
            {
                comparison.Gradient($"gradient of {name}", gradient.Values, [.. parts[0].Select((_, i) => parts.Sum(part => part[i]))]);
            }
        }

        return comparison;
    }

    /// <summary>Of a run of a layer.</summary>
    public static Comparison Of(GoldenCase golden, Replay replay, string precision)
    {
        var comparison = OfRun(precision);
        comparison.Run(golden, replay, !golden.HasOption("readout") && golden.Output.All(double.IsInteger));
        foreach (var (name, gradient) in golden.ParameterGradients)
            comparison.Gradient($"gradient of {name}", gradient.Values, replay.LayerParameterGradients.GetValueOrDefault(name));
        return comparison;
    }

    /// <summary>Output, states, and gradients of all but the parameters.</summary>
    private void Run(GoldenCase golden, Replay replay, bool isOfSpikes)
    {
        if (isOfSpikes) Spikes(golden.Output, replay.Output);
        else State("output", golden.Output, replay.Output);
        foreach (var (name, expected) in golden.States) State(name, expected, replay.States.GetValueOrDefault(name));
        foreach (var (name, expected) in golden.InitialStateGradients)
            Gradient($"gradient of initial {name}", expected, replay.InitialStateGradients.GetValueOrDefault(name));
        foreach (var (name, expected) in golden.WeightGradients)
            Gradient($"gradient of {name}", expected, replay.WeightGradients.GetValueOrDefault(name));
        Gradient("gradient of input", golden.InputGradient, replay.InputGradient);
    }

    public void Spikes(double[] expected, double[] actual)
    {
        var different = expected.Zip(actual).Count(pair => pair.First != pair.Second);
        Note(different == 0 ? "spikes" : $"{different} of {expected.Length} spikes differ", different, different == 0 ? 0 : double.PositiveInfinity);
    }

    /// <summary>Whole numbers, which are equal or not.</summary>
    public void Counts(string name, double[] expected, double[] actual)
    {
        var different = expected.Length != actual.Length || expected.Zip(actual).Any(pair => pair.First != pair.Second);
        Note(
            different ? $"{name} is {string.Join(", ", actual)} instead of {string.Join(", ", expected)}" : name, 0,
            different ? double.PositiveInfinity : 0);
    }

    public void State(string name, double[] expected, double[]? actual) => Numbers(name, expected, actual, states);

    public void Gradient(string name, double[] expected, double[]? actual) => Numbers(name, expected, actual, gradients);

    public static string Text(double error) => error == 0 ? "0" : error.ToString("0.0e-0", CultureInfo.InvariantCulture);

    private void Numbers(string name, double[] expected, double[]? actual, double tolerance)
    {
        if (expected.Length != actual?.Length)
        {
            Note($"{name}: {actual?.Length ?? 0} numbers instead of {expected.Length}", double.PositiveInfinity, double.PositiveInfinity);
            return;
        }

        // the count of a neuron that has not fired yet would hide the others' error
        var scale = expected.Where(value => value != Refractory.LongAgo).Select(Math.Abs).DefaultIfEmpty().Max();
        var worst = expected.Zip(actual, (e, a) => e == a ? 0 : double.IsNaN(a) ? double.PositiveInfinity : Math.Abs(e - a)).DefaultIfEmpty().Max();
        var error = scale > 0 ? worst / scale : worst;
        Note(name, error, error / tolerance);
    }

    private void Note(string array, double error, double share)
    {
        if (share > _worstShare)
        {
            (_worstShare, WorstError, WorstArray) = (share, error, array);
        }
    }
}
