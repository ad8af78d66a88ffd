using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;
using Neurons.Primitives;

namespace Tutorials.CSharp;

/// <summary>A network stores a value, and recalls it when it is told to. Follows Norse's memory task.</summary>
public static class Memory
{
    private const int Periods = 8, PeriodSteps = 10, Group = 5;

    /// <summary>What the tutorial finds.</summary>
    /// <param name="Accuracy">The share of values that are recalled by neurons whose threshold adapts.</param>
    /// <param name="WithoutAdaptation">The same of neurons whose threshold is fixed.</param>
    public sealed record Result(double Accuracy, double WithoutAdaptation);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1, int samples = 800, int epochs = 40)
    {
        var (spikes, values) = Tasks(samples, seed);
        var (training, test) = SequenceData.Of(spikes, values).Split(0.8, seed);

        double Recalled(double adaptation)
        {
            // A spike raises a neuron's threshold by beta, for about 400 steps: that is where a value can stay.
            var options = new LsnnOptions { TauMemInv = 100, TauSynInv = 500, TauAdaptInv = 2.5, Beta = adaptation };
            var network = new Sequential(
                seed, new Linear(4 * Group, 60), new Feedback(new Lsnn(60, options)), new Linear(60, 2), new LeakyIntegrator(2));

            // Asked is in the period of the recall alone; all other steps have no target.
            var trainer = new Trainer(network, Loss.MaskedCrossEntropy(), new Adam(5e-3)) { BatchSize = 40 };
            foreach (var epoch in trainer.TrainAsync(training, epochs).ToBlockingEnumerable())
            {
                if (epoch.Number % 10 == 0) Console.WriteLine($"epoch {epoch.Number}: loss {epoch.Loss:0.000}, accuracy {epoch.Accuracy:P1}");
            }

            return trainer.Evaluate(test).Accuracy;
        }

        var result = new Result(Recalled(1.8), Recalled(0));
        var first = Tensor.Create(test.Sample(0).ToArray(), [Periods * PeriodSteps, 1, 4 * Group]);
        Plot.Raster(first).WithTitle("One task: 0, 1, store and recall, five neurons each, from below").Save($"{figures}/memory.svg");
        Console.WriteLine($"recalled: {result.Accuracy:P1}, without adaptation {result.WithoutAdaptation:P1}");
        return result;
    }

    /// <summary>
    /// In each period one of two groups of neurons fires, for 0 or 1; a third group says when to store, a fourth, later, when to recall.
    /// </summary>
    private static (Tensor<float> Spikes, Tensor<float> Values) Tasks(int samples, ulong seed)
    {
        var random = new RandomStream(seed, 0);
        const int Steps = Periods * PeriodSteps;
        var (spikes, values) = (Tensor.CreateFromShape<float>([samples, Steps, 4 * Group]), Tensor.CreateFromShape<float>([samples, Steps, 1]));
        for (var i = 0; i < samples; i++)
        {
            var store = random.NextInt(Periods - 2);
            var recall = store + 1 + random.NextInt(Periods - 1 - store);
            var value = 0;
            for (var period = 0; period < Periods; period++)
            {
                var shown = random.NextInt(2);
                if (period == store) value = shown;
                for (var t = period * PeriodSteps; t < (period + 1) * PeriodSteps; t++)
                {
                    values[i, t, 0] = period == recall ? value : float.NaN;
                    for (var n = 0; n < 4 * Group; n++)
                    {
                        var group = n / Group;
                        var fires = period == recall ? group == 3 : group == shown || (group == 2 && period == store);
                        var draw = random.NextDouble();
                        spikes[i, t, n] = fires && draw < 0.5 ? 1 : 0;
                    }
                }
            }
        }

        return (spikes, values);
    }
}
