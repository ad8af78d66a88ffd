using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The loss of batches, by the classes of their samples or by targets over time.</summary>
/// <param name="network">What is trained.</param>
/// <param name="loss">The loss.</param>
/// <param name="workspace">Memory for targets and gradients.</param>
internal sealed class BatchLoss(Network network, Loss loss, Workspace workspace)
{
    private readonly TargetLoss? _ofTargets = loss as TargetLoss;

    /// <summary>Whether samples are right or wrong; else accuracies are NaN.</summary>
    public bool HasAnswers => _ofTargets is not { HasClasses: false };

    /// <summary>The classes that answers can be; 0 of targets.</summary>
    public int Classes => _ofTargets is null ? network.OutputShape[0] / loss.Population : 0;

    /// <summary>Refuses a network that the loss cannot be of, before the first batch.</summary>
    public void Check()
    {
        if (_ofTargets is not null) return;
        if (network.OutputShape.Length != 1)
            throw new ArgumentException(
                $"The network's output is {Shapes.Text(network.OutputShape)} at each step; it must be [classes].", nameof(network));
        _ = loss.Classes(Tensor.CreateFromShape<float>([1, 1, network.OutputShape[0]]));
    }

    /// <summary>Refuses data that do not fit.</summary>
    public void Check(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The data set is empty; at least one sample is needed.", nameof(data));
        if (!data.Shape.SequenceEqual(Shapes.Native(network.InputShape)))
            throw new ArgumentException(
                $"A sample has the shape {Shapes.Text(data.Shape)}; the network takes {Shapes.Text(network.InputShape)}.", nameof(data));
        if (_ofTargets is not null)
        {
            if (data.Targets is null)
                throw new ArgumentException(
                    $"The loss {loss} takes targets over time, and the data has classes; SequenceData makes data with targets.", nameof(data));
            var wanted = _ofTargets.TargetShape(network.OutputShape);
            if (!data.TargetShape.SequenceEqual(Shapes.Native(wanted)))
                throw new ArgumentException(
                    $"A target has the shape {Shapes.Text(data.TargetShape)}; the loss {loss} of an output {Shapes.Text(network.OutputShape)} takes "
                    + $"{Shapes.Text(wanted)}.", nameof(data));
            return;
        }
        if (data.Targets is not null)
            throw new ArgumentException($"The data has targets over time, and the loss {loss} takes classes.", nameof(data));
        foreach (var label in data.Labels)
        {
            if (label >= Classes)
                throw new ArgumentException($"A label is {label}; the network has {Classes} classes, 0 to {Classes - 1}.", nameof(data));
        }
    }

    /// <summary>What a batch is to come to; null of classes.</summary>
    public SequenceTargets? TargetsOf(Batch batch) => _ofTargets is null ? null : batch.Data.GatherTargets(batch.Indices, workspace);

    /// <summary>The loss of an output and its gradient, and how many samples are right.</summary>
    public double Evaluate(
        Tensor<float> output, Batch batch, SequenceTargets? targets, double? divisor, out Tensor<float> gradient, out int correct, out int[] answers)
    {
        gradient = workspace.Take(this, "loss", output.Lengths);
        if (targets is not null)
        {
            (answers, correct) = ([], _ofTargets!.Correct(output, targets));
            return _ofTargets.Evaluate(output, targets, gradient);
        }
        var value = LabelMix.Evaluate(batch.Mix, loss, output, batch.Labels, gradient, divisor, workspace, out answers);
        correct = Accuracy.Correct(answers, batch.Labels);
        return value;
    }

    /// <summary>How many samples are right.</summary>
    public int Correct(Tensor<float> output, int[] labels, SequenceTargets? targets) =>
        targets is null ? Accuracy.Correct(loss.Classes(output), labels) : _ofTargets!.Correct(output, targets);

    /// <summary>The share that is right; NaN where nothing is right or wrong.</summary>
    public double Share(int correct, int samples) => HasAnswers ? (double)correct / samples : double.NaN;

    /// <summary>How the network does on batches.</summary>
    public Evaluation Evaluate(Batches batches, OperationCounter? counter)
    {
        var confusion = new int[Classes, Classes];
        var count = batches.Data.Count;
        var (sum, correct, all) = (0.0, 0, new List<int>(count));
        foreach (var batch in batches.Epoch(0))
        {
            var output = network.Evaluate([batch.Signal], workspace, null).Output;
            sum += Evaluate(output, batch, TargetsOf(batch), null, out _, out var right, out var answers) * batch.Count;
            for (var sample = 0; sample < answers.Length; sample++) confusion[batch.Labels[sample], answers[sample]]++;
            correct += right;
            all.AddRange(answers);
        }
        return new Evaluation(sum / count, Share(correct, count), confusion) { Answers = all, Operations = counter?.Counts };
    }

    /// <inheritdoc/>
    public override string ToString() => "outputs and their gradient";
}
