using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Recorded methods of training on one batch: the gradients of each update, the weights after, spikes and outputs before.</summary>
internal static class RecordedTraining
{
    public static void Ottt(DeepCase recorded, Comparison comparison) => Online(
        recorded, comparison, accumulate => new Ottt(accumulate), new() { TauMemInv = 0.5, Reset = SpikeReset.Subtract, DecayInput = false });

    public static void Sltt(DeepCase recorded, Comparison comparison) =>
        Online(recorded, comparison, accumulate => new Sltt(accumulate), new() { TauMemInv = 1 / 1.1 });

    public static void Fptt(DeepCase recorded, Comparison comparison)
    {
        var lif = Lif(new() { TauMemInv = 0.5, DetachReset = true }, Surrogate.Sigmoid(4));
        var network = Network(recorded, hidden: [lif], last: lif with { VTh = 0.3 });
        var method = new Fptt(recorded.Json.Number("alpha"));
        Train(recorded, network, method, Loss.StepCrossEntropy());
        Finals(recorded, comparison, "online.final", network, parameter => parameter.Value);
        Finals(recorded, comparison, "fptt.average", network, method.Average);
    }

    public static void TruncatedBptt(DeepCase recorded, Comparison comparison)
    {
        var segment = recorded.Json.Count("segment");
        foreach (var (name, method) in new (string, TrainingMethod)[]
        {
            ("full", new Bptt()), ("sgd", new TruncatedBptt(segment)), ("accumulate", new TruncatedBptt(segment, accumulate: true)),
        })
        {
            var lif = Lif(new() { TauMemInv = 0.25, DetachReset = true }, Surrogate.Atan(2));
            var network = Network(recorded, hidden: [lif], last: lif with { VTh = 0.5, Surrogate = Surrogate.Sigmoid(4) });
            var updates = Train(recorded, network, method, ScaledRates(segment));
            // those that are summed are written down as running sums, of which the update takes the last
            var first = name == "accumulate" ? recorded.Numbers("accumulate.losses").Length - 1 : 0;
            Gradients(recorded, comparison, $"{name}.grad", network, updates, first);
            if (name == "sgd") Finals(recorded, comparison, "sgd.final", network, parameter => parameter.Value);
        }
    }

    private static void Online(DeepCase recorded, Comparison comparison, Func<bool, TrainingMethod> method, LifBoxOptions options)
    {
        foreach (var accumulate in new[] { true, false })
        {
            var name = accumulate ? "accumulate" : "online";
            var lif = Lif(options, Surrogate.Sigmoid(4));
            var network = Network(recorded, hidden: [lif, lif], last: null);
            if (accumulate)
            {
                var traced = network.Trace(Input(recorded));
                comparison.Spikes(recorded.Numbers("accumulate.spikes1"), Arrays.Flat(traced[1]));
                comparison.Spikes(recorded.Numbers("accumulate.spikes2"), Arrays.Flat(traced[3]));
                comparison.State("accumulate.outputs", recorded.Numbers("accumulate.outputs"), Arrays.Flat(traced[4]));
            }
            Gradients(recorded, comparison, $"{name}.grad", network, Train(recorded, network, method(accumulate), Loss.StepCrossEntropy()), 0);
            Finals(recorded, comparison, $"{name}.final", network, parameter => parameter.Value);
        }
    }

    private static LifBoxOptions Lif(LifBoxOptions options, Surrogate surrogate) =>
        options with { Dt = 1, Surrogate = surrogate, Comparison = Neurons.Comparison.GreaterOrEqual };

    /// <summary>Linear layers with the recorded weights, with neurons between, and behind the last one if there are any.</summary>
    private static Sequential Network(DeepCase recorded, LifBoxOptions[] hidden, LifBoxOptions? last)
    {
        var layers = new List<Layer>();
        for (var i = 0; i <= hidden.Length; i++)
        {
            var weight = recorded.Shape($"weights.{2 * i}.weight");
            layers.Add(new Linear(weight[1], weight[0]));
            if (i < hidden.Length) layers.Add(new LifBox(weight[0], hidden[i]));
            else if (last is not null) layers.Add(new LifBox(weight[0], last));
        }
        var network = new Sequential(1, [.. layers]);
        foreach (var parameter in network.Parameters)
            Tensor<float>(recorded, $"weights.{parameter.Name}").CopyNumbersTo(parameter.Value);
        return network;
    }

