using System.Numerics.Tensors;

namespace Neurons.Deploy;

/// <summary>A training whose parts are read of a file, an optimizer and a schedule of the application's own among them.</summary>
internal static class OwnParts
{
    /// <summary>A training that a file describes, which is stopped, saved, and goes on from the file.</summary>
    public static async Task<Checksum> Train(string folder)
    {
        Optimizer.Kinds.Register<Sign, SignOptions>("sign", o => new(o), sign => sign.Options);
        Schedule.Kinds.Register("inverse_root", Schedule.From("inverse_root", (start, done) => start / Math.Sqrt(done + 1)));
        var description = Path.Combine(folder, "own.yaml");
        File.WriteAllText(description, """
            seed: 3
            layers:
              - {type: Linear, inputs: 64, outputs: 24}
              - {type: Leaky}
              - {type: Linear, inputs: 24, outputs: 10}
              - {type: Leaky}
            training:
              time_steps: 6
              batch_size: 32
              loss: {name: temporal_cross_entropy, inverse: reciprocal, label_smoothing: 0.1}
              optimizer: {name: sign, decay: 0.5}
              learning_rate: 0.003
              schedule: {name: inverse_root, then: {name: step, size: 1}, after: 1}
              clipping: {name: value, largest: 0.5}
              encoding: "latency:steps=6,normalize,first_spike=1"
            """);
        var (data, _) = Digits.Load().Split(0.1, seed: 1);
        var trainer = NetworkFile.ReadTrainer(description);
        var sum = new Checksum();
        for (var part = 0; part < 2; part++)
        {
            await foreach (var epoch in trainer.TrainAsync(data, 1)) sum.Add(epoch.Loss, epoch.Accuracy, epoch.LearningRate);
            var file = Path.Combine(folder, "own.safetensors");
            trainer.Save(file);
            trainer = Trainer.Resume(file);
        }

        foreach (var parameter in trainer.Network.Parameters) sum.Add(parameter.Value);
        return sum;
    }

    private sealed record SignOptions(double LearningRate = 1e-3, double Decay = 0.9);

    private sealed class Sign(SignOptions options) : Optimizer(options.LearningRate)
    {
        public SignOptions Options => options;

        public override IReadOnlyList<string> StateNames => ["mean"];

        protected override void Update(in ParameterUpdate update)
        {
            var mean = update.State(0);
            TensorPrimitives.Multiply(mean, (float)options.Decay, mean);
            TensorPrimitives.Add(mean, update.Gradient, mean);
            for (var i = 0; i < mean.Length; i++) update.Values[i] -= (float)LearningRate * Math.Sign(mean[i]);
        }
    }
}
