using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The losses of a network's outputs in batches, and their sum.</summary>
internal sealed class BatchLoss
{
    private readonly Network _network;
    private readonly Workspace _workspace;
    private readonly OutputCriterion[] _all;
    private readonly OutputCriterion? _answering;
    private readonly int _place;
    private readonly bool _isAlone;
    private Tensor<float>?[] _gradients = [];

    /// <param name="network">What is trained.</param>
    /// <param name="losses">The losses of its outputs, at most one of each.</param>
    /// <param name="workspace">Memory for targets and gradients.</param>
    /// <exception cref="ArgumentException">A loss cannot be of its output.</exception>
    public BatchLoss(Network network, IReadOnlyList<OutputLoss> losses, Workspace workspace)
    {
        if (losses.Count == 0) throw new ArgumentException("There is no loss; one at least is needed.", nameof(losses));
        if (losses.GroupBy(loss => loss.Output).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"The output '{twice.Key}' has {twice.Count()} losses; one is possible.", nameof(losses));
        (_network, _workspace) = (network, workspace);
        _all = [.. losses.Select(loss => new OutputCriterion(network, loss, workspace))];
        _place = Array.FindIndex(_all, criterion => criterion.HasAnswers);
        _answering = _place < 0 ? null : _all[_place];
        _isAlone = _all.Count(criterion => criterion.IsOfTargets) == 1;
    }

    /// <summary>Whether samples are right or wrong; else accuracies are NaN.</summary>
    public bool HasAnswers => _answering is not null;

    /// <summary>Whether answers are classes, and not right or wrong alone.</summary>
    private bool GivesClasses => _answering is { IsOfTargets: false };

    /// <summary>The output that answers are read from; the first where there are none.</summary>
    public OutputCriterion Answering => _answering ?? _all[0];

    /// <summary>Refuses a method that cannot learn of these losses.</summary>
    public void Check(TrainingMethod method)
    {
        if (!method.IsWhole && Array.Find(_all, criterion => criterion.Loss is TargetLoss { IsOfWhole: true }) is { } whole)
            throw new ArgumentException(
                $"The loss {whole.Loss} is of whole sequences, and {method} gives it parts of them; bptt can.", nameof(method));
        if (method.TakesMany) return;
        if (_network.InputNames.Count > 1)
            throw new ArgumentException(
                $"The network has the inputs {string.Join(", ", _network.InputNames)}, and {method} learns of one; bptt and truncated_bptt can.",
                nameof(method));
        if (_all.Length > 1 || _all[0].Index > 0)
            throw new ArgumentException(
                $"There are losses of {string.Join(", ", _all.Select(one => _network.OutputNames[one.Index]))}, and {method} learns of the first "
                + "output alone; bptt and truncated_bptt can.", nameof(method));
    }

    /// <summary>Refuses data that do not fit.</summary>
    public void Check(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The data set is empty; at least one sample is needed.", nameof(data));
        CheckShape(data, 0);
        foreach (var name in data.InputNames)
        {
            if (!_network.InputNames.Skip(1).Contains(name))
                throw new ArgumentException(
                    $"The data has an input '{name}'; the network takes {string.Join(", ", _network.InputNames)}, of which the first is the "
                    + "data's own.", nameof(data));
        }
        for (var i = 1; i < _network.InputNames.Count; i++)
        {
            CheckShape(data.InputOf(_network.InputNames[i]) ?? throw new ArgumentException(
                $"The network has the inputs {string.Join(", ", _network.InputNames)}, and the data has no '{_network.InputNames[i]}'; "
                + "Dataset.WithInput adds it.", nameof(data)), i);
        }
        foreach (var name in data.TargetNames)
        {
            if (name.Length > 0 && !_network.OutputNames.Contains(name))
                throw new ArgumentException(
                    $"The data has targets for '{name}'; the network has the outputs {string.Join(", ", _network.OutputNames)}.", nameof(data));
        }
        foreach (var criterion in _all) criterion.Check(data, _isAlone);

        void CheckShape(Dataset input, int place)
        {
            var shape = _network.ShapeOfInput(place);
            if (!input.Shape.SequenceEqual(Shapes.Native(shape)))
                throw new ArgumentException(
                    $"A sample{(place == 0 ? "" : $" of the input '{_network.InputNames[place]}'")} has the shape {Shapes.Text(input.Shape)}; "
                    + $"the network takes {Shapes.Text(shape)}.", nameof(data));
        }
    }

