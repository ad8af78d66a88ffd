namespace Neurons.Networks;

/// <summary>What cells ask of the neurons that they are given.</summary>
internal static class CellNeurons
{
    /// <summary>The neurons, which must have these inputs.</summary>
    /// <exception cref="ArgumentException">They have others.</exception>
    public static NeuronLayer WithInputs(string owner, string name, NeuronLayer neurons, params string[] inputs) =>
        neurons.Model.InputNames.AsSpan().SequenceEqual(inputs)
            ? neurons
            : throw new ArgumentException(
                $"{owner}: {name} is {neurons.Model.Name}, with the inputs {string.Join(", ", neurons.Model.InputNames)}; "
                + $"neurons with {string.Join(", ", inputs)} are needed.", name);

    /// <summary>The features of a shape that is nothing but features.</summary>
    public static int Features(int[] input) => input is [var features] ? features : throw new ArgumentException("takes [features]");
}
