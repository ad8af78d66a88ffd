using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A layer with a function of its weight in the weight's place. What is learnt, and stored, is the weight itself: the gradient comes back through the
/// function.
/// </summary>
public abstract class ReparameterizedLayer : Layer, ITakesSpikes, IEachStep
{
    private readonly Layer[] _children;
    private readonly IWeightedLayer _weighted;

    /// <param name="layer">The layer; it belongs to this one from now on.</param>
    private protected ReparameterizedLayer(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _weighted = layer as IWeightedLayer
            ?? throw new ArgumentException(
                $"{GetType().Name}: {layer} has no weight that can be replaced; Linear and convolutions have.", nameof(layer));
        _children = [layer];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => _children;

    /// <inheritdoc/>
    public override int[]? InputShape => _children[0].InputShape;

    bool ITakesSpikes.TakesSpikes => _children[0] is ITakesSpikes { TakesSpikes: true };

    bool IEachStep.IsEachStep => _children[0] is IEachStep { IsEachStep: true };

    /// <summary>The rows of the weight, one for each output.</summary>
    private protected int Rows => (int)_weighted.Weight.Shape[0];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _children[0].OutputShape(input);

    /// <inheritdoc/>
    public override void Build(int[] input) => _children[0].Build(input);

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({_children[0]})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var weight = _weighted.Weight.Value;
        var used = pass.Take(this, "weight", weight.Lengths);
        Map(weight, used);
        var run = _weighted.Forward(input, pass, used);
        if (run.Pullback is not { } pullback) return run;
        return new(run.Output, (outputGradient, gradients, inputGradient) =>
        {
            pullback(outputGradient, gradients, inputGradient);
            Pull(_weighted.Weight.Value, gradients[0]);
        });
    }

    /// <summary>The weight as it can be deployed: the numbers that the layer computes with.</summary>
    public Tensor<float> UsedWeight()
    {
        var used = Tensor.CreateFromShape<float>(_weighted.Weight.Shape);
        Map(_weighted.Weight.Value, used);
        return used;
    }

    /// <summary>Writes the numbers that stand for the weight.</summary>
    private protected abstract void Map(Tensor<float> weight, Tensor<float> used);

    /// <summary>Turns the gradient of what stands for the weight into that of the weight, in place.</summary>
    private protected abstract void Pull(Tensor<float> weight, Tensor<float> gradient);
}
