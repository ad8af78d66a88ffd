using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks.Tests;

/// <summary>Gradients of networks against central differences.</summary>
internal static class Differences
{
    /// <summary>
    /// Every learnable number's derivative of Σ outer·output + penalty. The step is large, as the networks compute in float32;
    /// they are smooth nearly everywhere. Each evaluation is the first training pass of a new network, with its masks.
    /// </summary>
    public static void Check<TNetwork>(Func<TNetwork> build, Func<TNetwork, NetworkRun> forward)
        where TNetwork : Network
    {
        const float step = 1e-3f;
        var network = build();
        var run = forward(network);
        var outer = Samples.Uniform(99, -1, 1, run.Output.Lengths);
        var gradients = run.Pullback(outer);
        for (var p = 0; p < network.Parameters.Count; p++)
        {
            var parameter = network.Parameters[p];
            var gradient = Samples.Flat(gradients[p]);
            if (!parameter.IsLearnable)
            {
                Assert.All(gradient, number => Assert.Equal(0, number));
                continue;
            }
            for (var i = 0; i < gradient.Length; i += Math.Max(1, gradient.Length / 10))
            {
                // a parameter of neurons is as large as its unit makes it
                var change = step * Math.Max(1, Math.Abs(Samples.Flat(parameter.Value)[i]));
                var expected = (Loss(p, i, change) - Loss(p, i, -change)) / (2 * change);
                Assert.True(
                    Math.Abs(expected - gradient[i]) <= 0.01 * Math.Max(1, Math.Abs(expected)),
                    $"{parameter.Name}[{i}] is {gradient[i]}, not {expected}");
            }
        }

        double Loss(int p, int i, float change)
        {
            var moved = build();
            Write(moved.Parameters[p], i, Samples.Flat(moved.Parameters[p].Value)[i] + change);
            var result = forward(moved);
            return TensorPrimitives.Dot<double>(Samples.Doubles(outer), Samples.Doubles(result.Output)) + result.Penalty;
        }
    }

    /// <summary>Changes one number.</summary>
    public static void Write(Parameter parameter, int i, float value)
    {
        Unsafe.Add(ref parameter.Value.AsTensorSpan().GetPinnableReference(), i) = value;
        parameter.Changed();
    }
}
