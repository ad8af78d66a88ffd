using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Run;

namespace Neurons;

/// <content>The layer with recurrent synapses: x[t] = W_in z_in[t] + W_rec z[t − 1].</content>
public abstract partial class NeuronLayer
{
    /// <summary>The initial state of a batch of the recurrent layer: that of the neurons, and no spikes.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="batch">The number of samples.</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of layers with one seed.</param>
    public RecurrentState<T> RecurrentInitial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var neurons = Initial<T>(batch, seed, stream);
        return new(Tensor.CreateFromShape<T>(neurons.Shape), neurons);
    }

    /// <summary>One step of a recurrent layer: the output and the next state.</summary>
    /// <param name="weights">The synapses, W_in [N, M] and W_rec [N, N].</param>
    /// <param name="input">[batch, M].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <returns>The output, [batch, N], and the state after it.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the neurons have several inputs.</exception>
    public (Tensor<T> Output, RecurrentState<T> State) RecurrentStep<T>(
        RecurrentWeights<T> weights, Tensor<T> input, RecurrentState<T>? state = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (output, next) = Recurrent.step(_dynamics, _values, weights, Before(weights, input, 0, state), input);
        return (output, Typed(next));
    }

    /// <summary>All steps of a recurrent layer: as many <see cref="RecurrentStep{T}"/>, with the same bits, only faster.</summary>
    /// <param name="weights">The synapses, W_in [N, M] and W_rec [N, N].</param>
    /// <param name="input">[T, batch, M].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <returns>The output at every step, [T, batch, N], and the state after the last.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the neurons have several inputs.</exception>
    public (Tensor<T> Output, RecurrentState<T> State) RecurrentIntegral<T>(
        RecurrentWeights<T> weights, Tensor<T> input, RecurrentState<T>? state = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (output, last) = Recurrent.integral(_dynamics, _values, weights, Before(weights, input, 1, state), input);
        return (output, Typed(last));
    }

    /// <summary>The forward pass of a recurrent layer with its gradient, through time and through the recurrent synapses.</summary>
    /// <param name="weights">The synapses, W_in [N, M] and W_rec [N, N].</param>
    /// <param name="input">[T, batch, M]; not to be changed before the gradient is taken.</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or the neurons have several inputs.</exception>
    public RecurrentLayerPullback<T> RecurrentPullback<T>(RecurrentWeights<T> weights, Tensor<T> input, RecurrentState<T>? state = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (output, trace) = Recurrent.trace(_dynamics, _values, weights, Before(weights, input, 1, state), input);
        return new(this, trace, output, Typed(trace.Final));
    }

    /// <summary>What a call starts from, where time is so many leading dimensions of the input.</summary>
    private RecurrentValues<T> Before<T>(RecurrentWeights<T> weights, Tensor<T> input, int time, RecurrentState<T>? state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank <= time)
            throw new ArgumentException(
                $"{Model.Name}: the input has the shape {Shapes.Text(input.Lengths)}; it must be [{(time > 0 ? "T, " : "")}batch, {weights.Inputs}].",
                nameof(input));

        nint[] shape = [.. input.Lengths[time..^1], .. RequiredShape];
        var neurons = Start(shape, "the layer", shape, state?.Neurons);
        return new(state?.Spikes ?? Tensor.CreateFromShape<T>(shape), neurons);
    }

    internal RecurrentState<T> Typed<T>(RecurrentValues<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(values.Spikes, Wrap(values.Neurons));
}

/// <summary>The state of a recurrent layer between two calls.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Spikes">The output of the last step, [batch, N], which the next one receives through the recurrent synapses.</param>
/// <param name="Neurons">The states of the neurons.</param>
public sealed record RecurrentState<T>(Tensor<T> Spikes, NeuronState<T> Neurons)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A forward pass of a recurrent layer together with its gradient.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RecurrentLayerPullback<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NeuronLayer _layer;
    private readonly RecurrentTrace<T> _trace;

    internal RecurrentLayerPullback(NeuronLayer layer, RecurrentTrace<T> trace, Tensor<T> output, RecurrentState<T> final)
    {
        _layer = layer;
        _trace = trace;
        Output = output;
        Final = final;
    }

    /// <summary>The output at every step, [T, batch, N].</summary>
    public Tensor<T> Output { get; }

    /// <summary>The state after the last step.</summary>
    public RecurrentState<T> Final { get; }

    /// <summary>The gradients of a loss whose derivatives by what the forward pass returned are given; what is left out is 0.</summary>
    /// <param name="output">Derivative by the output, [T, batch, N].</param>
    /// <param name="final">Derivative by the last state, such as that by the initial state of the next sequence.</param>
    public RecurrentLayerGradients<T> Gradients(Tensor<T>? output = null, RecurrentState<T>? final = null)
    {
        var gradients = Recurrent.gradients(
            _layer.Dynamics,
            _trace,
            output!,
            final is null
                ? FSharpValueOption<RecurrentValues<T>>.None
                : FSharpValueOption<RecurrentValues<T>>.Some(new(final.Spikes, final.Neurons.Values)));
        var last = Final.Neurons.Values;
        return new(
            gradients.Inputs,
            gradients.InputWeights,
            gradients.RecurrentWeights,
            _layer.Typed<T>(new(gradients.Spikes, new(gradients.State, last.Step, last.Seed, last.Stream))),
            _layer.Model.ParameterNames.Zip(gradients.Parameters).ToDictionary(pair => pair.First, pair => pair.Second.ToArray()));
    }
}

/// <summary>The gradients of a recurrent layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Input">Of the input, [T, batch, M].</param>
/// <param name="InputWeights">Of W_in, [N, M].</param>
/// <param name="RecurrentWeights">Of W_rec, [N, N].</param>
/// <param name="Initial">Of the state before the first step.</param>
/// <param name="Parameters">Of all parameters, by the names of the model: as many numbers as each has, row-major.</param>
public sealed record RecurrentLayerGradients<T>(
    Tensor<T> Input,
    Tensor<T> InputWeights,
    Tensor<T> RecurrentWeights,
    RecurrentState<T> Initial,
    IReadOnlyDictionary<string, double[]> Parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
