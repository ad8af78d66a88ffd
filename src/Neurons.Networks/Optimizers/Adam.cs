using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>Adam (Kingma &amp; Ba 2015), with the conventions and defaults of PyTorch.</summary>
public class Adam : Optimizer
{
    internal const string Kind = "adam";

    private AdamModule.Options _options;

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <param name="beta1">The decay of the mean of the gradient, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of its square, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that mean, &gt; 0.</param>
    /// <param name="weightDecay">λ ≥ 0: λ times the parameter is added to its gradient. For decay apart from the gradient, see <see cref="AdamW"/>.</param>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : this(new AdamModule.Options(learningRate, beta1, beta2, epsilon, WeightDecay.NewL2(weightDecay)))
    {
    }

    private protected Adam(AdamModule.Options options) => _options = Checked(options);

    /// <inheritdoc/>
    public sealed override double LearningRate
    {
        get => _options.LearningRate;
        set
        {
            if (value == _options.LearningRate) return;
            _options = Checked(new AdamModule.Options(value, _options.Beta1, _options.Beta2, _options.Epsilon, _options.WeightDecay));
        }
    }

    internal sealed override IReadOnlyList<string> StateNames { get; } = ["first", "second"];

    internal override OptimizerDescription Description => Describe(Kind);

    internal static Adam Create(OptimizerDescription o) =>
        new(o.LearningRate, o.Option("beta1"), o.Option("beta2"), o.Option("epsilon"), o.Option("weight_decay"));

    private static AdamModule.Options Checked(AdamModule.Options options)
    {
        AdamModule.check(options);
        Float32.Require("Adam", "learningRate", options.LearningRate);
        Float32.RequirePositive("Adam", "epsilon", options.Epsilon);
        Float32.Require("Adam", "weightDecay", options.WeightDecay.Lambda);
        return options;
    }

    private protected OptimizerDescription Describe(string kind) => new(kind, LearningRate, Updates, new Dictionary<string, double>
    {
        ["beta1"] = _options.Beta1,
        ["beta2"] = _options.Beta2,
        ["epsilon"] = _options.Epsilon,
        ["weight_decay"] = _options.WeightDecay.Lambda,
    });

    private protected sealed override void Update(Tensor<float> parameter, Tensor<float> gradient, Tensor<float>[] state) =>
        AdamModule.updateFinite(_options, Updates, gradient, new Moments<float>(state[0], state[1]), parameter);
}
