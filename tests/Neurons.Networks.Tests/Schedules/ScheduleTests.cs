using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

public class ScheduleTests
{
    [Fact]
    public void A_sequence_follows_the_first_schedule_then_the_next_from_its_start()
    {
        var (warmup, cosine) = (Schedule.LinearWarmup(4, 0.25), Schedule.Cosine(10, 0.01));
        var both = warmup.Then(4, cosine);
        for (var n = 0; n < 4; n++) Assert.Equal(warmup.At(0.2, n), both.At(0.2, n));
        for (var n = 4; n < 15; n++) Assert.Equal(cosine.At(0.2, n - 4), both.At(0.2, n));
    }

    [Fact]
    public void Several_schedules_follow_one_another()
    {
        var schedule = Schedule.LinearWarmup(4, 0.5).Then(4, Schedule.Exponential(0.5)).Then(6, Schedule.Constant());
        Close(1e-15, [0.4, 0.5, 0.6, 0.7, 0.8, 0.4, 0.8, 0.8], [.. Enumerable.Range(0, 8).Select(n => schedule.At(0.8, n))]);
    }

    [Fact]
    public void Schedules_begin_change_and_end_where_they_say()
    {
        static double[] Rates(Schedule schedule) => [.. Enumerable.Range(0, 5).Select(n => schedule.At(0.5, n))];
        Assert.Equal([0.5, 0.5, 0.5, 0.5, 0.5], Rates(Schedule.Constant()));
        Assert.Equal([0.5, 0.5, 0.25, 0.25, 0.125], Rates(Schedule.Step(2, 0.5)));
        Assert.Equal([0.5, 0.25, 0.125, 0.0625, 0.03125], Rates(Schedule.Exponential(0.5)));
        Assert.Equal([0, 0.25, 0.5, 0.5, 0.5], Rates(Schedule.LinearWarmup(2, 0)));
        var cosine = Schedule.Cosine(4, 0.1);
        Close(1e-15, [0.5, 0.3, 0.1], [cosine.At(0.5, 0), cosine.At(0.5, 2), cosine.At(0.5, 4)]);
    }

    [Fact]
    public void A_schedule_of_ones_own_is_a_function()
    {
        var root = Schedule.From("inverse_root", (start, done) => start / Math.Sqrt(done + 1));
        Assert.Equal(0.1, root.At(0.2, 3));
        Assert.Equal("inverse_root", root.ToString());
        Assert.Equal(0.2, Schedule.Constant().Then(3, root).At(0.2, 3));
    }

    [Fact]
    public void Schedules_out_of_range_are_errors_that_name_the_number_and_what_is_allowed()
    {
        static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.Contains("size is 0; it must be at least 1", Message(() => Schedule.Step(0)));
        Assert.Contains("gamma is 2; it must be in (0, 1]", Message(() => Schedule.Exponential(2)));
        Assert.Contains("least is -1", Message(() => Schedule.Cosine(5, -1)));
        Assert.Contains("factor is NaN", Message(() => Schedule.LinearWarmup(5, double.NaN)));
        Assert.Contains("length is -3", Message(() => Schedule.Constant().Then(-3, Schedule.Constant())));
        Assert.Contains("done is -1; it must be ≥ 0", Message(() => Schedule.Constant().At(1, -1)));
    }
}
