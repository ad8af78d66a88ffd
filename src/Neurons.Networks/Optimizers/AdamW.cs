using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of <see cref="AdamW"/>; the defaults are those of PyTorch.</summary>
/// <param name="LearningRate">The step size η, ≥ 0.</param>
/// <param name="Beta1">β₁, the decay of the mean of the gradient, in [0, 1).</param>
/// <param name="Beta2">β₂, the decay of the mean of its square, in [0, 1).</param>
/// <param name="Epsilon">ε, what is added to the root of that mean, &gt; 0.</param>
/// <param name="WeightDecay">λ ≥ 0: each update makes the parameter smaller by η λ times itself.</param>
public sealed record AdamWOptions(
    double LearningRate = AdamOptions.DefaultRate, double Beta1 = AdamOptions.DefaultBeta1, double Beta2 = AdamOptions.DefaultBeta2,
    double Epsilon = AdamOptions.DefaultEpsilon, double WeightDecay = AdamWOptions.DefaultDecay)
{
    internal const double DefaultDecay = 0.01;

    /// <summary>The numbers of Adam, whose decay is then that of the parameter itself.</summary>
    internal AdamOptions ToAdam() => new(LearningRate, Beta1, Beta2, Epsilon, WeightDecay);
}

/// <summary>Adam with weight decay apart from the gradient (Loshchilov &amp; Hutter 2019), with the conventions of PyTorch.</summary>
/// <remarks>As <see cref="Adam"/>, but that g is the gradient alone, and p' takes (1 − η λ) p for p.</remarks>
public sealed class AdamW : Optimizer
{
    private static readonly string[] _stateNames = ["first", "second"];

    private readonly AdamWOptions _options;
    private readonly AdamOptions _numbers;
    private readonly ElementwiseUpdate<float, AdamStep<float>> _update = new();

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public AdamW(AdamWOptions options)
        : base(options.LearningRate)
    {
        (_options, _numbers) = (options, options.ToAdam());
        Adam.RequireAllowed(nameof(AdamW), _numbers);
    }

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <param name="beta1">The decay of the mean of the gradient, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of its square, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that mean, &gt; 0.</param>
    /// <param name="weightDecay">λ ≥ 0: each update makes the parameter smaller by the learning rate times λ times itself.</param>
    public AdamW(
        double learningRate = AdamOptions.DefaultRate, double beta1 = AdamOptions.DefaultBeta1, double beta2 = AdamOptions.DefaultBeta2,
        double epsilon = AdamOptions.DefaultEpsilon, double weightDecay = AdamWOptions.DefaultDecay)
        : this(new AdamWOptions(learningRate, beta1, beta2, epsilon, weightDecay))
    {
    }

    /// <summary>The options, with the learning rate of now.</summary>
    public AdamWOptions Options => _options with { LearningRate = LearningRate };

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => _stateNames;

    /// <inheritdoc cref="Adam.Update{T}(AdamOptions, long, Span{T}, ReadOnlySpan{T}, Span{T}, Span{T})"/>
    public static void Update<T>(AdamWOptions options, long number, Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new ElementwiseUpdate<T, AdamStep<T>>().Run(
            AdamStep<T>.Of(options.ToAdam(), options.LearningRate, number, isDecoupled: true), values, gradient, first, second);

    /// <inheritdoc cref="Adam.Update{T}(AdamOptions, long, Span{T}, ReadOnlySpan{T}, Span{T}, Span{T})"/>
    public static void Update<T>(AdamWOptions options, long number, Tensor<T> values, Tensor<T> gradient, Tensor<T> first, Tensor<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Update(options, number, values.Span(), gradient.ReadOnlySpan(), first.Span(), second.Span());

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate update) => _update.Run(
        AdamStep<float>.Of(_numbers, LearningRate, update.Number, isDecoupled: true),
        update.Values, update.Gradient, update.State(0), update.State(1));
}
