using System.Diagnostics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A batch of a training: its loss, and the update.</summary>
public sealed partial class Trainer
{
    /// <summary>One batch, as the method trains it. Returns the mean loss, and how many are classified correctly.</summary>
    private (double Value, int Correct) Step(Batch batch, double share, double?[]? divisors)
    {
        var inputs = batch.SignalsOf(Network.InputNames);
        var steps = inputs[0].Steps;
        _inputBytes = Math.Max(_inputBytes, inputs.Sum(input =>
            input.Bits is { } bits ? bits.Words.Length * (long)sizeof(ulong) : input.Values.FlattenedLength * sizeof(float)));
        var targets = _loss.TargetsOf(batch);
        var right = 0;
        var answering = (_loss.Answering.Index, _loss.Answering.Shape);
        var training = new TrainingBatch(Network, inputs, _workspace, Account, Evaluate, answering, Classes, gradients =>
        {
            RequireFinite(gradients);
            if (AccumulateBatches > 1) _sum.Add(gradients, share);
            else Update(gradients);
        });
        var (loss, answers) = Device is null
            ? Method.Train(training) : Device.Train(training, Method, AccumulateBatches > 1 ? null : Optimizer, Clipping);
        return (loss, _loss.Correct(answers, batch.Labels, right));

        PartLoss Evaluate(IReadOnlyList<Tensor<float>> outputs, int first, double penalty, bool withClasses)
        {
            var start = Stopwatch.GetTimestamp();
            var count = (int)outputs[0].Lengths[0];
            var isWhole = count == steps || Array.TrueForAll(targets, static target => target is null);
            var parts = isWhole ? targets : Pieces(targets, first, count);
            var value = _loss.Evaluate(outputs, batch, parts, divisors, withClasses, out var gradients, out right, out var classes) + penalty;
            Account?.Add(this, "loss", start);
            return double.IsFinite(value)
                ? new(value, gradients[0]!, classes) { All = gradients }
                : throw new NotFiniteNumberException(
                    $"The loss is {value} in {Place}: the training has diverged; "
                    + $"a learning rate smaller than {Optimizer.LearningRate} may help.", value);
        }

        // the sum over the steps has one
        int[] Classes(Tensor<float> output) =>
            output.Lengths[0] == steps || _loss.Answering is not { IsOfTargets: true } ? _loss.Answers(output, targets, ref right) : [];
    }

    private static SequenceTargets?[] Pieces(SequenceTargets?[] targets, int first, int count) =>
        Array.ConvertAll(targets, target => target?.Piece(first, count));

    /// <summary>Where the training stands, for messages.</summary>
    private string Place => $"epoch {Epoch + 1}, batch {_batch}";

    private void RequireFinite(ParameterGradients gradients) => gradients.RequireFinite(parameter =>
    {
        var layer = Network.Layers.First(layer => layer.AllParameters.Contains(parameter));
        return $", of layer {layer.Place} ({layer}), in {Place} (update {Optimizer.Updates + 1})";
    });

    private void Update(ParameterGradients gradients)
    {
        var start = Stopwatch.GetTimestamp();
        Clipping?.Clip(gradients);
        Optimizer.Advance(gradients);
        Account?.Add(this, "optimizer", start);
    }
}
