using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>Rules at work against a twin that lets traces decay at every step and looks at every synapse.</summary>
public class LayerPlasticityTests
{
    private const double Dt = 0.002;

    private static readonly Dictionary<string, PlasticityRule> _rules = new()
    {
        ["additive pairs"] = new PairStdp { EtaPlus = 0.05, EtaMinus = 0.06, TauPlus = 0.015, TauMinus = 0.03 },
        ["nearest pairs"] = new PairStdp { EtaPlus = 0.05, EtaMinus = 0.06, IsNearest = true },
        ["multiplicative pairs"] = new PairStdp { EtaPlus = 0.5, EtaMinus = 0.6, Dependence = StdpDependence.MultiplicativeRelu },
        ["pairs with powers"] = new PairStdp
        { EtaPlus = 0.5, EtaMinus = 0.6, Dependence = StdpDependence.MultiplicativePower, Mu = 0.4, WeightMin = -0.5, WeightMax = 0.8 },
        ["triplets"] = new TripletStdp { PairPlus = 0.02, TripletPlus = 0.05, PairMinus = 0.04, TripletMinus = 0.03 },
        ["nearest triplets"] = new TripletStdp { PairPlus = 0.02, TripletPlus = 0.05, PairMinus = 0.04, TripletMinus = 0.03, IsNearest = true },
        ["a rule of functions"] = PlasticityRule.From(
            [new(0.02)], [new(0.03), new(0.1)], (w, pre, post) => 0.02f * w * (pre[0] - post[0]), (w, pre, post) => 0.05f * (pre[0] - w) * post[1]),
    };

