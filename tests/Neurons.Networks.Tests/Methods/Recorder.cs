namespace Neurons.Networks.Tests;

/// <summary>An optimizer that writes down the gradients that it is given, and, but for a learning rate, changes nothing.</summary>
internal sealed class Recorder(double learningRate = 0) : Optimizer(learningRate)
{
    /// <summary>The gradients of each update, parameter after parameter.</summary>
    public List<List<float[]>> All { get; } = [];

    protected override void Update(in ParameterUpdate update)
    {
        if (All.Count < update.Number) All.Add([]);
        All[^1].Add(update.Gradient.ToArray());
        for (var i = 0; i < update.Values.Length; i++) update.Values[i] -= (float)LearningRate * update.Gradient[i];
    }

    /// <summary>The gradients of one batch by a method, one array a learnable parameter for each update.</summary>
    public static async Task<List<List<float[]>>> Gradients(
        Network network, TrainingMethod method, Dataset data, Loss? loss = null, int steps = 12, double learningRate = 0)
    {
        var recorder = new Recorder(learningRate);
        var trainer = new Trainer(network, loss ?? Loss.StepCrossEntropy(), recorder) { BatchSize = data.Count, TimeSteps = steps, Method = method };
        await Samples.Train(trainer, data, 1);
        return recorder.All;
    }

    /// <summary>Requires that two arrays are equal but for rounding.</summary>
    public static void RequireClose(float[] expected, float[] actual, double tolerance = 1e-5, string what = "a gradient") =>
        Assert.True(Error(expected, actual) < tolerance, $"{what}: error {Error(expected, actual)}");

    /// <summary>The largest difference over the largest magnitude of what is expected.</summary>
    public static double Error(float[] expected, float[] actual) =>
        expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / Math.Max(1e-12, expected.Max(Math.Abs));
}
