using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>The options of <see cref="Adam"/>; the defaults are those of PyTorch.</summary>
/// <param name="LearningRate">The step size η, ≥ 0.</param>
/// <param name="Beta1">β₁, the decay of the mean of the gradient, in [0, 1).</param>
/// <param name="Beta2">β₂, the decay of the mean of its square, in [0, 1).</param>
/// <param name="Epsilon">ε, what is added to the root of that mean, &gt; 0.</param>
/// <param name="WeightDecay">
/// λ ≥ 0: λ times the parameter is added to its gradient. For decay apart from the gradient, see <see cref="AdamW"/>.
/// </param>
public sealed record AdamOptions(
    double LearningRate = AdamOptions.DefaultRate, double Beta1 = AdamOptions.DefaultBeta1, double Beta2 = AdamOptions.DefaultBeta2,
    double Epsilon = AdamOptions.DefaultEpsilon, double WeightDecay = 0)
{
    internal const double DefaultRate = 1e-3, DefaultBeta1 = 0.9, DefaultBeta2 = 0.999, DefaultEpsilon = 1e-8;
}

/// <summary>Adam (Kingma &amp; Ba 2015), with the conventions of PyTorch.</summary>
/// <remarks>
/// <code>
/// m' = β₁ m + (1 − β₁) g          v' = β₂ v + (1 − β₂) g²
/// p' = p − η · m'/(1 − β₁ⁿ) / (√(v'/(1 − β₂ⁿ)) + ε)          at the n-th update
/// </code>
/// where g is the gradient, plus λ p.
/// </remarks>
public sealed class Adam : Optimizer
{
    private static readonly string[] _stateNames = ["first", "second"];

    private readonly AdamOptions _options;
    private readonly ElementwiseUpdate<float, AdamStep<float>> _update = new();

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public Adam(AdamOptions options)
        : base(options.LearningRate)
    {
        RequireAllowed(nameof(Adam), options);
        _options = options;
    }

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <param name="beta1">The decay of the mean of the gradient, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of its square, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that mean, &gt; 0.</param>
    /// <param name="weightDecay">
    /// λ ≥ 0: λ times the parameter is added to its gradient. For decay apart from the gradient, see <see cref="AdamW"/>.
    /// </param>
    public Adam(
        double learningRate = AdamOptions.DefaultRate, double beta1 = AdamOptions.DefaultBeta1, double beta2 = AdamOptions.DefaultBeta2,
        double epsilon = AdamOptions.DefaultEpsilon, double weightDecay = 0)
        : this(new AdamOptions(learningRate, beta1, beta2, epsilon, weightDecay))
    {
    }

    /// <summary>The options, with the learning rate of now.</summary>
    public AdamOptions Options => _options with { LearningRate = LearningRate };

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => _stateNames;

    /// <summary>One update of numbers and of the means that are kept for them, in place.</summary>
    /// <param name="options">The options.</param>
    /// <param name="number">Which update it is, from 1.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="first">The mean of the gradient, at first 0.</param>
    /// <param name="second">The mean of its square, at first 0.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Update<T>(AdamOptions options, long number, Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new ElementwiseUpdate<T, AdamStep<T>>().Run(
            AdamStep<T>.Of(options, options.LearningRate, number, isDecoupled: false), values, gradient, first, second);

    /// <inheritdoc cref="Update{T}(AdamOptions, long, Span{T}, ReadOnlySpan{T}, Span{T}, Span{T})"/>
    public static void Update<T>(AdamOptions options, long number, Tensor<T> values, Tensor<T> gradient, Tensor<T> first, Tensor<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Update(options, number, values.Span(), gradient.ReadOnlySpan(), first.Span(), second.Span());

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate update) => _update.Run(
        AdamStep<float>.Of(_options, LearningRate, update.Number, isDecoupled: false),
        update.Values, update.Gradient, update.State(0), update.State(1));

    /// <summary>Refuses options that are not allowed.</summary>
    internal static void RequireAllowed(string optimizer, AdamOptions options)
    {
        Require.Fraction(optimizer, nameof(options.Beta1), options.Beta1);
        Require.Fraction(optimizer, nameof(options.Beta2), options.Beta2);
        Require.Float32Positive(optimizer, nameof(options.Epsilon), options.Epsilon);
        Require.Float32(
            optimizer, nameof(options.WeightDecay), Require.NotNegative(optimizer, nameof(options.WeightDecay), options.WeightDecay));
    }
}

/// <summary>The numbers of an update, in its precision. Every element is read and written once.</summary>
internal readonly unsafe struct AdamStep<T> : IElementwiseStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>β₁ and β₂, and what they lack to 1.</summary>
    private readonly T _keep1, _take1, _keep2, _take2;

    /// <summary>η/(1 − β₁ⁿ), 1/√(1 − β₂ⁿ), ε, λ in the gradient, and 1 − η·λ apart from it.</summary>
    private readonly T _rate, _correction, _epsilon, _decay, _shrink;

    private AdamStep(AdamOptions o, double rate, long number, bool isDecoupled)
    {
        (_keep1, _take1) = (T.CreateTruncating(o.Beta1), T.CreateTruncating(1 - o.Beta1));
        (_keep2, _take2) = (T.CreateTruncating(o.Beta2), T.CreateTruncating(1 - o.Beta2));
        _rate = T.CreateTruncating(rate / (1 - Math.Pow(o.Beta1, number)));
        _correction = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(o.Beta2, number)));
        _epsilon = T.CreateTruncating(o.Epsilon);
        _decay = T.CreateTruncating(isDecoupled ? 0 : o.WeightDecay);
        _shrink = T.CreateTruncating(1 - (rate * (isDecoupled ? o.WeightDecay : 0)));
    }

    public static AdamStep<T> Of(AdamOptions o, double rate, long number, bool isDecoupled) => new(o, rate, number, isDecoupled);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(int vectors, Vector<T>* parameter, Vector<T>* gradient, Vector<T>* first, Vector<T>* second)
    {
        var (keep1, take1, keep2, take2) = (new Vector<T>(_keep1), new Vector<T>(_take1), new Vector<T>(_keep2), new Vector<T>(_take2));
        var (rate, correction, epsilon) = (new Vector<T>(_rate), new Vector<T>(_correction), new Vector<T>(_epsilon));
        var (decay, shrink) = (new Vector<T>(_decay), new Vector<T>(_shrink));
        for (var i = 0; i < vectors; i++)
        {
            var g = gradient[i] + (decay * parameter[i]);
            var m = (keep1 * first[i]) + (take1 * g);
            var v = (keep2 * second[i]) + (take2 * (g * g));
            var size = (Vector.SquareRoot(v) * correction) + epsilon;
            parameter[i] = (shrink * parameter[i]) - (rate * (m / size));
            first[i] = m;
            second[i] = v;
        }
    }
}
