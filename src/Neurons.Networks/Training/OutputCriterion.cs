using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The loss of one output in batches, by the classes of their samples or by targets over time.</summary>
internal sealed class OutputCriterion
{
    private readonly Network _network;
    private readonly OutputLoss _of;
    private readonly Workspace _workspace;
    private readonly TargetLoss? _ofTargets;
    private readonly string _name;

    /// <param name="network">What is trained.</param>
    /// <param name="of">The loss of one of its outputs.</param>
    /// <param name="workspace">Memory for targets and gradients.</param>
    /// <exception cref="ArgumentException">There is no such output, or the loss cannot be of it.</exception>
    public OutputCriterion(Network network, OutputLoss of, Workspace workspace)
    {
        (_network, _of, _workspace, _ofTargets) = (network, of, workspace, of.Loss as TargetLoss);
        Index = network.OutputNames.ToList().FindIndex(name => PartName.Same(name, of.Output));
        if (Index < 0)
            throw new ArgumentException($"There is no output '{of.Output}'; the network has {string.Join(", ", network.OutputNames)}.", nameof(of));
        _name = network.OutputNames[Index];
        if (!(double.IsFinite(of.Weight) && of.Weight > 0))
            throw Require.Wrong(nameof(OutputLoss), nameof(of.Weight), of.Weight, "finite and above 0");
        if (_ofTargets is not null)
        {
            _ofTargets.TargetShape(Shape);
            return;
        }
        if (Shape.Length != 1)
            throw new ArgumentException($"The network's output is {Shapes.Text(Shape)} at each step; it must be [classes].", nameof(network));
        _ = of.Loss.Classes(Tensor.CreateFromShape<float>([1, 1, Shape[0]]));
    }

    /// <summary>The place of the output among those of the network.</summary>
    public int Index { get; }

    /// <summary>The shape of the output at a step.</summary>
    public int[] Shape => _network.ShapeOfOutput(Index);

    public Loss Loss => _of.Loss;

    public bool IsOfTargets => _ofTargets is not null;

    /// <summary>Whether samples are right or wrong.</summary>
    public bool HasAnswers => _ofTargets is not { HasClasses: false };

    /// <summary>Refuses targets or labels that do not fit.</summary>
    /// <param name="data">The data.</param>
    /// <param name="isAlone">Whether no other loss is of targets, so that those of data without the name of an output are its.</param>
    public void Check(Dataset data, bool isAlone)
    {
        if (_ofTargets is null)
        {
            if (!data.HasClasses)
                throw new ArgumentException($"The data has targets over time, and the loss {Loss} takes classes.", nameof(data));
            var classes = Shape[0] / Loss.Population;
            foreach (var label in data.Labels)
            {
                if (label >= classes)
                    throw new ArgumentException($"A label is {label}; the network has {classes} classes, 0 to {classes - 1}.", nameof(data));
            }
            return;
        }
        var targets = data.TargetsOf(_name, isAlone) ?? throw new ArgumentException(
            data.TargetNames.Count == 0
                ? $"The loss {Loss} takes targets over time, and the data has classes; SequenceData makes data with targets."
                : $"The loss {Loss} takes targets for the output '{_name}'; the data has some for {NamesOf(data)}.",
            nameof(data));
        if (data.Augmentation.OfType<MixUp>().Any())
            throw new ArgumentException($"The data is mixed up when it is trained with, and targets of the loss {Loss} cannot be.", nameof(data));
        var wanted = _ofTargets.TargetShape(Shape);
        if (!targets.Stored.Shape.AsSpan().SequenceEqual(Shapes.Native(wanted)))
            throw new ArgumentException(
                $"A target has the shape {Shapes.Text(targets.Stored.Shape)}; the loss {Loss} of an output {Shapes.Text(Shape)} takes "
                + $"{Shapes.Text(wanted)}.", nameof(data));
    }

    /// <summary>What a batch is to come to; null of classes.</summary>
    public SequenceTargets? TargetsOf(Batch batch, bool isAlone) =>
        _ofTargets is null ? null : batch.Data.TargetsOf(_name, isAlone)!.Gather(batch.Indices, _workspace);

    /// <summary>The loss of an output and its gradient, times the weight, and the answers: classes, or how many are right of targets.</summary>
    public double Evaluate(
        Tensor<float> output, Batch batch, SequenceTargets? targets, double? divisor, bool withAnswers,
        out Tensor<float> gradient, out int correct, out int[] answers)
    {
        gradient = _workspace.Take(this, "loss", output.Lengths);
        (answers, correct) = ([], 0);
        double value;
        if (targets is not null)
        {
            value = _ofTargets!.Evaluate(output, targets, gradient);
            if (withAnswers) correct = _ofTargets.Correct(output, targets);
        }
        else
        {
            value = LabelMix.Evaluate(batch.Mix, Loss, output, batch.Labels, gradient, divisor, _workspace, withAnswers, out answers);
            if (withAnswers) correct = Accuracy.Correct(answers, batch.Labels);
        }
        if (_of.Weight == 1) return value;
        TensorPrimitives.Multiply(gradient.ReadOnlySpan(), (float)_of.Weight, gradient.Span());
        return _of.Weight * value;
    }

    /// <summary>How many samples are right by targets.</summary>
    public int Correct(Tensor<float> output, SequenceTargets targets) => _ofTargets!.Correct(output, targets);

    /// <inheritdoc/>
    public override string ToString() => "outputs and their gradient";

    private static string NamesOf(Dataset data) =>
        string.Join(", ", data.TargetNames.Select(name => name.Length == 0 ? "one output without a name" : name));
}
