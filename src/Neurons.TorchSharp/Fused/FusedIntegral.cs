using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The fused kernels as a function that autograd knows.</summary>
internal sealed class FusedIntegral : autograd.MultiTensorFunction<FusedIntegral>
{
    private const string Call = "call";

    /// <inheritdoc/>
    public override string Name => nameof(FusedIntegral);

    public static (Tensor Output, Tensor[] Final) Run(
        NeuronCall call, ParameterSource[] parameters, Tensor[] inputs, Tensor[] states, Gpu.Device? device)
    {
        Tensor[] tensors = [.. inputs, .. states, .. parameters.Select(parameter => parameter.Tensor).OfType<Tensor>()];
        var results = is_grad_enabled() && tensors.Any(tensor => tensor.requires_grad)
            ? Differentiable(new(call, parameters, tensors, device), tensors)
            : FusedCall.Forward(device, call, inputs, states);
        return (results[0], [.. results.Skip(1)]);
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var fused = (FusedCall)vars[0];
        Tensor[] tensors = [.. vars.Skip(1).Cast<Tensor>()];
        ctx.save_data(Call, fused);
        ctx.save_for_backward([.. tensors]);
        return fused.Made = fused.Forward(tensors);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var fused = (FusedCall)ctx.get_data(Call);
        List<Tensor>? saved = null;
        try
        {
            saved = ctx.get_saved_variables();
            return Returned.Keep([null, .. fused.Gradients([.. saved], [.. grad_outputs])]);
        }
        catch (Exception failure)
        {
            NeuronGradients.Fail(failure);
            return Returned.Keep([null, .. fused.NotNumbers()]);
        }
        finally
        {
            saved?.ForEach(tensor => tensor.Dispose());
            grad_outputs.ForEach(gradient => gradient.Dispose());
        }
    }

    private static List<Tensor> Differentiable(FusedCall fused, Tensor[] tensors)
    {
        using var scope = NewDisposeScope();
        var results = apply([fused, .. tensors]);
        // Of every result, its node keeps one alike, to make zeros of where a gradient is missing. The node disposes them; were a scope
        // to do it sooner, the backward pass would end the process.
        scope.Detach(scope.DisposablesView.Except([.. results, .. fused.Made]).ToArray());
        fused.Made = [];
        results.ForEach(result => result.MoveToOuterDisposeScope());
        return results;
    }
}
