using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>Small networks and data for the tests.</summary>
internal static class Samples
{
    public static Sequential Network(ulong seed = 1) =>
        new(seed, new Linear(6, 9), new CubaLif(9), new Linear(9, 3), new LeakyIntegrator(3));

    public static Tensor<float> Uniform(ulong seed, float low, float high, params ReadOnlySpan<nint> shape)
    {
        var tensor = Tensor.CreateFromShape<float>(shape);
        var values = new float[tensor.FlattenedLength];
        new RandomStream(seed, 0).FillUniform(values, low, high);
        return Tensor.Create(values, shape);
    }

    /// <summary>Three classes that differ in which features are large.</summary>
    public static Dataset Classes(int count)
    {
        var inputs = Flat(Uniform(5, 0, 0.6f, count, 6));
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            inputs[i * 6 + 2 * labels[i]] += 2;
        }
        return new Dataset(Tensor.Create(inputs, [count, 6]), labels);
    }

    public static Trainer Trainer(ulong seed = 1) =>
        new(Network(seed), Loss.MaxMembraneCrossEntropy(), new Adam(0.01)) { TimeSteps = 20, BatchSize = 16 };

    public static async Task<List<Epoch>> Train(Trainer trainer, Dataset data, int epochs)
    {
        var done = new List<Epoch>();
        await foreach (var epoch in trainer.TrainAsync(data, epochs)) done.Add(epoch);
        return done;
    }

    public static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    public static double[] Doubles(Tensor<float> tensor) => Array.ConvertAll(Flat(tensor), value => (double)value);

    /// <summary>All weights, one after the other.</summary>
    public static float[] Weights(Network network) => [.. network.Parameters.SelectMany(parameter => Flat(parameter.Value))];

    public static string TemporaryFile(string name) => Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, name);
}
