using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>Backward functions of torch operations, from which no exception may escape.</summary>
internal static class Guarded
{
    /// <summary>
    /// The gradients by so many arguments, the first of which come from <paramref name="gradients"/>; where that fails, NaN of the
    /// shape of the gradient for the first.
    /// </summary>
    public static List<Tensor> Backward(autograd.AutogradContext ctx, Tensor given, int arguments, Func<List<Tensor>, Tensor?[]> gradients)
    {
        using var scope = NewDisposeScope();
        Tensor?[] results;
        try
        {
            results = gradients(ctx.get_saved_variables());
        }
        catch (Exception failure)
        {
            NeuronGradients.Fail(failure);
            results = [given * double.NaN];
        }

        foreach (var result in results) result?.MoveToOuterDisposeScope();
        given.Dispose();
        return Returned.Keep([.. results, .. new Tensor?[arguments - results.Length]]);
    }
}
