using System.Numerics.Tensors;

namespace Neurons;

/// <summary>
/// A layer of neurons whose states have a type of their own. The element type of the input decides the precision: float computes in
/// float32, double in float64.
/// </summary>
/// <typeparam name="TFloatState">The states in float32.</typeparam>
/// <typeparam name="TDoubleState">The states in float64.</typeparam>
public abstract class NeuronLayer<TFloatState, TDoubleState> : NeuronLayer
    where TFloatState : NeuronState<float>
    where TDoubleState : NeuronState<double>
{
    private protected NeuronLayer(int[]? shape, NeuronOptions options) : base(shape, options)
    {
    }

    /// <inheritdoc cref="NeuronLayer.Step{T}"/>
    public (Tensor<float> Output, TFloatState State) Step(
        NeuronInput<float> input, TFloatState? state = null, NeuronBuffers<float>? into = null)
    {
        var (output, next) = base.Step<float>(input, state, into);
        return (output, (TFloatState)next);
    }

    /// <inheritdoc cref="NeuronLayer.Step{T}"/>
    public (Tensor<double> Output, TDoubleState State) Step(
        NeuronInput<double> input, TDoubleState? state = null, NeuronBuffers<double>? into = null)
    {
        var (output, next) = base.Step<double>(input, state, into);
        return (output, (TDoubleState)next);
    }

    /// <inheritdoc cref="NeuronLayer.Integral{T}"/>
    public (Tensor<float> Output, TFloatState State) Integral(
        NeuronInput<float> input, TFloatState? state = null, NeuronBuffers<float>? into = null)
    {
        var (output, final) = base.Integral<float>(input, state, into);
        return (output, (TFloatState)final);
    }

    /// <inheritdoc cref="NeuronLayer.Integral{T}"/>
    public (Tensor<double> Output, TDoubleState State) Integral(
        NeuronInput<double> input, TDoubleState? state = null, NeuronBuffers<double>? into = null)
    {
        var (output, final) = base.Integral<double>(input, state, into);
        return (output, (TDoubleState)final);
    }

    /// <inheritdoc cref="NeuronLayer.RecordStates{T}(NeuronInput{T}, NeuronState{T}, string[])"/>
    public (IReadOnlyDictionary<string, Tensor<float>> Recorded, TFloatState State) Record(
        NeuronInput<float> input, TFloatState? state, params string[] names) => Record(input, state, into: null, names);

    /// <summary>States over time, into buffers of the caller's: as the overload without buffers.</summary>
    public (IReadOnlyDictionary<string, Tensor<float>> Recorded, TFloatState State) Record(
        NeuronInput<float> input, TFloatState? state, NeuronBuffers<float>? into, params string[] names)
    {
        var (recorded, final) = RecordStates<float>(input, state, into, names);
        return (recorded, (TFloatState)final);
    }

    /// <inheritdoc cref="NeuronLayer.RecordStates{T}(NeuronInput{T}, NeuronState{T}, string[])"/>
    public (IReadOnlyDictionary<string, Tensor<double>> Recorded, TDoubleState State) Record(
        NeuronInput<double> input, TDoubleState? state, params string[] names) => Record(input, state, into: null, names);

    /// <summary>States over time, into buffers of the caller's: as the overload without buffers.</summary>
    public (IReadOnlyDictionary<string, Tensor<double>> Recorded, TDoubleState State) Record(
        NeuronInput<double> input, TDoubleState? state, NeuronBuffers<double>? into, params string[] names)
    {
        var (recorded, final) = RecordStates<double>(input, state, into, names);
        return (recorded, (TDoubleState)final);
    }

    /// <summary>States over time from the initial state: as the overload with a state.</summary>
    public (IReadOnlyDictionary<string, Tensor<float>> Recorded, TFloatState State) Record(
        NeuronInput<float> input, params string[] names) => Record(input, null, names);

    /// <summary>States over time from the initial state: as the overload with a state.</summary>
    public (IReadOnlyDictionary<string, Tensor<double>> Recorded, TDoubleState State) Record(
        NeuronInput<double> input, params string[] names) => Record(input, null, names);

    /// <inheritdoc cref="NeuronLayer.SpikeCounts{T}"/>
    public (Tensor<float> Counts, TFloatState State) SpikeCounts(
        NeuronInput<float> input, TFloatState? state = null, NeuronBuffers<float>? into = null)
    {
        var (counts, final) = base.SpikeCounts<float>(input, state, into);
        return (counts, (TFloatState)final);
    }

    /// <inheritdoc cref="NeuronLayer.SpikeCounts{T}"/>
    public (Tensor<double> Counts, TDoubleState State) SpikeCounts(
        NeuronInput<double> input, TDoubleState? state = null, NeuronBuffers<double>? into = null)
    {
        var (counts, final) = base.SpikeCounts<double>(input, state, into);
        return (counts, (TDoubleState)final);
    }

    /// <inheritdoc cref="NeuronLayer.Pullback{T}"/>
    /// <param name="input">[T, batch…, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <param name="record">States to be recorded over time, whose gradients can be given as well.</param>
    /// <param name="into">Buffers that are written to instead of allocating; they are the pullback's until it is done with.</param>
    public NeuronLayerPullback<float, TFloatState> Pullback(
        NeuronInput<float> input, TFloatState? state = null, string[]? record = null, NeuronBuffers<float>? into = null) =>
        Pullback<float, TFloatState>(input, state, record ?? [], into);

    /// <inheritdoc cref="Pullback(NeuronInput{float}, TFloatState, string[], NeuronBuffers{float})"/>
    public NeuronLayerPullback<double, TDoubleState> Pullback(
        NeuronInput<double> input, TDoubleState? state = null, string[]? record = null, NeuronBuffers<double>? into = null) =>
        Pullback<double, TDoubleState>(input, state, record ?? [], into);
}
