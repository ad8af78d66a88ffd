using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>A recorded simulation, run again.</summary>
internal interface ISimulationReplay : IDisposable
{
    /// <summary>The first spike or event that is not as recorded; null where all are.</summary>
    string? FirstDifference();

    /// <summary>How far the numbers of each recorded array are off, at most, and how far they may be.</summary>
    IEnumerable<(string Name, double Error, double Tolerance)> Errors();

    /// <summary>The largest difference; NaN where a number is none.</summary>
    static double Worst(double[] expected, Func<int, double> value)
    {
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(value(i) - expected[i]);
            if (!(error <= worst)) worst = error;
        }
        return worst;
    }

    /// <summary>The numbers of an array, one after the other.</summary>
    static double[] Flat(Tensor<double> tensor)
    {
        var values = new double[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
