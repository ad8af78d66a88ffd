using System.Runtime.CompilerServices;
using Neurons.Symbolic;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>A spike: the Heaviside step forward, the surrogate's derivative backward.</summary>
internal sealed class FireFunction : autograd.SingleTensorFunction<FireFunction>
{
    private static readonly ConditionalWeakTable<Surrogate, Slope> s_slopes = [];

    /// <inheritdoc/>
    public override string Name => nameof(FireFunction);

    public static Tensor Of(Comparison comparison, Surrogate surrogate, Tensor u) =>
        is_grad_enabled() && u.requires_grad
            ? apply(u, comparison, s_slopes.GetValue(surrogate, one => new(one)))
            : Spikes(comparison, u);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var u = (Tensor)vars[0];
        ctx.set_materialize_grads(false);
        ctx.save_for_backward([u]);
        ctx.save_data(nameof(Slope), vars[2]);
        return Spikes((Comparison)vars[1], u);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        Guarded.Backward(ctx, grad_output, 3, saved =>
            [grad_output * ((Slope)ctx.get_data(nameof(Slope))).At(saved[0])]);

    private static Tensor Spikes(Comparison comparison, Tensor u) =>
        comparison.Match<Func<Tensor, Tensor>>(greater: static u => u.gt(0), greaterOrEqual: static u => u.ge(0))(u).to(u.dtype);

    /// <summary>A surrogate's derivative, traced once.</summary>
    private sealed class Slope
    {
        private readonly Expr _derivative;

        public Slope(Surrogate surrogate) =>
            _derivative = surrogate.Derivative.Invoke(Expr.NewVariable(new(VariableKind.Input, 0, "u")));

        public Tensor At(Tensor u)
        {
            var algebra = new OperationAlgebra(
                u.dtype, u.device, _ => u, 0, (_, _) => throw new NotSupportedException("A surrogate draws no random numbers."));
            return algebra.Values(Fold.over(algebra).Invoke(_derivative));
        }
    }
}
