// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a TsodyksMarkram layer. Source: Tsodyks &amp; Markram 1997; Norse, stp_step.</summary>
public sealed record TsodyksMarkramOptions : NeuronOptions
{
    /// <summary>Inverse time constant of facilitation. In 1/s. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter TauFInv { get; init; } = 20;

    /// <summary>Inverse time constant of the recovery from depression. In 1/s. Allowed: &gt; 0. Default
    /// 1.3333333333333333.</summary>
    public NeuronParameter TauDInv { get; init; } = 1.3333333333333333;

    /// <summary>Share of the rest that a spike adds to the use of resources. Allowed: in [0, 1]. Default
    /// 0.45.</summary>
    public NeuronParameter USe { get; init; } = 0.45;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static TsodyksMarkramOptions Norse1 { get; } = new();

    internal override string Model => "TsodyksMarkram";

    internal override NeuronParameter[] ParameterValues => [TauFInv, TauDInv, USe];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a TsodyksMarkram layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TsodyksMarkramState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal TsodyksMarkramState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Use of resources by a spike: [batch…, features…].</summary>
    public Tensor<T> U => Values.Values[0];

    /// <summary>Resources left: [batch…, features…].</summary>
    public Tensor<T> X => Values.Values[1];

    /// <inheritdoc/>
    public override TsodyksMarkramState<T> this[int sample] => (TsodyksMarkramState<T>)base[sample];

    /// <inheritdoc/>
    public override TsodyksMarkramState<T> Detach() => (TsodyksMarkramState<T>)base.Detach();

    /// <inheritdoc/>
    public override TsodyksMarkramState<T> With(string name, Tensor<T> values) => (TsodyksMarkramState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override TsodyksMarkramState<T> Concat(params NeuronState<T>[] others) => (TsodyksMarkramState<T>)base.Concat(others);

    internal override TsodyksMarkramState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse with short-term facilitation and depression. Source: Tsodyks &amp; Markram 1997; Norse,
/// stp_step.</summary>
public sealed class TsodyksMarkram : NeuronLayer<TsodyksMarkramState<float>, TsodyksMarkramState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TsodyksMarkram(int features, TsodyksMarkramOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TsodyksMarkram(int[] shape, TsodyksMarkramOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TsodyksMarkram(TsodyksMarkramOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public TsodyksMarkramOptions Options { get; }

    /// <inheritdoc/>
    public new TsodyksMarkramState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (TsodyksMarkramState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new TsodyksMarkramState<T>(StateLayout, values);
}
