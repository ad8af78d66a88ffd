using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>The options of <see cref="Sgd"/>.</summary>
/// <param name="LearningRate">The step size η, ≥ 0.</param>
/// <param name="Momentum">μ, the decay of the velocity, in [0, 1); 0 for none.</param>
/// <param name="Dampening">d, what the velocity does not take of a gradient, from the second update on; in [0, 1).</param>
/// <param name="Nesterov">Nesterov's momentum; it needs a momentum &gt; 0 and no dampening.</param>
/// <param name="WeightDecay">λ ≥ 0.</param>
/// <param name="Decoupled">
/// Whether an update makes a parameter smaller by the learning rate times λ times itself; otherwise λ times the parameter is added
/// to its gradient, and so to the velocity.
/// </param>
public sealed record SgdOptions(
    double LearningRate = SgdOptions.DefaultRate, double Momentum = 0, double Dampening = 0, bool Nesterov = false, double WeightDecay = 0,
    bool Decoupled = false)
{
    internal const double DefaultRate = 1e-3;
}

/// <summary>
/// Gradient descent, with momentum if wanted (Polyak 1964; Nesterov's as in Sutskever et al. 2013), with the conventions of PyTorch.
/// </summary>
/// <remarks>
/// <code>
/// b' = μ b + (1 − d) g, and b' = g at the first update
/// p' = p − η b'          with Nesterov's momentum p' = p − η (g + μ b'), without any p' = p − η g
/// </code>
/// where g is the gradient, plus λ p with weight decay in the gradient; decoupled decay takes (1 − η λ) p for the p of the last line.
/// </remarks>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions _options;
    private readonly ElementwiseUpdate<float, SgdStep<float>> _update = new();

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public Sgd(SgdOptions options)
        : base(options.LearningRate)
    {
        Require.Fraction(nameof(Sgd), nameof(options.Momentum), options.Momentum);
        Require.Fraction(nameof(Sgd), nameof(options.Dampening), options.Dampening);
        Require.Float32(nameof(Sgd), nameof(options.WeightDecay), Require.NotNegative(nameof(Sgd), nameof(options.WeightDecay), options.WeightDecay));
        if (options.Nesterov && (options.Momentum == 0 || options.Dampening != 0))
            throw new ArgumentException(
                $"Sgd: Nesterov is set with Momentum {options.Momentum} and Dampening {options.Dampening}; it needs a momentum > 0 and no dampening.",
                nameof(options));
        (_options, StateNames) = (options, options.Momentum == 0 ? [] : ["velocity"]);
    }

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <param name="momentum">The decay of the velocity, in [0, 1); 0 for none.</param>
    /// <param name="dampening">What the velocity does not take of a gradient, from the second update on; in [0, 1).</param>
    /// <param name="nesterov">Nesterov's momentum; it needs a momentum &gt; 0 and no dampening.</param>
    /// <param name="weightDecay">λ ≥ 0.</param>
    /// <param name="isDecayDecoupled">Whether decay is apart from the gradient; see <see cref="SgdOptions"/>.</param>
    public Sgd(
        double learningRate = SgdOptions.DefaultRate, double momentum = 0, double dampening = 0, bool nesterov = false, double weightDecay = 0,
        bool isDecayDecoupled = false)
        : this(new SgdOptions(learningRate, momentum, dampening, nesterov, weightDecay, isDecayDecoupled))
    {
    }

    /// <summary>The options, with the learning rate of now.</summary>
    public SgdOptions Options => _options with { LearningRate = LearningRate };

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; }

    /// <summary>One update of numbers and their velocity, in place.</summary>
    /// <param name="options">The options.</param>
    /// <param name="number">Which update it is, from 1.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="velocity">The velocity, at first 0; none without momentum.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Update<T>(SgdOptions options, long number, Span<T> values, ReadOnlySpan<T> gradient, Span<T> velocity)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.Momentum != 0 && velocity.Length != values.Length)
            throw new ArgumentException(
                $"Sgd: there are {values.Length} numbers, and the velocity has {velocity.Length}; with momentum, it must have as many.",
                nameof(velocity));
        new ElementwiseUpdate<T, SgdStep<T>>().Run(
            SgdStep<T>.Of(options, options.LearningRate, number), values, gradient, options.Momentum == 0 ? [] : velocity, []);
    }

    /// <inheritdoc cref="Update{T}(SgdOptions, long, Span{T}, ReadOnlySpan{T}, Span{T})"/>
    public static void Update<T>(SgdOptions options, long number, Tensor<T> values, Tensor<T> gradient, Tensor<T>? velocity)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Update(options, number, values.Span(), gradient.ReadOnlySpan(), velocity is null ? [] : velocity.Span());

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate update) => _update.Run(
        SgdStep<float>.Of(_options, LearningRate, update.Number),
        update.Values, update.Gradient, StateNames.Count == 0 ? [] : update.State(0), []);
}

/// <summary>The numbers of an update, in its precision.</summary>
internal readonly unsafe struct SgdStep<T> : IElementwiseStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>μ, the share of the gradient that the velocity takes, η, λ in the gradient, and 1 − η·λ apart from it.</summary>
    private readonly T _momentum, _take, _rate, _decay, _shrink;
    private readonly bool _nesterov;

    private SgdStep(SgdOptions o, double rate, long number)
    {
        _momentum = T.CreateTruncating(o.Momentum);
        // the velocity is 0 before the first update, which is not dampened
        _take = T.CreateTruncating(number == 1 ? 1 : 1 - o.Dampening);
        _rate = T.CreateTruncating(rate);
        _decay = T.CreateTruncating(o.Decoupled ? 0 : o.WeightDecay);
        _shrink = T.CreateTruncating(1 - (rate * (o.Decoupled ? o.WeightDecay : 0)));
        _nesterov = o.Nesterov;
    }

    public static SgdStep<T> Of(SgdOptions o, double rate, long number) => new(o, rate, number);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(int vectors, Vector<T>* parameter, Vector<T>* gradient, Vector<T>* first, Vector<T>* second)
    {
        var (momentum, take, rate) = (new Vector<T>(_momentum), new Vector<T>(_take), new Vector<T>(_rate));
        var (decay, shrink) = (new Vector<T>(_decay), new Vector<T>(_shrink));
        var (hasVelocity, nesterov) = (first != null, _nesterov);
        for (var i = 0; i < vectors; i++)
        {
            var step = gradient[i] + (decay * parameter[i]);
            if (hasVelocity)
            {
                var after = (momentum * first[i]) + (take * step);
                first[i] = after;
                step = nesterov ? step + (momentum * after) : after;
            }
            parameter[i] = (shrink * parameter[i]) - (rate * step);
        }
    }
}
