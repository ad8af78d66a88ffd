using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Plasticity;

namespace Neurons;

/// <summary>
/// Weights and the traces of the spikes around them, between two steps. Immutable: a step gives new ones; of a step without a spike that has
/// weights in their bounds, the weights are the same tensor.
/// </summary>
/// <param name="Weights">[post, pre], or [out, in, height, width] of a convolution.</param>
/// <param name="PreTrace">[B, …] as the presynaptic spikes.</param>
/// <param name="PostTrace">[B, …] as the postsynaptic spikes.</param>
public sealed record StdpState<T>(Tensor<T> Weights, Tensor<T> PreTrace, Tensor<T> PostTrace);

/// <summary>
/// Spike-timing-dependent plasticity: a weight grows when its neuron fires after the synapse's spike, and shrinks when before. With
/// traces t that decay and grow with the spikes of this step, Δw = A₊(w) z_post ⊗ t_pre − A₋(w) t_post ⊗ z_pre, summed over the batch,
/// and w stays in its bounds. Source: Norse, <c>stdp_step_linear</c> and <c>stdp_step_conv2d</c>.
/// </summary>
public static class Stdp
{
    /// <summary>The start: weights, and traces without a spike so far.</summary>
    /// <param name="weights">[post, pre], or [out, in, height, width] of a convolution.</param>
    /// <param name="pre">The shape of the presynaptic spikes of a step, [B, …].</param>
    /// <param name="post">The shape of the postsynaptic spikes of a step, [B, …].</param>
    public static StdpState<T> Initial<T>(Tensor<T> weights, int[] pre, int[] post)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(pre);
        ArgumentNullException.ThrowIfNull(post);
        var traces = StdpModule.initial<T>(pre, post);
        return new(weights, traces.Pre, traces.Post);
    }

    /// <summary>One step of dense weights.</summary>
    /// <param name="options">Rates, bounds and time constants.</param>
    /// <param name="state">Weights [post, pre] and traces.</param>
    /// <param name="pre">The spikes that arrived, [B, pre].</param>
    /// <param name="post">The spikes that were fired, [B, post].</param>
    public static StdpState<T> Step<T>(StdpOptions options, StdpState<T> state, Tensor<T> pre, Tensor<T> post)
        where T : unmanaged, INumber<T>
    {
        Require(options, state, pre, post);
        return State(StdpModule.step(options.ToCore(), Traces(state), state.Weights, pre, post));
    }

    /// <summary>All steps of [T, B, pre] and [T, B, post]: T times <see cref="Step{T}"/>.</summary>
    public static StdpState<T> Integral<T>(StdpOptions options, StdpState<T> state, Tensor<T> pre, Tensor<T> post)
        where T : unmanaged, INumber<T>
    {
        Require(options, state, pre, post);
        return State(StdpModule.integral(options.ToCore(), Traces(state), state.Weights, pre, post));
    }

    /// <summary>One step of the shared weights of a convolution; the changes are summed over batch and positions.</summary>
    /// <param name="options">Rates, bounds and time constants.</param>
    /// <param name="state">Weights [out, in, height, width] and traces.</param>
    /// <param name="pre">The spikes that arrived, [B, in, H, W].</param>
    /// <param name="post">The spikes that were fired, [B, out, H', W'].</param>
    /// <param name="stride">≥ 1.</param>
    /// <param name="padding">Zeros around the input, ≥ 0.</param>
    /// <param name="dilation">≥ 1.</param>
    public static StdpState<T> ConvolutionStep<T>(
        StdpOptions options, StdpState<T> state, Tensor<T> pre, Tensor<T> post, int stride = 1, int padding = 0, int dilation = 1)
        where T : unmanaged, INumber<T>
    {
        Require(options, state, pre, post);
        return State(StdpConvolutionModule.step(
            new Window(stride, padding, dilation), options.ToCore(), Traces(state), state.Weights, pre, post));
    }

    /// <summary>All steps of [T, B, in, H, W] and [T, B, out, H', W']: T times <see cref="ConvolutionStep{T}"/>.</summary>
    public static StdpState<T> ConvolutionIntegral<T>(
        StdpOptions options, StdpState<T> state, Tensor<T> pre, Tensor<T> post, int stride = 1, int padding = 0, int dilation = 1)
        where T : unmanaged, INumber<T>
    {
        Require(options, state, pre, post);
        return State(StdpConvolutionModule.integral(
            new Window(stride, padding, dilation), options.ToCore(), Traces(state), state.Weights, pre, post));
    }

    private static void Require<T>(StdpOptions options, StdpState<T> state, Tensor<T> pre, Tensor<T> post)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(pre);
        ArgumentNullException.ThrowIfNull(post);
    }

    private static Traces<T> Traces<T>(StdpState<T> state) => new(state.PreTrace, state.PostTrace);

    private static StdpState<T> State<T>((Tensor<T> Weights, Traces<T> Traces) next) => new(next.Weights, next.Traces.Pre, next.Traces.Post);
}
