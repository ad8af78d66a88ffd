using System.Numerics.Tensors;

namespace Neurons.Cli.Report;

/// <summary>The inputs of samples by the names of a network.</summary>
internal static class SampleInputs
{
    /// <summary>Each [T, batch, features…]; the first of the network is the data's own.</summary>
    public static IReadOnlyDictionary<string, Tensor<float>> Of(Network network, Batch batch) => network.InputNames.ToDictionary(
        name => name, name => name == network.InputNames[0] ? batch.ToTensor() : batch.Inputs[name].ToTensor());
}
