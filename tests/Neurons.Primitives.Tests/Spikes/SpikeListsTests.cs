namespace Neurons.Primitives.Tests;

public unsafe class SpikeListsTests
{
    private static readonly Workers _pool = new();

    [Theory]
    [InlineData(3, 5, 77, 1.0, 20)]
    [InlineData(7, 40, 130, 0.1, 64)]
    [InlineData(2, 100, 33, 0.5, 1000)]
    [InlineData(40, 3, 200, 0.02, 96)]
    [InlineData(1, 1, 1, 0, 1)]
    public void Lists_have_the_spikes_of_each_line_by_blocks_of_terms(int steps, int batch, int features, double density, int block)
    {
        var random = new Random(1);
        var bits = new SpikeBits(steps, batch * features);
        var fired = new bool[steps * batch, features];
        for (var step = 0; step < steps; step++)
        {
            var values = new float[batch * features];
            for (var i = 0; i < values.Length; i++)
            {
                var spike = random.NextDouble() < density;
                fired[step * batch + i / features, i % features] = spike;
                values[i] = spike ? 1 : 0;
            }
            bits.Pack<float>(step, values);
        }
        var spikes = new SpikeRows(bits, batch);
        var (first, rows) = (spikes.Rows / 3, spikes.Rows - spikes.Rows / 3);

        using var lists = new SpikeLists();
        foreach (var threads in new[] { 1, 3 })
        {
            lists.OfRows(spikes, first, rows, block, _pool, threads);
            Check(lists, rows, features, block, (row, feature) => fired[first + row, feature]);
            lists.OfColumns(spikes, first, rows, block, _pool, threads);
            Check(lists, features, rows, block, (feature, row) => fired[first + row, feature]);
        }
    }

    private static void Check(SpikeLists lists, int lines, int terms, int block, Func<int, int, bool> isFired)
    {
        Assert.Equal((terms + block - 1) / block, lists.Blocks);
        for (var line = 0; line < lines; line++)
        {
            var found = new List<int>();
            for (var b = 0; b < lists.Blocks; b++)
            {
                var list = lists.Offsets + line * lists.Blocks + b;
                for (var i = list[0]; i < list[1]; i++)
                {
                    Assert.InRange(lists.Items[i], 0, block - 1);
                    found.Add(b * block + lists.Items[i]);
                }
            }
            Assert.Equal(Enumerable.Range(0, terms).Where(term => isFired(line, term)), found);
        }
    }
}
