using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class ActivityPenaltyTests
{
    private static readonly ActivityPenalty _layer = new()
    {
        L1 = 0.3,
        L2 = 0.7,
        LowerRate = 0.4,
        LowerStrength = 1.1,
        UpperRate = 0.1,
        UpperStrength = 1.3,
    };

    [Fact]
    public void The_price_of_activity_is_that_of_its_formula()
    {
        // one sample with rates 1/2 and 0, another with 1 and 1
        var spikes = Tensor.Create([1.0, 0, 1, 1, 0, 0, 1, 1], [2, 2, 2]);
        static double Price(params double[] rates)
        {
            static double Square(double x) => x * x;
            var above = 1.3 * Square(Math.Max(0, rates.Average() - 0.1));
            return above + rates.Average(r => (0.3 * r) + (0.7 * r * r) + (1.1 * Square(Math.Max(0, 0.4 - r))));
        }

        Close(1e-14, [(Price(0.5, 0) + Price(1, 1)) / 2], [_layer.Evaluate(EachStep(spikes), Random(1, 2, 2))]);
    }

    [Fact]
    public void The_gradient_of_the_price_is_that_of_finite_differences()
    {
        var (x, once, gradient) = (Random(1, 4, 2, 3), Random(1, 2, 3), Random(2, 2, 3));
        _layer.Evaluate(EachStep(x), gradient);
        Close(1e-8, Differences(moved => _layer.Evaluate(EachStep(moved), Random(2, 2, 3)), x), Repeated(Samples.Flat(gradient), 4));
        _layer.Evaluate(Unchanged(4, once), gradient);
        Close(1e-8, Differences(moved => _layer.Evaluate(Unchanged(4, moved), Random(2, 2, 3)), once), Samples.Flat(gradient));
    }
}
