// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a NmdaSynapse layer. Source: Destexhe et al. 1994; brainpy.state, BioNMDA.</summary>
public sealed record NmdaSynapseOptions : NeuronOptions
{
    /// <summary>Rate at which bound receptors open. In 1/ms. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Alpha1 { get; init; } = 2;

    /// <summary>Rate at which receptors close. In 1/ms. Allowed: &gt; 0. Default 0.01.</summary>
    public NeuronParameter Beta1 { get; init; } = 0.01;

    /// <summary>Rate at which the transmitter is bound. In 1/(ms mM). Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter Alpha2 { get; init; } = 1;

    /// <summary>Rate at which the transmitter is lost. In 1/ms. Allowed: &gt; 0. Default 0.5.</summary>
    public NeuronParameter Beta2 { get; init; } = 0.5;

    /// <summary>Concentration of the transmitter in a pulse. In mM. Allowed: ≥ 0. Default 1.</summary>
    public NeuronParameter T { get; init; } = 1;

    /// <summary>Duration of a pulse. In ms. Allowed: &gt; 0. Default 0.5.</summary>
    public NeuronParameter TDur { get; init; } = 0.5;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static NmdaSynapseOptions Brainpy { get; } = new();

    internal override string Model => "NmdaSynapse";

    internal override NeuronParameter[] ParameterValues => [Alpha1, Beta1, Alpha2, Beta2, T, TDur];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a NmdaSynapse layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NmdaSynapseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal NmdaSynapseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Share of open receptors: [batch…, features…].</summary>
    public Tensor<T> G => Values.Values[0];

    /// <summary>Share of receptors that have bound the transmitter: [batch…, features…].</summary>
    public Tensor<T> X => Values.Values[1];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[2];

    /// <inheritdoc/>
    public override NmdaSynapseState<T> this[int sample] => (NmdaSynapseState<T>)base[sample];

    /// <inheritdoc/>
    public override NmdaSynapseState<T> Detach() => (NmdaSynapseState<T>)base.Detach();

    /// <inheritdoc/>
    public override NmdaSynapseState<T> With(string name, Tensor<T> values) => (NmdaSynapseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override NmdaSynapseState<T> Concat(params NeuronState<T>[] others) => (NmdaSynapseState<T>)base.Concat(others);

    internal override NmdaSynapseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse of NMDA receptors. Source: Destexhe et al. 1994; brainpy.state, BioNMDA.</summary>
public sealed class NmdaSynapse : NeuronLayer<NmdaSynapseState<float>, NmdaSynapseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public NmdaSynapse(int features, NmdaSynapseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public NmdaSynapse(int[] shape, NmdaSynapseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public NmdaSynapse(NmdaSynapseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public NmdaSynapseOptions Options { get; }

    /// <inheritdoc/>
    public new NmdaSynapseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (NmdaSynapseState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new NmdaSynapseState<T>(StateLayout, values);
}
