using System.Numerics.Tensors;

namespace Neurons.Cli.Report;

/// <summary>How often each neuron of a layer fires.</summary>
/// <param name="Layer">The number of the layer.</param>
/// <param name="Rates">The share of the steps at which each fires, over all samples.</param>
internal sealed record Activity(int Layer, float[] Rates)
{
    /// <summary>A neuron that fires at so many of the steps tells hardly anything.</summary>
    public const double Saturation = 0.95;

    /// <summary>How many samples are looked at.</summary>
    public const int MostSamples = 256;

    private const long MostValues = 1 << 24;

    public int Silent => Rates.Count(rate => rate == 0);

    public int Saturated => Rates.Count(rate => rate >= Saturation);

    public double Mean => Rates.Average(rate => (double)rate);

    /// <summary>The activity of the layers that spike, over the first samples of the test data.</summary>
    public static Activity[] Of(Trainer trainer, Dataset data, out int samples)
    {
        var network = trainer.Network;
        var steps = data.TimeSteps ?? trainer.TimeSteps;
        samples = Math.Min(MostSamples, data.Count);
        var first = data.Take([.. Enumerable.Range(0, samples)]);
        var one = new Batches(first, 1, trainer.Seed, trainer.Encoding, steps) { Shuffle = false }.Epoch(0).First();
        var each = network.Trace(SampleInputs.Of(network, one));
        int[] layers = [.. Enumerable.Range(0, network.Layers.Count).Where(i => LayerTraces.IsSpiking(network.Layers[i]))];
        var values = each.Sum(output => (long)output.FlattenedLength);
        var batch = (int)Math.Clamp(MostValues / values, 1, 64);
        var counts = layers.Select(layer => new double[each[layer].FlattenedLength / steps]).ToArray();
        var isSpikes = new bool[layers.Length];
        Array.Fill(isSpikes, true);
        foreach (var some in new Batches(first, batch, trainer.Seed, trainer.Encoding, steps) { Shuffle = false }.Epoch(0))
        {
            var outputs = network.Trace(SampleInputs.Of(network, some));
            for (var i = 0; i < layers.Length; i++)
            {
                var flat = new float[outputs[layers[i]].FlattenedLength];
                outputs[layers[i]].FlattenTo(flat);
                isSpikes[i] &= Array.TrueForAll(flat, value => value is 0 or 1);
                for (var k = 0; k < flat.Length; k++) counts[i][k % counts[i].Length] += flat[k];
            }
        }

        var shown = (double)samples * steps;
        return [.. layers.Select((layer, i) => new Activity(layer, [.. counts[i].Select(count => (float)(count / shown))]))
            .Where((_, i) => isSpikes[i])];
    }
}