    public static TheoryData<string> Rules => [.. _rules.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_at_events_is_the_rule_at_every_step(string name)
    {
        foreach (var batch in new[] { 1, 3 })
        {
            var layer = Dense(20, 9);
            var weights = Samples.Doubles(layer.Weight.Value);
            var plasticity = new LayerPlasticity(layer, _rules[name], new(Dt, batch));
            var twin = new Twin(_rules[name], 20, 9, batch, Array.ConvertAll(weights, w => (float)w));
            for (var t = 0; t < 120; t++)
            {
                var (pre, post) = (Spikes(1, t, 0.1, batch * 20), Spikes(2, t, 0.15, batch * 9));
                plasticity.Step(pre, post);
                twin.Step(pre, post);
            }
            var after = Samples.Flat(layer.Weight.Value);
            Assert.True(weights.Zip(after, (a, b) => Math.Abs(a - b)).Max() > 0.05, "weights change");
            Numbers.Close(2e-5, Array.ConvertAll(twin.Weights, w => (double)w), after);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Bits_and_numbers_on_any_number_of_threads_have_the_same_bits(string name)
    {
        var runs = Numbers.WithThreads(() => Weights(asBits: false));
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
        Assert.Equal(runs[0], Weights(asBits: true));

        float[] Weights(bool asBits)
        {
            // enough synapses for several threads
            var layer = Dense(400, 300);
            var plasticity = new LayerPlasticity(layer, _rules[name], new(Dt));
            for (var t = 0; t < 4; t++)
            {
                var (pre, post) = (Spikes(1, t, 0.5, 400), Spikes(2, t, 0.5, 300));
                if (asBits) plasticity.Step(Bits(pre), Bits(post), 0);
                else plasticity.Step(pre, post);
            }
            return Samples.Flat(layer.Weight.Value);
        }
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 2, 2)]
    public void A_convolution_is_the_dense_layer_whose_shared_weights_change_together(int stride, int padding, int dilation)
    {
        // with one spike a step, which synapse changes first makes no difference
        foreach (var (name, rule) in _rules)
        {
            var layer = new Conv2d(2, 3, 3, stride, padding, dilation, bias: false, weights: Initializer.Uniform(0.2, 0.6));
            var network = new Sequential(4, new Input(2, 7, 8), layer);
            int[] output = network.OutputShape.ToArray();
            var plasticity = new LayerPlasticity(layer, rule, new(Dt), [2, 7, 8]);
            Assert.Equal((2 * 7 * 8, (int)Neurons.Primitives.Shapes.Count(output)), (plasticity.Inputs, plasticity.Outputs));
            var twin = new ConvolutionTwin(rule, Samples.Flat(layer.Weight.Value), output, stride, padding, dilation);
            var random = new RandomStream(6, 0);
            for (var t = 0; t < 400; t++)
            {
                var (pre, post) = (new float[2 * 7 * 8], new float[plasticity.Outputs]);
                var spikes = t % 2 == 0 ? pre : post;
                spikes[(int)(spikes.Length * random.NextDouble())] = 1;
                plasticity.Step(pre, post);
                twin.Step(pre, post);
            }
            Assert.NotEqual(twin.First, twin.Weights);
            Numbers.Close(2e-5, Array.ConvertAll(twin.Weights, w => (double)w), Samples.Flat(layer.Weight.Value));
        }
    }

    [Fact]
    public void The_window_of_pairs_is_exponential_in_the_lag()
    {
        var rule = new PairStdp { EtaPlus = 0.1, EtaMinus = 0.2, TauPlus = 0.017, TauMinus = 0.034 };
        foreach (var lag in new[] { 1, 7, 30, 6000 })
        {
            Assert.Equal(0.1 * Math.Exp(-lag * Dt / 0.017), Change(rule, lag), 1e-7);
            Assert.Equal(-0.2 * Math.Exp(-lag * Dt / 0.034), Change(rule, -lag), 1e-7);
        }
        // in one step, the presynaptic spike arrives first
        Assert.Equal(0.1, Change(rule, 0), 1e-7);
    }

    [Fact]
    public void A_triplet_of_spikes_changes_a_weight_as_published()
    {
        var rule = new TripletStdp();
        // post, pre, post: the second postsynaptic spike sees the slow trace of the first
        var weight = Run(rule, pre: [10], post: [5, 13]);
        var expected = 0.5 - (Math.Exp(-5 * Dt / rule.TauMinus) * rule.PairMinus)
            + (Math.Exp(-3 * Dt / rule.TauPlus) * (rule.PairPlus + (rule.TripletPlus * Math.Exp(-8 * Dt / rule.TauY))));
        Assert.Equal(expected, weight, 1e-6);
        // pre, post, pre
        expected = 0.5 + (Math.Exp(-5 * Dt / rule.TauPlus) * rule.PairPlus)
            - (Math.Exp(-3 * Dt / rule.TauMinus) * (rule.PairMinus + (rule.TripletMinus * Math.Exp(-8 * Dt / rule.TauX))));
        Assert.Equal(expected, Run(rule, pre: [5, 13], post: [10]), 1e-6);
    }

    [Fact]
    public void Silence_touches_nothing_and_time_goes_on()
    {
        var layer = Dense(5, 4);
        var plasticity = new LayerPlasticity(layer, new PairStdp());
        layer.Weight.Value.Span()[3] = 7; // no event: not even a bound is looked at
        for (var t = 0; t < 100; t++) plasticity.Step(new float[5], new float[4]);
        Assert.Equal(7, Samples.Flat(layer.Weight.Value)[3]);
        Assert.Equal(100, plasticity.Steps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Reward_makes_weight_of_what_is_eligible(double tauReward)
    {
        var (inner, dt) = (new PairStdp { EtaPlus = 0.1, EtaMinus = 0.2 }, 0.002);
        var rule = new RewardModulated(inner) { TauEligibility = 0.1, TauReward = tauReward, Rate = 0.7 };
        var layer = Dense(20, 9);
        var plasticity = new LayerPlasticity(layer, rule, new(dt));
        var weights = Samples.Doubles(layer.Weight.Value);
        // the twin's weights do not matter to an additive rule: its changes alone go to the eligibility
        var twin = new Twin(inner with { WeightMin = -1e6, WeightMax = 1e6 }, 20, 9, 1, new float[180], dt);
        var (eligible, dopamine) = (new double[180], 0.0);
        for (var t = 0; t < 700; t++)
        {
            var (pre, post) = (Spikes(1, t, t % 350 < 150 ? 0.05 : 0, 20), Spikes(2, t, t % 350 < 150 ? 0.05 : 0, 9));
            var reward = t % 50 == 49 ? (t < 300 ? 1.0 : -0.5) : 0;
            var before = (float[])twin.Weights.Clone();
            plasticity.Step(pre, post, reward);
            twin.Step(pre, post);
            dopamine = tauReward == 0 ? reward : (dopamine * Math.Exp(-dt / tauReward)) + (reward / tauReward);
            for (var i = 0; i < 180; i++)
            {
                eligible[i] = (eligible[i] * Math.Exp(-dt / 0.1)) + ((double)twin.Weights[i] - before[i]);
                // both exponentials, in fine steps
                const int Fine = 200;
                var together = (1 / 0.1) + (1 / tauReward);
                var amount = tauReward == 0 ? dopamine
                    : dopamine * Enumerable.Range(0, Fine).Sum(k => Math.Exp(-(k + 0.5) * dt / Fine * together) * dt / Fine);
                weights[i] = Math.Clamp(weights[i] + (0.7 * amount * eligible[i]), 0, 1);
            }
        }
        Numbers.Close(1e-4, weights, Samples.Flat(layer.Weight.Value));
        Numbers.Close(1e-4, eligible, Samples.Flat(plasticity.Eligibility()));
        Assert.Contains("there is a reward, and PairStdp knows none",
            Assert.Throws<ArgumentException>(() => new LayerPlasticity(Dense(1, 1), inner).Step(new float[1], new float[1], 1)).Message);
    }

    [Fact]
    public void Normalisation_gives_each_neuron_the_same_sum_and_reset_forgets_spikes()
    {
        var layer = Dense(20, 9);
        var plasticity = new LayerPlasticity(layer, new PairStdp(), new(WeightSum: 4));
        plasticity.Normalize();
        Assert.All(Samples.Flat(layer.Weight.Value).Chunk(20), row => Assert.Equal(4, row.Sum(), 1e-5f));
        plasticity.Step(Spikes(1, 1, 1, 20), new float[9]);
        plasticity.Reset();
        var before = Samples.Flat(layer.Weight.Value);
        plasticity.Step(new float[20], Spikes(1, 1, 1, 9));
        Assert.Equal(before, Samples.Flat(layer.Weight.Value));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var layer = Dense(100, 30);
        var plasticity = new LayerPlasticity(layer, new TripletStdp());
        var (pre, post) = (Spikes(1, 1, 0.2, 100), Spikes(2, 1, 0.2, 30));
        for (var k = 0; k < 50; k++) plasticity.Step(pre, post);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 50; k++) plasticity.Step(pre, post);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_is_not_possible_is_refused_by_name()
    {
        string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains("Tau of a trace is 0", Message(() => new LayerPlasticity(Dense(1, 1), new PairStdp { TauPlus = 0 })));
        Assert.Contains("EtaPlus is NaN", Message(() => new LayerPlasticity(Dense(1, 1), new PairStdp { EtaPlus = double.NaN })));
        Assert.Contains(
            "WeightMax is -1; it must be ≥ WeightMin = 0", Message(() => new LayerPlasticity(Dense(1, 1), new PairStdp { WeightMax = -1 })));
        Assert.Contains("it must be a Linear or a Conv2d of one group", Message(() => new LayerPlasticity(new Flatten(), new PairStdp())));
        Assert.Contains("input must be its [channels, height, width]", Message(() => new LayerPlasticity(new Conv2d(1, 1, 1), new PairStdp())));
        Assert.Contains("Dt is 0", Message(() => new LayerPlasticity(Dense(1, 1), new PairStdp(), new(Dt: 0))));
        Assert.Contains(
            "a step has 2 presynaptic and 1 postsynaptic numbers; Linear(1 → 1) has 1 inputs and 1 outputs, and the batch is 1",
            Message(() => new LayerPlasticity(Dense(1, 1), new PairStdp()).Step(new float[2], new float[1])));
    }

    private static double Change(PlasticityRule rule, int lag) => Run(rule, pre: [Math.Max(0, -lag)], post: [Math.Max(0, lag)]) - 0.5;

    private static double Run(PlasticityRule rule, int[] pre, int[] post)
    {
        var layer = new Linear(1, 1, bias: false, weights: Initializer.Constant(0.5));
        _ = new Sequential(1, layer);
        var plasticity = new LayerPlasticity(layer, rule, new(Dt));
        for (var t = 0; t <= pre.Concat(post).Max(); t++) plasticity.Step([pre.Contains(t) ? 1 : 0], [post.Contains(t) ? 1 : 0]);
        return Samples.Flat(layer.Weight.Value)[0];
    }

    private static Linear Dense(int inputs, int outputs)
    {
        var layer = new Linear(inputs, outputs, bias: false, weights: Initializer.Uniform(0.2, 0.6));
        _ = new Sequential(4, layer);
        return layer;
    }

    private static float[] Spikes(ulong seed, int step, double rate, int count)
    {
        var random = new RandomStream(seed, (uint)step);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < rate ? 1f : 0f)];
    }

    private static SpikeBits Bits(float[] values)
    {
        var bits = new SpikeBits(1, values.Length);
        bits.Pack<float>(0, values);
        return bits;
    }

    /// <summary>Traces that decay by a factor at each step, and every synapse of every spike in turn.</summary>
    private sealed class Twin(PlasticityRule rule, int inputs, int outputs, int batch, float[] weights, double dt = Dt)
    {
        private readonly double[][] _pre = [.. rule.PreTraces.Select(_ => new double[batch * inputs])];
        private readonly double[][] _post = [.. rule.PostTraces.Select(_ => new double[batch * outputs])];

        public float[] Weights => weights;

        public void Step(float[] pre, float[] post)
        {
            Decay(_pre, rule.PreTraces);
            Decay(_post, rule.PostTraces);
            for (var b = 0; b < batch; b++)
            {
                for (var j = 0; j < inputs; j++)
                {
                    for (var i = 0; i < outputs && pre[(b * inputs) + j] != 0; i++) Change(b, i, j, rule.PreEvent);
                }
                for (var j = 0; j < inputs; j++) Raise(_pre, rule.PreTraces, (b * inputs) + j, pre);
                for (var i = 0; i < outputs; i++)
                {
                    for (var j = 0; j < inputs && post[(b * outputs) + i] != 0; j++) Change(b, i, j, rule.PostEvent);
                }
                for (var i = 0; i < outputs; i++) Raise(_post, rule.PostTraces, (b * outputs) + i, post);
            }
        }

        private delegate void Event(in SynapseEvent synapses, Span<float> changes);

        private void Change(int b, int i, int j, Event happens)
        {
            var at = (i * inputs) + j;
            float[] pre = [.. _pre.Select(trace => (float)trace[(b * inputs) + j])];
            float[] post = [.. _post.Select(trace => (float)trace[(b * outputs) + i])];
            var change = new float[1];
            happens(new([weights[at]], pre, post), change);
            weights[at] = Math.Clamp(weights[at] + change[0], (float)rule.WeightMin, (float)rule.WeightMax);
        }

        private void Decay(double[][] traces, IReadOnlyList<SpikeTrace> rules)
        {
            for (var k = 0; k < traces.Length; k++)
            {
                for (var n = 0; n < traces[k].Length; n++) traces[k][n] *= Math.Exp(-dt / rules[k].Tau);
            }
        }

        private static void Raise(double[][] traces, IReadOnlyList<SpikeTrace> rules, int n, float[] spikes)
        {
            for (var k = 0; k < traces.Length && spikes[n] != 0; k++) traces[k][n] = rules[k].IsNearest ? 1 : traces[k][n] + 1;
        }
    }

    /// <summary>The synapses of a convolution as those of a dense layer of which those with one weight change it in turn.</summary>
    private sealed class ConvolutionTwin(PlasticityRule rule, float[] weights, int[] output, int stride, int padding, int dilation)
    {
        private const int Row = 2 * 9, Pixels = 7 * 8;

        private readonly double[][] _pre = [.. rule.PreTraces.Select(_ => new double[2 * Pixels])];
        private readonly double[][] _post = [.. rule.PostTraces.Select(_ => new double[output[0] * output[1] * output[2]])];

        public float[] First { get; } = (float[])weights.Clone();

        public float[] Weights => weights;

        public void Step(float[] pre, float[] post)
        {
            for (var k = 0; k < _pre.Length; k++) _pre[k] = [.. _pre[k].Select(x => x * Math.Exp(-Dt / rule.PreTraces[k].Tau))];
            for (var k = 0; k < _post.Length; k++) _post[k] = [.. _post[k].Select(x => x * Math.Exp(-Dt / rule.PostTraces[k].Tau))];
            var places = output[1] * output[2];
            for (var n = 0; n < post.Length; n++)
            {
                var (channel, place) = (n / places, n % places);
                var change = new float[1];
                for (var k = 0; k < Row; k++)
                {
                    var row = ((place / output[2]) * stride) - padding + (k % 9 / 3 * dilation);
                    var column = ((place % output[2]) * stride) - padding + (k % 3 * dilation);
                    var input = row < 0 || row >= 7 || column < 0 || column >= 8 ? -1 : (k / 9 * Pixels) + (row * 8) + column;
                    var arrives = input >= 0 && pre[input] != 0;
                    if (!arrives && post[n] == 0) continue;
                    float[] x = [.. _pre.Select(trace => input < 0 ? 0 : (float)trace[input])], y = [.. _post.Select(trace => (float)trace[n])];
                    var synapse = new SynapseEvent([weights[(channel * Row) + k]], x, y);
                    if (arrives) rule.PreEvent(synapse, change);
                    else rule.PostEvent(synapse, change);
                    ref var weight = ref weights[(channel * Row) + k];
                    weight = Math.Clamp(weight + change[0], (float)rule.WeightMin, (float)rule.WeightMax);
                }
            }
            for (var k = 0; k < _pre.Length; k++)
            {
                for (var j = 0; j < pre.Length; j++)
                {
                    if (pre[j] != 0) _pre[k][j] = rule.PreTraces[k].IsNearest ? 1 : _pre[k][j] + 1;
                }
            }
            for (var k = 0; k < _post.Length; k++)
            {
                for (var n = 0; n < post.Length; n++)
                {
                    if (post[n] != 0) _post[k][n] = rule.PostTraces[k].IsNearest ? 1 : _post[k][n] + 1;
                }
            }
        }
    }
}
