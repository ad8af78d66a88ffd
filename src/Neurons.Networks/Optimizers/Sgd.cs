using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>Gradient descent, with momentum if wanted; the conventions are those of PyTorch.</summary>
public sealed class Sgd : Optimizer
{
    internal const string Kind = "sgd";

    private SgdModule.Options _options;

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <param name="momentum">The decay of the velocity, in [0, 1); 0 for none.</param>
    /// <param name="dampening">What the velocity does not take of a gradient, from the second update on; in [0, 1).</param>
    /// <param name="nesterov">Nesterov's momentum; it needs a momentum &gt; 0 and no dampening.</param>
    /// <param name="weightDecay">λ ≥ 0.</param>
    /// <param name="isDecayDecoupled">
    /// Whether an update makes a parameter smaller by the learning rate times λ times itself; otherwise λ times the parameter is added
    /// to its gradient, and so to the velocity.
    /// </param>
    public Sgd(
        double learningRate = 1e-3, double momentum = 0, double dampening = 0, bool nesterov = false, double weightDecay = 0, bool isDecayDecoupled = false)
    {
        var decay = isDecayDecoupled ? WeightDecay.NewDecoupled(weightDecay) : WeightDecay.NewL2(weightDecay);
        _options = Checked(new SgdModule.Options(learningRate, momentum, dampening, nesterov, decay));
        StateNames = momentum == 0 ? [] : ["velocity"];
    }

    /// <inheritdoc/>
    public override double LearningRate
    {
        get => _options.LearningRate;
        set
        {
            if (value == _options.LearningRate) return;
            _options = Checked(new SgdModule.Options(value, _options.Momentum, _options.Dampening, _options.Nesterov, _options.WeightDecay));
        }
    }

    internal override IReadOnlyList<string> StateNames { get; }

    internal override OptimizerDescription Description => new(Kind, LearningRate, Updates, new Dictionary<string, double>
    {
        ["momentum"] = _options.Momentum,
        ["dampening"] = _options.Dampening,
        ["nesterov"] = _options.Nesterov ? 1 : 0,
        ["weight_decay"] = _options.WeightDecay.Lambda,
        ["decoupled"] = _options.WeightDecay.IsDecoupled ? 1 : 0,
    });

    internal static Sgd Create(OptimizerDescription o) => new(
        o.LearningRate, o.Option("momentum"), o.Option("dampening"), o.Flag("nesterov"), o.Option("weight_decay"), o.Flag("decoupled"));

    private static SgdModule.Options Checked(SgdModule.Options options)
    {
        SgdModule.check(options);
        Float32.Require("Sgd", "learningRate", options.LearningRate);
        Float32.Require("Sgd", "weightDecay", options.WeightDecay.Lambda);
        return options;
    }

    private protected override void Update(Tensor<float> parameter, Tensor<float> gradient, Tensor<float>[] state) =>
        SgdModule.updateFinite(_options, Updates, gradient, state.Length == 0 ? null : state[0], parameter);
}
