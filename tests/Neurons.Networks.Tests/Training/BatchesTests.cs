using System.Numerics.Tensors;
using Neurons.Primitives;
using static Neurons.Tests.TestTensors;

namespace Neurons.Networks.Tests;

public class BatchesTests
{
    private const int T = 11;

    private static readonly Dataset _still = new(Single(Uniform(1, -0.2, 1.2, 23, 3, 7)), [.. Enumerable.Range(0, 23)]);
    private static readonly Dataset _moving = Dataset.OverTime(Single(Uniform(2, 0, 1, 23, T, 13)), [.. Enumerable.Range(0, 23)]);

    [Fact]
    public void An_epoch_has_each_sample_once_in_an_order_of_its_own()
    {
        var batches = new Batches(_still, 5, seed: 1, timeSteps: T);
        int[] Order(int epoch) => [.. batches.Epoch(epoch).SelectMany(batch => batch.Indices.ToArray())];

        Assert.Equal(5, batches.Count);
        Assert.Equal([5, 5, 5, 5, 3], batches.Epoch(0).Select(batch => batch.Count));
        Assert.Equal(Enumerable.Range(0, 23), Order(0).Order());
        Assert.NotEqual(Order(0), Order(1));
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(0), new Batches(_still, 5, seed: 2, timeSteps: T).Epoch(0).SelectMany(batch => batch.Indices.ToArray()));
        Assert.All(batches.Epoch(0), batch => Assert.Equal(batch.Indices.ToArray(), batch.Labels));
    }

    [Fact]
    public void Direct_values_are_those_of_the_data()
    {
        foreach (var batch in new Batches(_still, 5, seed: 1, timeSteps: T).Epoch(0))
        {
            Assert.True(batch.IsConstant);
            Assert.Equal([batch.Count, 3, 7], batch.Values!.Lengths.ToArray());
            Each(batch, (sample, t, values) => Assert.Equal(_still.Sample(sample).ToArray(), values));
        }

        foreach (var batch in new Batches(_moving, 5, seed: 1).Epoch(0))
        {
            Assert.Equal([T, batch.Count, 13], batch.Values!.Lengths.ToArray());
            Each(batch, (sample, t, values) => Assert.Equal(_moving.Sample(sample).Slice(t * 13, 13).ToArray(), values));
        }
    }

    [Fact]
    public void Rate_spikes_are_those_of_Encode_and_go_on_in_the_next_epoch()
    {
        var batches = new Batches(_still, 5, seed: 9, InputEncoding.Rate(), T);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            foreach (var batch in batches.Epoch(epoch))
            {
                Assert.Null(batch.Values);
                Each(batch, (sample, t, values) =>
                {
                    var x = Tensor.Create(_still.Sample(sample).ToArray(), [21]);
                    var all = Encode.Rate(x, 3 * T, seed: 9, stream: (uint)sample);
                    Assert.Equal(Flat(At(all, (epoch * T) + t)), values);
                });
            }
        }
    }

    [Fact]
    public void Rate_spikes_of_values_that_change_are_those_of_Encode()
    {
        foreach (var batch in new Batches(_moving, 5, seed: 9, InputEncoding.Rate()).Epoch(0))
        {
            Each(batch, (sample, t, values) =>
                Assert.Equal(Flat(At(Encode.RateOverTime(Tensor.Create(_moving.Sample(sample).ToArray(), [T, 13]), 9, (uint)sample), t)), values));
        }
    }

    [Fact]
    public void Latency_and_delta_are_those_of_Encode()
    {
        var options = new LatencyOptions { Steps = T, Tau = 3, Normalize = true, Clip = true, Threshold = 0.2 };
        var still = new Dataset(Single(Uniform(1, 0, 1, 9, 21)), new int[9]);
        foreach (var batch in new Batches(still, 4, 1, InputEncoding.Latency(options), T).Epoch(0))
            Each(batch, (sample, t, values) => Assert.Equal(
                Flat(At(Encode.Latency(Tensor.Create(still.Sample(sample).ToArray(), [21]), options), t)), values));

        foreach (var (padding, off) in new[] { (false, false), (true, true) })
        {
            foreach (var batch in new Batches(_moving, 5, 1, InputEncoding.Delta(0.3, padding, off)).Epoch(0))
                Each(batch, (sample, t, values) => Assert.Equal(
                    Flat(At(Encode.Delta(Tensor.Create(_moving.Sample(sample).ToArray(), [T, 13]), 0.3, padding, off), t)), values));
            foreach (var batch in new Batches(_still, 5, 1, InputEncoding.Delta(0.3, padding, off), T).Epoch(0))
            {
                Each(batch, (sample, t, values) =>
                {
                    var constant = Tensor.Create(Enumerable.Repeat(_still.Sample(sample).ToArray(), T).SelectMany(x => x).ToArray(), [T, 21]);
                    Assert.Equal(Flat(At(Encode.Delta(constant, 0.3, padding, off), t)), values);
                });
            }
        }
    }

    [Fact]
    public void Neither_prefetching_nor_threads_nor_the_first_batch_change_a_bit()
    {
        var expected = Record(new Batches(_still, 5, 3, InputEncoding.Rate(), T).Epoch(2));
        foreach (var prefetch in new[] { 1, 2, 9 })
        {
            var batches = new Batches(_still, 5, 3, InputEncoding.Rate(), T) { Prefetch = prefetch };
            Assert.Equal(expected, Record(batches.Epoch(2)));
            Assert.Equal(expected[3..], Record(batches.Epoch(2, first: 3)));
        }

        var threads = Parallelism.Threads;
        try
        {
            Parallelism.Threads = 3;
            Assert.Equal(expected, Record(new Batches(_still, 5, 3, InputEncoding.Rate(), T).Epoch(2)));
        }
        finally
        {
            Parallelism.Threads = threads;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_error_while_a_batch_is_made_reaches_who_asks_for_it(int prefetch)
    {
        // Only sample 7 cannot be encoded.
        var inputs = Single(Uniform(1, 0, 1, 10, 4));
        inputs[7, 2] = 1.5f;
        var latency = InputEncoding.Latency(new() { Steps = T, Normalize = true });
        var batches = new Batches(new Dataset(inputs, new int[10]), 2, 1, latency, T) { Shuffle = false, Prefetch = prefetch };
        var seen = 0;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            foreach (var batch in batches.Epoch(0)) seen += batch.Count;
        });

        Assert.Equal(6, seen);
        Assert.Contains("x is 1.5 at element 2; it must be in [0, 1]", error.Message);
        Assert.Equal(2, batches.Epoch(0).First().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Cancelling_ends_an_epoch_at_the_next_batch(int prefetch)
    {
        using var source = new CancellationTokenSource();
        var seen = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in new Batches(_still, 5, 1, InputEncoding.Rate(), T) { Prefetch = prefetch }.Epoch(0, 0, source.Token))
            {
                if (++seen == 2) source.Cancel();
            }
        });
        Assert.Equal(2, seen);
    }

    [Fact]
    public void An_enumeration_that_is_abandoned_without_being_ended_leaves_nothing_behind()
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Abandon()
        {
            var batches = new Batches(_still, 2, 1, InputEncoding.Rate(), T) { Prefetch = 3 };
            var enumerator = batches.Epoch(0).GetEnumerator();
            Assert.True(enumerator.MoveNext());
            return new WeakReference(batches);
        }

        var batches = Abandon();
        for (var wait = 0; wait < 100 && batches.IsAlive; wait++)
        {
            Thread.Sleep(20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(batches.IsAlive);
    }

    [Fact]
    public void Two_enumerations_at_once_do_not_share_memory()
    {
        var batches = new Batches(_still, 5, 3, InputEncoding.Rate(), T) { Prefetch = 1 };
        var expected = Record(batches.Epoch(0)).Zip(Record(batches.Epoch(1))).ToArray();
        using var second = batches.Epoch(1).GetEnumerator();
        var both = new List<(float[], float[])>();
        foreach (var batch in batches.Epoch(0))
        {
            Assert.True(second.MoveNext());
            both.Add((Flat(batch.ToTensor()), Flat(second.Current.ToTensor())));
        }
        Assert.Equal(expected, both);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("rate")]
    [InlineData("latency:steps=11")]
    [InlineData("delta")]
    public void A_steady_batch_allocates_next_to_nothing(string encoding)
    {
        var data = new Dataset(Single(Uniform(1, 0, 1, 64 * 30, 50)), new int[64 * 30]);
        var batches = new Batches(
            data, 64, 1, InputEncoding.Parse(encoding + (encoding.StartsWith("latency", StringComparison.Ordinal) ? ",normalize" : "")), T);
        var marks = new List<long>(64);
        foreach (var _ in batches.Epoch(0)) marks.Add(GC.GetAllocatedBytesForCurrentThread());
        var steps = marks.Zip(marks.Skip(1), (before, after) => after - before).Order().ToArray();
        Assert.InRange(steps[steps.Length / 2], 0, 1024);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Contains("batchSize is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Batches(_still, 0, 1, timeSteps: T)).Message);
        Assert.Contains("timeSteps is left out", Assert.Throws<ArgumentException>(() => new Batches(_still, 1, 1)).Message);
        Assert.Contains("timeSteps is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Batches(_still, 1, 1, timeSteps: 0)).Message);
        Assert.Contains(
            "timeSteps is 5; the samples have 11", Assert.Throws<ArgumentException>(() => new Batches(_moving, 1, 1, timeSteps: 5)).Message);
        Assert.Contains("Prefetch is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new Batches(_moving, 1, 1) { Prefetch = -1 }).Message);
        Assert.Contains("epoch is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new Batches(_moving, 1, 1).Epoch(-1)).Message);
        Assert.Contains("first batch is 24; it must be in 0 .. 23",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Batches(_moving, 1, 1).Epoch(0, 24)).Message);
        Assert.Contains("latency encodes samples that stay the same",
            Assert.Throws<ArgumentException>(() => new Batches(_moving, 1, 1, InputEncoding.Latency(new() { Steps = T }))).Message);
        Assert.Contains("Steps is 5; the batches have 11",
            Assert.Throws<ArgumentException>(() => new Batches(_still, 1, 1, InputEncoding.Latency(new() { Steps = 5 }), T)).Message);
        Assert.Contains("Tau is 0", Assert.Throws<ArgumentOutOfRangeException>(() => InputEncoding.Latency(new() { Steps = 5, Tau = 0 })).Message);
        Assert.Contains("Threshold is 0", Assert.Throws<ArgumentOutOfRangeException>(() => InputEncoding.Delta(0)).Message);
        Assert.Contains("The data set is empty", Assert.Throws<ArgumentException>(() => new Batches(_still.Take([]), 1, 1, timeSteps: T)).Message);
    }

    private static List<float[]> Record(IEnumerable<Batch> batches) => [.. batches.Select(batch => Flat(batch.ToTensor()))];

    /// <summary>The values of each sample at each step.</summary>
    private static void Each(Batch batch, Action<int, int, float[]> check)
    {
        var all = Flat(batch.ToTensor());
        var features = all.Length / batch.TimeSteps / batch.Count;
        for (var t = 0; t < batch.TimeSteps; t++)
        {
            for (var b = 0; b < batch.Count; b++)
                check(batch.Indices[b], t, all[(((t * batch.Count) + b) * features)..(((t * batch.Count) + b + 1) * features)]);
        }
    }
}
