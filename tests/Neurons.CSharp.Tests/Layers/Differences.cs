using System.Numerics.Tensors;
using Neurons.Tests.Networks;

namespace Neurons.Tests.Layers;

/// <summary>Gradients of networks against central differences.</summary>
internal static class Differences
{
    /// <summary>
    /// Every learnable number's derivative of Σ outer·output + penalty. A step is large, as the network computes in float32, so the
    /// networks are smooth; differences are of order step².
    /// </summary>
    public static void Check(Sequential network, Func<Sequential, NetworkRun> forward)
    {
        const float step = 1e-2f;
        var run = Run();
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
            var values = Samples.Flat(parameter.Value);
            for (var i = 0; i < values.Length; i += Math.Max(1, values.Length / 20))
            {
                var expected = (Loss(i, step) - Loss(i, -step)) / (2 * step);
                Assert.True(
                    Math.Abs(expected - gradient[i]) <= 0.01 * Math.Max(1, Math.Abs(expected)), $"{parameter.Name}[{i}] is {gradient[i]}, not {expected}");
            }

            double Loss(int i, float change)
            {
                Write(i, values[i] + change);
                var moved = Run();
                Write(i, values[i]);
                return TensorPrimitives.Dot<double>(Samples.Doubles(outer), Samples.Doubles(moved.Output)) + moved.Penalty;
            }

            void Write(int i, float value)
            {
                Learning.Sequence.span(parameter.Value)[i] = value;
                parameter.Changed();
            }
        }

        // always the first training pass, with its masks
        NetworkRun Run()
        {
            network.TrainingPasses = 0;
            return forward(network);
        }
    }
}
