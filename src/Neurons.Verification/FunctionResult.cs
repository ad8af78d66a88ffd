using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>What a recorded function computes here: its outputs by name, and the gradients of Σ upstream·output by its inputs.</summary>
internal sealed record FunctionResult<T>(IReadOnlyDictionary<string, Tensor<T>> Outputs, IReadOnlyDictionary<string, Tensor<T>> Gradients)
{
    /// <summary>Outputs without gradients.</summary>
    public static FunctionResult<T> Of(IReadOnlyDictionary<string, Tensor<T>> outputs) => new(outputs, new Dictionary<string, Tensor<T>>());

    /// <summary>A single output, <c>output</c>, without gradients.</summary>
    public static FunctionResult<T> Of(Tensor<T> output) => Of(new Dictionary<string, Tensor<T>> { ["output"] = output });
}
