using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>What a gradient is taken with respect to.</summary>
[Flags]
public enum GradientOf
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>Every input.</summary>
    Input = 1,

    /// <summary>The state before the first step.</summary>
    Initial = 2,

    /// <summary>The learnable parameters.</summary>
    Learnable = 4,

    /// <summary>All parameters, learnable or not.</summary>
    Parameters = 8,
}

/// <summary>
/// A forward pass of a layer together with its gradient. Nothing is stored but what was returned: the gradient computes the states again
/// from the input, so that must not be changed before.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TState">The states of the layer.</typeparam>
public sealed class NeuronLayerPullback<T, TState>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TState : NeuronState<T>
{
    private readonly NeuronLayer _layer;
    private readonly Pullback<T> _pullback;
    private readonly string[] _recorded;

    internal NeuronLayerPullback(NeuronLayer layer, Pullback<T> pullback, string[] recorded, TState final)
    {
        _layer = layer;
        _pullback = pullback;
        _recorded = recorded;
        Final = final;
        Recorded = new Dictionary<string, Tensor<T>>(recorded.Zip(pullback.Recorded.Skip(1), KeyValuePair.Create));
    }

    /// <summary>The output at every step, [T, batch…, features…].</summary>
    public Tensor<T> Output => _pullback.Recorded[0];

    /// <summary>The state after the last step.</summary>
    public TState Final { get; }

    /// <summary>The states that were asked for, at every step, by the names they were asked for.</summary>
    public IReadOnlyDictionary<string, Tensor<T>> Recorded { get; }

    /// <summary>The gradients of a loss whose derivatives by what the forward pass returned are given; what is left out is 0.</summary>
    /// <param name="output">Derivative by the output, [T, batch…, features…].</param>
    /// <param name="final">
    /// Derivative by the last state. That by the initial state of the next sequence is one, where a loss reaches over several; else
    /// start from <see cref="ZeroState"/>.
    /// </param>
    /// <param name="recorded">Derivatives by recorded states, by name.</param>
    /// <param name="of">What is asked for: by default the input and the learnable parameters.</param>
    /// <param name="into">The buffer for the gradient of the (first) input, of its shape; null to allocate.</param>
    public NeuronLayerGradients<T, TState> Gradients(
        Tensor<T>? output = null,
        TState? final = null,
        IReadOnlyDictionary<string, Tensor<T>>? recorded = null,
        GradientOf of = GradientOf.Input | GradientOf.Learnable,
        Tensor<T>? into = null)
    {
        var model = _layer.Model;
        var derivatives = new Tensor<T>?[1 + _recorded.Length];
        derivatives[0] = output;
        foreach (var (name, derivative) in recorded ?? new Dictionary<string, Tensor<T>>())
            derivatives[1 + Names.Index(model.Name, "record", _recorded, name)] = derivative;

        var parameters = new bool[model.ParameterNames.Length];
        for (var p = 0; p < parameters.Length; p++)
        {
            parameters[p] = of.HasFlag(GradientOf.Parameters)
                || (of.HasFlag(GradientOf.Learnable) && _layer.Parameters[p].IsLearnable);
        }

        var inputs = new bool[model.InputNames.Length];
        Array.Fill(inputs, of.HasFlag(GradientOf.Input));
        Tensor<T>?[]? buffers = null;
        if (into is not null)
        {
            buffers = new Tensor<T>?[inputs.Length];
            buffers[0] = into;
        }

        var request = new GradientRequest<T>(inputs, of.HasFlag(GradientOf.Initial), parameters, buffers!);
        return new(_layer, _pullback.Gradients(derivatives!, final?.Values.Values!, request), Final, request);
    }

    /// <summary>A derivative by the last state that is 0 everywhere; <see cref="NeuronState{T}.With"/> sets that by one of the states.</summary>
    public TState ZeroState()
    {
        var final = Final.Values;
        var zeros = Array.ConvertAll(final.Values, tensor => Tensor.CreateFromShape<T>(tensor.Lengths));
        return (TState)_layer.Wrap(new StateValues<T>(zeros, final.Step, final.Seed, final.Stream));
    }
}

/// <summary>The gradients of a layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TState">The states of the layer.</typeparam>
public sealed class NeuronLayerGradients<T, TState>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TState : NeuronState<T>
{
    private readonly TState? _initial;

    internal NeuronLayerGradients(NeuronLayer layer, Gradients<T> gradients, TState final, GradientRequest<T> request)
    {
        var inputs = new Dictionary<string, Tensor<T>>();
        for (var i = 0; i < gradients.Inputs.Length; i++)
        {
            if (request.Inputs[i]) inputs[layer.Model.InputNames[i]] = gradients.Inputs[i];
        }

        var parameters = new Dictionary<string, double[]>();
        for (var p = 0; p < gradients.Parameters.Length; p++)
        {
            if (request.Parameters[p]) parameters[layer.Model.ParameterNames[p]] = gradients.Parameters[p].ToArray();
        }

        Inputs = inputs;
        Parameters = parameters;
        _initial = request.State
            ? (TState)layer.Wrap(new StateValues<T>(gradients.State, final.Step, final.Seed, final.Stream))
            : null;
        FirstInput = gradients.Inputs[0];
    }

    private Tensor<T>? FirstInput { get; }

    /// <summary>Of the (first) input: [T, batch…, features…], or [batch…, features…] for a constant one.</summary>
    public Tensor<T> Input => FirstInput ?? throw NotAsked("input", nameof(GradientOf.Input));

    /// <summary>Of every input, by the names of the model; empty unless asked for.</summary>
    public IReadOnlyDictionary<string, Tensor<T>> Inputs { get; }

    /// <summary>Of the state before the first step.</summary>
    public TState Initial => _initial ?? throw NotAsked("initial state", nameof(GradientOf.Initial));

    /// <summary>Of the parameters that were asked for, by the names of the model: as many numbers as each has, row-major.</summary>
    public IReadOnlyDictionary<string, double[]> Parameters { get; }

    private static InvalidOperationException NotAsked(string what, string flag) =>
        new($"The gradient of the {what} was not asked for; add GradientOf.{flag}.");
}
