// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ReceptorSynapse layer. Source: Destexhe et al. 1994; brainpy.state, AMPA and
/// GABAa.</summary>
public sealed record ReceptorSynapseOptions : NeuronOptions
{
    /// <summary>Rate at which the transmitter is bound. In 1/(ms mM). Allowed: &gt; 0. Default 0.98.</summary>
    public NeuronParameter Alpha { get; init; } = 0.98;

    /// <summary>Rate at which the transmitter is lost. In 1/ms. Allowed: &gt; 0. Default 0.18.</summary>
    public NeuronParameter Beta { get; init; } = 0.18;

    /// <summary>Concentration of the transmitter in a pulse. In mM. Allowed: ≥ 0. Default 0.5.</summary>
    public NeuronParameter T { get; init; } = 0.5;

    /// <summary>Duration of a pulse. In ms. Allowed: &gt; 0. Default 0.5.</summary>
    public NeuronParameter TDur { get; init; } = 0.5;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The preset ampa: brainpy.state 0.1.0, AMPA. Time in ms.</summary>
    public static ReceptorSynapseOptions Ampa { get; } = new();

    /// <summary>The preset gaba_a: brainpy.state 0.1.0, GABAa. Time in ms.</summary>
    public static ReceptorSynapseOptions GabaA { get; } = new()
    {
        Alpha = 0.53,
        T = 1,
        TDur = 1,
    };

    internal override string Model => "ReceptorSynapse";

    internal override NeuronParameter[] ParameterValues => [Alpha, Beta, T, TDur];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a ReceptorSynapse layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ReceptorSynapseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ReceptorSynapseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Share of open receptors: [batch…, features…].</summary>
    public Tensor<T> G => Values.Values[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[1];

    /// <inheritdoc/>
    public override ReceptorSynapseState<T> this[int sample] => (ReceptorSynapseState<T>)base[sample];

    /// <inheritdoc/>
    public override ReceptorSynapseState<T> Detach() => (ReceptorSynapseState<T>)base.Detach();

    /// <inheritdoc/>
    public override ReceptorSynapseState<T> With(string name, Tensor<T> values) => (ReceptorSynapseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ReceptorSynapseState<T> Concat(params NeuronState<T>[] others) => (ReceptorSynapseState<T>)base.Concat(others);

    internal override ReceptorSynapseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse of AMPA or GABA_A receptors. Source: Destexhe et al. 1994; brainpy.state, AMPA and
/// GABAa.</summary>
public sealed class ReceptorSynapse : NeuronLayer<ReceptorSynapseState<float>, ReceptorSynapseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ReceptorSynapse(int features, ReceptorSynapseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ReceptorSynapse(int[] shape, ReceptorSynapseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ReceptorSynapse(ReceptorSynapseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ReceptorSynapseOptions Options { get; }

    /// <inheritdoc/>
    public new ReceptorSynapseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ReceptorSynapseState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ReceptorSynapseState<T>(StateLayout, values);
}