    /// <summary>What a batch is to come to, for each loss; null of classes.</summary>
    public SequenceTargets?[] TargetsOf(Batch batch) => Array.ConvertAll(_all, criterion => criterion.TargetsOf(batch, _isAlone));

    /// <summary>The divisors of the losses of a batch that is a part of a larger one; null where all have their own.</summary>
    public double?[] Divisors(ReadOnlySpan<int> labels)
    {
        var divisors = new double?[_all.Length];
        for (var i = 0; i < divisors.Length; i++) divisors[i] = _all[i].IsOfTargets ? null : _all[i].Loss.Divisor(labels);
        return divisors;
    }

    /// <summary>The sum of the losses of the outputs, their gradients, and how many samples are right.</summary>
    /// <param name="outputs">The outputs of the network, in their order; the first alone where no other has a loss.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="targets">The targets for each loss.</param>
    /// <param name="divisors">The divisors for each loss; null for their own.</param>
    /// <param name="withAnswers">Whether the classes are read off, too, and how many are right.</param>
    /// <param name="gradients">The gradient of each output that has a loss; valid until the next call.</param>
    /// <param name="correct">How many samples are right.</param>
    /// <param name="answers">The class of each sample, where there are classes.</param>
    public double Evaluate(
        IReadOnlyList<Tensor<float>> outputs, Batch batch, SequenceTargets?[] targets, double?[]? divisors, bool withAnswers,
        out Tensor<float>?[] gradients, out int correct, out int[] answers)
    {
        if (_gradients.Length != outputs.Count) _gradients = new Tensor<float>?[outputs.Count];
        gradients = _gradients;
        (correct, answers) = (0, []);
        var sum = 0.0;
        for (var i = 0; i < _all.Length; i++)
        {
            var criterion = _all[i];
            sum += criterion.Evaluate(
                outputs[criterion.Index], batch, targets[i], divisors?[i], withAnswers, out var gradient, out var right, out var classes);
            gradients[criterion.Index] = gradient;
            if (i == _place) (correct, answers) = (right, classes);
        }
        return sum;
    }

    /// <summary>The classes of an output of all steps, or none where it is targets that say how many samples are right.</summary>
    public int[] Answers(Tensor<float> output, SequenceTargets?[] targets, ref int correct)
    {
        if (GivesClasses) return _answering!.Loss.Classes(output);
        if (_answering is not null) correct = _answering.Correct(output, targets[_place]!);
        return [];
    }

    /// <summary>How many answers are right.</summary>
    /// <param name="answers">The classes, where there are classes.</param>
    /// <param name="labels">Those that are right.</param>
    /// <param name="correct">How many are, where targets have said it.</param>
    public int Correct(int[] answers, int[] labels, int correct) => GivesClasses ? Accuracy.Correct(answers, labels) : correct;

    /// <summary>The share that is right; NaN where nothing is right or wrong.</summary>
    public double Share(int correct, int samples) => HasAnswers ? (double)correct / samples : double.NaN;

    /// <summary>How the network does on batches; operations are counted on the processor.</summary>
    public Evaluation Evaluate(Batches batches, OperationCounter? counter, INetworkDevice? device)
    {
        var classes = GivesClasses ? _answering!.Shape[0] / _answering.Loss.Population : 0;
        var confusion = new int[classes, classes];
        var count = batches.Data.Count;
        var (sum, correct, all) = (0.0, 0, new List<int>(count));
        foreach (var batch in batches.Epoch(0))
        {
            var inputs = batch.SignalsOf(_network.InputNames);
            var outputs = device is null || counter is not null ? _network.EvaluateAll(inputs, _workspace, null).Outputs : device.Evaluate(inputs);
            sum += Evaluate(outputs, batch, TargetsOf(batch), null, withAnswers: true, out _, out var right, out var answers) * batch.Count;
            for (var sample = 0; sample < answers.Length; sample++) confusion[batch.Labels[sample], answers[sample]]++;
            correct += right;
            all.AddRange(answers);
        }
        return new Evaluation(sum / count, Share(correct, count), confusion) { Answers = all, Operations = counter?.Counts };
    }
}
