using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

/// <summary>Optimizers, schedules and gradient clipping against what PyTorch 2.13 computed.</summary>
public class RecordedOptimizerTests
{
    [Fact]
    public void Every_recorded_sequence_of_updates_is_followed()
    {
        var cases = Recorded.Group("optimizer.");
        Assert.Equal(6, cases.Length);
        foreach (var one in cases)
        {
            double Option(string name) => one.Option(name, 0);
            var values = one.Values("inputs", "parameters");
            var (a, b) = (new double[values.Length], new double[values.Length]);
            Action<long, double[]> update = one.Name switch
            {
                "optimizer.sgd" => (number, gradient) => Sgd.Update<double>(
                    new(Option("lr"), Option("momentum"), Option("dampening"), Option("nesterov") != 0, Option("weight_decay")),
                    number, values, gradient, a),
                "optimizer.adam" => (number, gradient) => Adam.Update<double>(
                    new(Option("lr"), Option("beta1"), Option("beta2"), Option("eps"), Option("weight_decay")), number, values, gradient, a, b),
                _ => (number, gradient) => AdamW.Update<double>(
                    new(Option("lr"), Option("beta1"), Option("beta2"), Option("eps"), Option("weight_decay")), number, values, gradient, a, b),
            };
            var after = new List<double>();
            foreach (var gradient in one.Values("inputs", "gradients").Chunk(values.Length))
            {
                update((after.Count / values.Length) + 1, gradient);
                after.AddRange(values);
            }
            Close(1e-12, one.Values("outputs", "output"), after);
        }
    }

    [Fact]
    public void Every_recorded_schedule_is_followed()
    {
        var cases = Recorded.Group("schedule.");
        Assert.Equal(4, cases.Length);
        foreach (var one in cases)
        {
            double Option(string name) => one.Option(name, double.NaN);
            var schedule = one.Name switch
            {
                "schedule.step" => Schedule.Step((long)Option("step_size"), Option("gamma")),
                "schedule.cosine" => Schedule.Cosine((long)Option("t_max"), Option("eta_min")),
                "schedule.exponential" => Schedule.Exponential(Option("gamma")),
                _ => Schedule.LinearWarmup((long)Option("total_iters"), Option("start_factor")),
            };
            var expected = one.Values("outputs", "learning_rate");
            Close(1e-14, expected, [.. expected.Select((_, n) => schedule.At(Option("lr"), n))]);
        }
    }

    [Fact]
    public void Clipping_by_the_norm_is_what_was_recorded()
    {
        var one = Recorded.Case("gradient_clipping.norm");
        var (a, b) = (one.Tensor("inputs", "a"), one.Tensor("inputs", "b"));
        Close(1e-14, one.Values("outputs", "total_norm"), [NormClipping.Clip(one.Option("max_norm", 0), [a, b])]);
        Close(1e-14, one.Values("outputs", "a"), Samples.Flat(a));
        Close(1e-14, one.Values("outputs", "b"), Samples.Flat(b));
    }
}
