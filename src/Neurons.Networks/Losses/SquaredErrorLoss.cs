using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>The mean squared error of what is read of an output: one target for the class of a sample, another for all other classes.</summary>
public abstract class SquaredErrorLoss : ReadoutLoss
{
    /// <summary>For messages.</summary>
    private protected const string Subject = "Squared error";

    private protected SquaredErrorLoss(Readout readout, IReadOnlyList<double>? classWeights, int population)
        : base(Subject, readout, classWeights, population)
    {
    }

    private protected SquaredErrorLoss(OverSteps steps, IReadOnlyList<double>? classWeights, int population)
        : base(Subject, steps, classWeights, population)
    {
    }

    private protected sealed override double Factor(ReadOnlySpan<int> labels, double? divisor) => 1;

    /// <summary>The targets of outputs of a size.</summary>
    private protected abstract SquaredErrorAim Aim(OutputSizes sizes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected sealed override double Apply(
        OutputSizes sizes, double factor, ReadOnlySpan<int> labels, Span<double> values, Span<double> scratch)
    {
        var classes = sizes.Classes;
        var weights = ClassWeights;
        var aim = Aim(sizes);
        var sum = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var row = values.Slice(sample * classes, classes);
            var label = labels[sample];
            var cost = factor * aim.Cost * (weights.IsEmpty ? 1 : weights[label]);
            for (var c = 0; c < classes; c++)
            {
                var error = row[c] - (c == label ? aim.Correct : aim.Incorrect);
                if (Math.Abs(error) < aim.Tolerance) error = 0;
                sum += cost * error * error;
                row[c] = 2 * cost * error;
            }
        }
        return sum;
    }

    private protected static void RequireFinite(double correct, double incorrect)
    {
        Require.Finite(Subject, "correct", correct);
        Require.Finite(Subject, "incorrect", incorrect);
    }
}

/// <summary>The targets in the units of the values that are read, what is as good as a target, and what an error of 1 costs.</summary>
internal readonly record struct SquaredErrorAim(double Correct, double Incorrect, double Tolerance, double Cost);
