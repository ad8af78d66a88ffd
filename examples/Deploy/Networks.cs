using System.Numerics.Tensors;

namespace Neurons.Deploy;

/// <summary>Networks: from a file, with every kind of layer, and in training.</summary>
internal static class Networks
{
    /// <summary>A network that is written, loaded and asked.</summary>
    public static Checksum Predict(string folder)
    {
        var file = Path.Combine(folder, "net.safetensors");
        Small().Save(file);
        var network = Sequential.Load(file);
        return new Checksum()
            .Add(network.Predict(Inputs.Floats(16, 64), timeSteps: 25))
            .Add(network.Predict(Inputs.Floats(25, 16, 64)));
    }

    /// <summary>Every kind of layer, forward and back, from a file written by the library and from one written by hand.</summary>
    public static Checksum EveryLayer(string folder)
    {
        var file = Path.Combine(folder, "layers.safetensors");
        var sum = new Checksum();
        foreach (var (network, shape) in ((Sequential, nint[])[])[(Lines(), [5, 3, 2, 40]), (Images(), [5, 3, 1, 9, 7])])
        {
            var run = network.Forward(Inputs.Floats(shape));
            var gradients = run.Pullback(run.Output);
            for (var p = 0; p < gradients.Parameters.Count; p++) sum.Add(gradients[p]);
            network.Save(file);
            sum.Add(Sequential.Load(file).Predict(Inputs.Floats(shape)));
        }

        var description = Path.Combine(folder, "net.yaml");
        File.WriteAllText(description, """
            seed: 5
            layers:
              - {type: Linear, inputs: 64, outputs: 20}
              - {type: CubaLif, parameters: {v_th: {value: 0.2, learnable: true}}, options: {jump: BeforeIntegration, surrogate: "atan(alpha=2)"}}
              - {type: Linear, inputs: 20, outputs: 10}
            """);
        return sum.Add(NetworkFile.Read(description).Predict(Inputs.Floats(4, 64), timeSteps: 10));
    }

    /// <summary>A training that is stopped, saved, and goes on from the file.</summary>
    public static async Task<Checksum> Train(string folder)
    {
        var (data, test) = Digits.Load().Split(0.1, seed: 1);
        var trainer = new Trainer(Small(), Loss.MeanMembraneCrossEntropy(labelSmoothing: 0.1), new AdamW(1e-2))
        {
            TimeSteps = 8,
            BatchSize = 32,
            Encoding = InputEncoding.Rate(),
            Schedule = Schedule.Cosine(2),
            Clipping = GradientClipping.ByNorm(1),
        };
        var sum = new Checksum();
        for (var part = 0; part < 2; part++)
        {
            await foreach (var epoch in trainer.TrainAsync(data, part + 1, test)) sum.Add(epoch.Loss, epoch.Test!.Loss, epoch.Test.Accuracy);
            var file = Path.Combine(folder, "training.safetensors");
            trainer.Save(file);
            trainer = Trainer.Resume(file);
        }

        foreach (var parameter in trainer.Network.Parameters) sum.Add(parameter.Value);
        return sum;
    }

    public static Sequential Small() => new(
        7, new Linear(64, 48), new Lif(new() { VTh = Learnable.PerNeuron(0.3) }), new Linear(48, 10), new LeakyIntegrator());

    private static Sequential Lines() => new(
        3,
        new Input(2, 40),
        new Conv1d(2, 6, 3, stride: 2, padding: 1, dilation: 2, groups: 2),
        new BatchNorm(6),
        new MaxPool1d(3, 2, 1),
        new AveragePool1d(2, 1, 1),
        new SumPool1d(1),
        new Leaky(options: new() { Beta = Learnable.PerChannel(0.8) }),
        new Dropout(0.2, perStep: true),
        new Residual(new Delay(2), new ActivityPenalty { L1 = 0.5 }),
        new Branches(Merge.Concatenate, new Block(new Conv1d(6, 2, 1), new Lif()), Feedback.OneToOne(new Leaky(), 0.3)),
        new Flatten(),
        new LayerNorm(88),
        new Linear(88, 12),
        new Feedback(new Synaptic()),
        new Activation(ActivationFunction.Tanh),
        new OverTime(Reduction.Sum),
        new Linear(12, 3));

    private static Sequential Images() => new(
        4,
        new Input(1, 9, 7),
        new Conv2d(1, 4, (3, 2), stride: (1, 2), padding: (2, 1)),
        BatchNorm.ThresholdDependent(4, threshold: 1, alpha: 0.5),
        new Leaky(options: new() { Beta = Learnable.PerNeuron(0.8) }),
        new MaxPool2d(2),
        new AveragePool2d((2, 1), 1, (1, 0)),
        new SumPool2d((1, 2)),
        new LayerNorm(6, 1));
}
