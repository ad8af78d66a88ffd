using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>Adam with weight decay apart from the gradient (Loshchilov &amp; Hutter 2019), with the conventions and defaults of PyTorch.</summary>
public sealed class AdamW : Adam
{
    internal new const string Kind = "adamw";

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <param name="beta1">The decay of the mean of the gradient, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of its square, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that mean, &gt; 0.</param>
    /// <param name="weightDecay">λ ≥ 0: each update makes the parameter smaller by the learning rate times λ times itself.</param>
    public AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(new AdamModule.Options(learningRate, beta1, beta2, epsilon, WeightDecay.NewDecoupled(weightDecay)))
    {
    }

    internal override OptimizerDescription Description => Describe(Kind);

    internal static new AdamW Create(OptimizerDescription o) =>
        new(o.LearningRate, o.Option("beta1"), o.Option("beta2"), o.Option("epsilon"), o.Option("weight_decay"));
}
