namespace Neurons.Simulation.Tests;

/// <summary>What is recorded of a simulation that goes back, or ahead, to a snapshot.</summary>
public sealed class RecordingTests
{
    [Fact]
    public void What_is_recorded_after_a_snapshot_is_of_the_steps_from_there_on()
    {
        using var whole = Network(out var states, out var rates);
        whole.Run(20);
        var (v, counts) = (states["V"], rates.Counts.ToArray());
        Assert.Equal(20, counts.Length);

        using var net = Network(out var before, out _);
        var start = net.Snapshot();
        net.Run(10);
        before.Clear();
        var late = net.RecordRate(net.Populations[0], bin: 1);
        net.Run(5);
        net.Restore(start);
        net.Run(15);
        net.Restore(whole.Snapshot());
        net.Run(0.3);
        int[] Every7(int from, int until) => [.. Enumerable.Range(from, until - from).Where(step => step % 7 == 0)];
        int[] steps = [.. Every7(100, 150), .. Every7(0, 150), .. Every7(200, 203)];
        Assert.Equal(steps, before.Steps);
        for (var row = 0; row + 1 < steps.Length; row++)
        {
            for (var n = 0; n < 5; n++) Assert.Equal(v[steps[row] / 7, n], before["V"][row, n]);
        }
        Assert.Equal(21, late.Counts.Count);
        for (var bin = 0; bin < 20; bin++) Assert.Equal(bin < 10 ? counts[bin] : bin < 15 ? 2 * counts[bin] : 0, late.Counts[bin]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_snapshot_of_the_middle_of_a_run_is_one_of_its_step_and_nothing_else_is_done_there(int threads)
    {
        using var whole = Network(out _, out _);
        whole.Threads = threads;
        SimulationSnapshot? middle = null;
        whole.Run(20, until: now =>
        {
            if (now.Step == 100) middle = now.Snapshot();
            return false;
        });
        using var other = Network(out _, out _);
        other.Restore(middle!);
        other.Run(10);
        Assert.Equal(whole.State(whole.Populations[1], "V").ToArray(), other.State(other.Populations[1], "V").ToArray());
        foreach (var act in new Action<Simulator<double>>[] { now => now.Run(1), now => now.Restore(middle!) })
        {
            var failure = Assert.Throws<InvalidOperationException>(() => whole.Run(20, until: now =>
            {
                act(now);
                return false;
            }));
            Assert.Contains("is running", failure.Message);
            whole.Restore(middle!);
        }
    }

    private static Simulator<double> Network(out StateRecorder<double> states, out RateRecorder<double> rates)
    {
        var net = new Simulator<double>(dt: 0.1, seed: 6);
        var source = net.Add("source", 200, new PoissonSpikes(100));
        var neurons = net.Add("neurons", new PscDeltaLif(5));
        net.Connect(source, neurons, "synaptic", new AllToAll(), 0.1, 0.5);
        (states, rates) = (net.RecordStates(neurons, ["V"], every: 0.7), net.RecordRate(source, bin: 1));
        return net;
    }
}
