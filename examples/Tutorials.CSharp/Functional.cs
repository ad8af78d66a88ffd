using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>
/// Training without a network or a trainer: weights are tensors, layers are functions, and each has its gradient. Follows Norse's training
/// of a classifier.
/// </summary>
public static class Functional
{
    private const int Steps = 32, Hidden = 100;

    /// <summary>What the tutorial finds.</summary>
    /// <param name="Losses">The mean loss of each epoch.</param>
    /// <param name="Accuracy">The share of test digits that are named right.</param>
    public sealed record Result(double[] Losses, double Accuracy);

    // All that the program needs: two layers of synapses, and two of neurons.
    private static readonly Linear _synapses = new(64, Hidden, bias: false), _readoutSynapses = new(Hidden, 10, bias: false);
    private static readonly CubaLif _neurons = new(Hidden, CubaLifOptions.Norse1 with { Surrogate = Surrogate.Superspike(10) });
    private static readonly LeakyIntegrator _readout = new(10);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, int seed = 1, int epochs = 15)
    {
        var (training, test) = Digits.Load().Split(0.8, (ulong)seed);
        var random = new Random(seed);
        Tensor<float> w1 = Uniform(random, Hidden, 64), w2 = Uniform(random, 10, Hidden);
        var (m1, v1, m2, v2) = (Like(w1), Like(w1), Like(w2), Like(w2));
        var loss = Loss.MaxMembraneCrossEntropy();
        var (adam, updates) = (new AdamOptions(2e-3), 0);
        var losses = new double[epochs];

        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var batches = new Batches(training, batchSize: 64, (ulong)seed, InputEncoding.Direct, timeSteps: 1).Epoch(epoch);
            foreach (var batch in batches)
            {
                // Forward: grey levels become spikes of encoding neurons, and spikes become potentials.
                var input = Encode.ConstantCurrentLif(Tensor.Multiply<float>(batch.Values!, 5), Steps);          // [32, batch, 64]
                var hidden = _neurons.Pullback(Apply(_synapses, w1, input));
                var readout = _readout.Pullback(Apply(_readoutSynapses, w2, hidden.Output));
                var (value, gradient) = loss.Evaluate(readout.Output, batch.Labels);

                // Backward: each gradient is made of the next one.
                var (dHidden, dW1, dW2) = (Like(hidden.Output), Like(w1), Like(w2));
                _readoutSynapses.Backward(w2, hidden.Output, readout.Gradients(gradient).Input, dHidden, dW2, null);
                _synapses.Backward(w1, input, hidden.Gradients(dHidden).Input, null, dW1, null);

                updates++;
                Adam.Update(adam, updates, w1, dW1, m1, v1);
                Adam.Update(adam, updates, w2, dW2, m2, v2);
                losses[epoch] += value * batch.Labels.Length / training.Count;
            }

            if ((epoch + 1) % 5 == 0) Console.WriteLine($"epoch {epoch + 1}: loss {losses[epoch]:0.000}");
        }

        // The answer is the class whose potential was highest.
        var images = Enumerable.Range(0, test.Count).SelectMany(i => test.Sample(i).ToArray()).ToArray();
        var shown = Encode.ConstantCurrentLif(Tensor.Multiply<float>(Tensor.Create(images, [test.Count, 64]), 5), Steps);
        var (spikes, _) = _neurons.Integral(Apply(_synapses, w1, shown));
        var (potentials, _) = _readout.Integral(Apply(_readoutSynapses, w2, spikes));
        var accuracy = loss.Classes(potentials).Zip(test.Labels.ToArray(), (answer, label) => answer == label ? 1.0 : 0.0).Average();
        Console.WriteLine($"test accuracy {accuracy:P1}");

        Plot.Stack(
            $"A {test.Labels[0]}: its spikes, those of the hidden neurons, and the potentials of the readout",
            Plot.Raster(shown).WithTitle("input"), Plot.Raster(spikes).WithTitle("hidden"), Plot.Trace(potentials, "potential"))
            .Save($"{figures}/functional.svg");
        Plot.Curves("epoch", "loss", new Curve("training", losses)).WithTitle("A loop by hand").Save($"{figures}/functional-loss.svg");
        return new(losses, accuracy);
    }

    /// <summary>x Wᵀ, of all steps at once.</summary>
    private static Tensor<float> Apply(Linear layer, Tensor<float> weight, Tensor<float> x)
    {
        var y = Tensor.CreateFromShape<float>([x.Lengths[0], x.Lengths[1], layer.Outputs]);
        layer.Forward(weight, null, x, y);
        return y;
    }

    private static Tensor<float> Uniform(Random random, int outputs, int inputs) => Tensor.Create(
        [.. Enumerable.Range(0, outputs * inputs).Select(_ => (float)((2 * random.NextDouble() - 1) * 3 / Math.Sqrt(inputs)))], [outputs, inputs]);

    private static Tensor<float> Like(Tensor<float> tensor) => Tensor.CreateFromShape<float>(tensor.Lengths);
}
