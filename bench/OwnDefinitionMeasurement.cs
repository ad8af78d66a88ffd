using Neurons.Simulation;

namespace Neurons.Bench;

/// <summary>
/// A rule and a neuron of one's own against those of the library that they copy: seconds of a network that learns, in turn, the least of some
/// rounds: <c>dotnet run -c Release --project bench -- own</c>.
/// </summary>
internal static class OwnDefinitionMeasurement
{
    private const int Rounds = 7;
    private const double Duration = 500;

    public static int Run()
    {
        var rule = SynapseModel.Define<Pairs<Expr>, Pairs<Quantity>, PairState<Expr>>(
            "Pairs",
            new(0.01, 0.0105, 20.0.In("ms", above: 0), 20.0.In("ms", above: 0), 0.0, 1.0),
            onPre: (p, s) => (s.Weight, s with { Pre = s.Pre + 1.0, Weight = s.Weight - p.AMinus * s.Post }),
            onPost: (p, s) => s with { Post = s.Post + 1.0, Weight = s.Weight + p.APlus * s.Pre },
            decay: (p, s, elapsed) => s with { Pre = s.Pre * Expr.Exp(-elapsed / p.TauPlus), Post = s.Post * Expr.Exp(-elapsed / p.TauMinus) },
            bounds: ("Least", "Most"));
        var neuron = NeuronModel.Define<Jumps<Expr>, Jumps<Quantity>, JumpState<Expr>>(
            "Jumps",
            ["synaptic"],
            (o, p, s, x) =>
            {
                // a whole number of steps, in spite of rounding
                Expr IsWithin(Expr steps, Expr duration) => Expr.IsLess(steps, duration / o.Dt - 0.5);
                var held = Expr.Where(IsWithin(s.Since, Expr.Max(p.TauRef, o.Dt)), s.V, s.V + x[0]);
                var free = p.Rest + Expr.Exp(-o.Dt / p.Tau) * (held - p.Rest);
                var v = Expr.Where(IsWithin(s.Since + 1.0, p.TauRef), held, free);
                var z = Expr.Fire((v - p.Threshold) / (p.Threshold - p.Reset), Surrogate.Atan(2));
                return (z, new JumpState<Expr>(Expr.Blend(z, v, p.Reset), Expr.Where(z, 0.0, s.Since + 1.0)));
            },
            new(20.0.In("ms", above: 0), 0.0, 20.0, 10.0, 2.0.In("ms", min: 0)), _ => new(0.0, 1e9), dt: 0.1, timeUnit: "ms");

        Compare("rule", () => Learning(new StdpSynapse()), () => Learning(rule.Rule()));
        Compare(
            "neuron", () => Firing(n => new PscDeltaLif(n)), () => Firing(n => neuron.Layer(n)));
        return 0;
    }

    private static void Compare(string what, Func<(double Seconds, long Spikes)> library, Func<(double Seconds, long Spikes)> own)
    {
        var (least, leastOwn) = (library(), own());
        for (var round = 0; round < Rounds; round++)
        {
            least.Seconds = Math.Min(least.Seconds, library().Seconds);
            leastOwn.Seconds = Math.Min(leastOwn.Seconds, own().Seconds);
        }
        Console.WriteLine(
            $"{what}: {least.Seconds:F3} s of the library ({least.Spikes} spikes), {leastOwn.Seconds:F3} s of one's own ({leastOwn.Spikes} spikes): "
            + $"{leastOwn.Seconds / least.Seconds:F2}");
    }

    /// <summary>Thousand inputs, all joined with five hundred neurons.</summary>
    private static (double Seconds, long Spikes) Learning(SynapseRule rule)
    {
        using var net = new Simulator<float>(seed: 1) { Threads = 1 };
        var inputs = net.Add("inputs", 1000, new PoissonSpikes(10));
        var neurons = net.Add("neurons", new PscDeltaLif(500));
        net.Connect(inputs, neurons, "synaptic", new AllToAll(), Distribution.Uniform(0, 0.2), delay: 1, rule);
        var run = net.Run(Duration);
        return (run.Seconds, run.Spikes);
    }

    /// <summary>Twenty thousand neurons behind noise.</summary>
    private static (double Seconds, long Spikes) Firing(Func<int, NeuronLayer> neurons)
    {
        using var net = new Simulator<float>(seed: 1) { Threads = 1 };
        var made = net.Add("neurons", neurons(20_000));
        net.Drive(made, "synaptic", new ConstantCurrent(Distribution.Uniform(0.05, 0.2).Draw(20_000, 1)));
        var run = net.Run(Duration);
        return (run.Seconds, run.Spikes);
    }

    private sealed record Pairs<T>(T APlus, T AMinus, T TauPlus, T TauMinus, T Least, T Most);

    private sealed record PairState<T>(T Weight, T Pre, T Post);

    private sealed record Jumps<T>(T Tau, T Rest, T Threshold, T Reset, T TauRef);

    private sealed record JumpState<T>(T V, T Since);
}
