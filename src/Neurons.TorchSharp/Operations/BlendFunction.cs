using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>Exactly a where z = 0 and b where z = 1; the gradient is that of (1 − z) a + z b.</summary>
internal sealed class BlendFunction : autograd.SingleTensorFunction<BlendFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(BlendFunction);

    public static Tensor Of(Tensor z, Tensor a, Tensor b) =>
        is_grad_enabled() && z.requires_grad ? apply(z, a, b) : where(z.ne(0), b, a);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (z, a, b) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        ctx.set_materialize_grads(false);
        ctx.save_for_backward([z, a, b]);
        return where(z.ne(0), b, a);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        Guarded.Backward(ctx, grad_output, 3, saved =>
        {
            var spikes = saved[0].ne(0);
            var zero = zeros_like(grad_output);
            return
            [
                grad_output * (saved[2] - saved[1]),
                saved[1].requires_grad ? where(spikes, zero, grad_output) : null,
                saved[2].requires_grad ? where(spikes, grad_output, zero) : null,
            ];
        });
}