    /// <summary>One epoch of the one batch. Returns the gradients of each update, parameter after parameter.</summary>
    private static List<List<double[]>> Train(DeepCase recorded, Sequential network, TrainingMethod method, Loss loss)
    {
        var sgd = new RecordingSgd(recorded.Json.Number("learning_rate"));
        var input = Input(recorded);
        var (steps, batch, features) = ((int)input.Lengths[0], (int)input.Lengths[1], (int)input.Lengths[2]);
        var samples = new float[steps * batch * features];
        for (var t = 0; t < steps; t++)
        {
            for (var sample = 0; sample < batch; sample++)
                input.ReadOnlySpan().Slice(((t * batch) + sample) * features, features).CopyTo(samples.AsSpan(((sample * steps) + t) * features));
        }
        var data = Dataset.OverTime(
            System.Numerics.Tensors.Tensor.Create(samples, [batch, steps, features]),
            Array.ConvertAll(recorded.Numbers("target"), target => (int)target));
        var trainer = new Trainer(network, loss, sgd) { BatchSize = batch, Method = method };
        _ = trainer.TrainAsync(data, 1).ToBlockingEnumerable().Single();
        return sgd.Updates;
    }

    /// <summary>Cross-entropy of so many times the mean of the spikes.</summary>
    private static Loss ScaledRates(int scale)
    {
        var criterion = Loss.CrossEntropy();
        return Loss.From("scaled_rates", (output, labels) =>
        {
            var (steps, rates) = ((int)output.Lengths[0], System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, .. output.Lengths[1..]]));
            var width = (int)rates.FlattenedLength;
            for (var i = 0; i < (int)output.FlattenedLength; i++) rates.Span()[i % width] += output.ReadOnlySpan()[i] * scale / steps;
            var (value, own) = criterion.Evaluate(rates, labels);
            var gradient = System.Numerics.Tensors.Tensor.CreateFromShape<float>(output.Lengths);
            for (var i = 0; i < (int)output.FlattenedLength; i++) gradient.Span()[i] = own.ReadOnlySpan()[i % width] * scale / steps;
            return (value, gradient);
        });
    }

    private static void Gradients(
        DeepCase recorded, Comparison comparison, string name, Network network, List<List<double[]>> updates, int first)
    {
        for (var u = 0; u < updates.Count; u++)
        {
            for (var p = 0; p < network.Parameters.Count; p++)
            {
                var array = $"{name}{u + first}.{network.Parameters[p].Name}";
                comparison.Gradient(array, recorded.Numbers(array), updates[u][p]);
            }
        }
        if (recorded.Tensors.Contains($"{name}{updates.Count + first}.{network.Parameters[0].Name}"))
            throw new ArgumentException($"{name}: there were {updates.Count} updates; more are recorded.");
    }

    private static void Finals(
        DeepCase recorded, Comparison comparison, string name, Network network, Func<Parameter, Tensor<float>> value)
    {
        foreach (var parameter in network.Parameters)
            comparison.State($"{name}.{parameter.Name}", recorded.Numbers($"{name}.{parameter.Name}"), Arrays.Flat(value(parameter)));
    }

    private static Tensor<float> Input(DeepCase recorded) => Tensor<float>(recorded, "input");

    private static Tensor<T> Tensor<T>(DeepCase recorded, string name)
        where T : System.Numerics.INumberBase<T> =>
        Arrays.Tensor<T>(recorded.Numbers(name), Array.ConvertAll(recorded.Shape(name), length => (nint)length));

    /// <summary>Gradient descent that writes down the gradients of each update.</summary>
    private sealed class RecordingSgd(double learningRate) : Optimizer(learningRate)
    {
        public new List<List<double[]>> Updates { get; } = [];

        protected override void Update(in ParameterUpdate update)
        {
            if (Updates.Count < update.Number) Updates.Add([]);
            Updates[^1].Add(Array.ConvertAll(update.Gradient.ToArray(), value => (double)value));
            for (var i = 0; i < update.Values.Length; i++) update.Values[i] -= (float)LearningRate * update.Gradient[i];
        }
    }
}
