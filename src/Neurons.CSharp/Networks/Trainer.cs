using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Neurons.Primitives;

namespace Neurons;

/// <summary>
/// Trains a network. The result follows from the network, the data and the seed alone: not from the number of threads, nor from
/// whether the training was saved and resumed on its way.
/// </summary>
public sealed class Trainer
{
    private const int EvaluationBatch = 512;

    private readonly Workspace _workspace = new();
    private readonly RandomStream _shuffle;

    /// <summary>A training at its beginning.</summary>
    /// <param name="network">The network; its output is [T, batch, classes].</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="optimizer">How.</param>
    /// <param name="seed">What the order of the samples is drawn from; null for the network's seed.</param>
    public Trainer(Sequential network, Loss loss, Optimizer optimizer, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (network.OutputShape.Length != 1)
            throw new ArgumentException($"The network's output is {Shapes.Text(network.OutputShape)} at each step; it must be [classes].", nameof(network));

        (Network, Loss, Optimizer, Seed) = (network, loss, optimizer, seed ?? network.Seed);
        _shuffle = new RandomStream(Seed, RandomStreams.Shuffle);
    }

    /// <summary>The network.</summary>
    public Sequential Network { get; }

    /// <summary>What is made small.</summary>
    public Loss Loss { get; }

    /// <summary>How.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What the order of the samples is drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The time steps for which a sample is shown, at least 1.</summary>
    public int TimeSteps { get; init => field = AtLeastOne(value); } = 25;

    /// <summary>The samples to an update, at least 1; the last batch of an epoch may have fewer.</summary>
    public int BatchSize { get; init => field = AtLeastOne(value); } = 64;

    /// <summary>The epochs that are done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Called after each batch, on the thread that trains.</summary>
    public Action<BatchProgress>? OnBatch { get; set; }

    /// <summary>A training that goes on where <see cref="Save"/> left it, with the same numbers as if it had not been interrupted.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="network">
    /// A network with the layers of the checkpoint's, for neurons that are not of this library; null to build it as the file says.
    /// </param>
    /// <exception cref="IO.FormatError">The file is not a checkpoint.</exception>
    public static Trainer Resume(string path, Sequential? network = null)
    {
        (network, var optimizer, var training) = Checkpoint.ReadTraining(path, network);
        try
        {
            var loss = new Loss(training.Loss ?? throw new ArgumentException("it has no loss"));
            var trainer = new Trainer(network, loss, optimizer, training.Seed) { TimeSteps = training.TimeSteps, BatchSize = training.BatchSize, Epoch = training.Epoch };
            trainer._shuffle.Position = training.ShufflePosition;
            network.TrainingPasses = training.TrainingPasses;
            return trainer;
        }
        catch (ArgumentException error)
        {
            throw new IO.FormatError(path, $"the state of the training cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Writes the network and all that the training needs to go on to a safetensors file, atomically.</summary>
    public void Save(string path)
    {
        Checkpoint.WriteTraining(path, Network, Optimizer, new(Loss.Description, TimeSteps, BatchSize, Seed, Epoch, _shuffle.Position, Network.TrainingPasses, Optimizer.Description));
    }

    /// <summary>
    /// Trains for so many more epochs and tells of each when it is done. When cancelled within an epoch, the weights are those of the
    /// last batch; to go on exactly, resume from a checkpoint.
    /// </summary>
    /// <param name="data">The training data.</param>
    /// <param name="epochs">How many epochs more.</param>
    /// <param name="test">Data to evaluate the network on after each epoch.</param>
    /// <param name="cancellationToken">Ends the training after the current batch.</param>
    /// <exception cref="NotFiniteNumberException">The loss is no longer a number.</exception>
    public async IAsyncEnumerable<Epoch> TrainAsync(
        Dataset data, int epochs, Dataset? test = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Require(data);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        for (var i = 0; i < epochs; i++)
            yield return await Task.Run(() => Train(data, test, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the network does on data.</summary>
    public Evaluation Evaluate(Dataset data)
    {
        Require(data);
        var classes = Network.OutputShape[0];
        var confusion = new int[classes, classes];
        var (loss, correct) = (0.0, 0);
        var order = Enumerable.Range(0, data.Count).ToArray();
        for (var start = 0; start < order.Length; start += EvaluationBatch)
        {
            var batch = order.AsSpan(start, Math.Min(EvaluationBatch, order.Length - start));
            var (labels, inputs) = Gather(data, batch);
            var output = Network.Evaluate(inputs, _workspace, null).Output;
            var result = Loss.Evaluate(output, labels, _workspace.Take(this, "loss", output.Lengths));
            var answers = Loss.Classes(output);
            for (var sample = 0; sample < labels.Length; sample++) confusion[labels[sample], answers[sample]]++;
            loss += result.Value * batch.Length;
            correct += result.Correct;
        }
        return new Evaluation(loss / data.Count, (double)correct / data.Count, confusion);
    }

    private Epoch Train(Dataset data, Dataset? test, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var order = Enumerable.Range(0, data.Count).ToArray();
        _shuffle.Shuffle<int>(order);
        var (loss, correct) = (0.0, 0);
        for (var start = 0; start < order.Length; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = order.AsSpan(start, Math.Min(BatchSize, order.Length - start));
            var (labels, inputs) = Gather(data, batch);
            var run = Network.Train(inputs, _workspace, null);
            var result = Loss.Evaluate(run.Output, labels, _workspace.Take(this, "loss", run.Output.Lengths));
            var value = result.Value + run.Penalty;
            if (!double.IsFinite(value))
                throw new NotFiniteNumberException($"The loss is {value} in epoch {Epoch + 1}: the training has diverged; a learning rate smaller than {Optimizer.LearningRate} may help.", value);

            Optimizer.Step(Network, run.Pullback(result.Gradient));
            loss += value * batch.Length;
            correct += result.Correct;
            var done = start + batch.Length;
            OnBatch?.Invoke(new(Epoch + 1, done, data.Count, loss / done, (double)correct / done, done / watch.Elapsed.TotalSeconds));
        }
        var duration = watch.Elapsed;
        Epoch++;
        return new Epoch(
            Epoch, loss / data.Count, (double)correct / data.Count, test is null ? null : Evaluate(test), duration, data.Count / duration.TotalSeconds);
    }

    private (int[] Labels, Signal Inputs) Gather(Dataset data, ReadOnlySpan<int> batch)
    {
        var inputs = _workspace.Take(this, "inputs", [batch.Length, .. data.Shape]);
        var labels = new int[batch.Length];
        data.Gather(batch, inputs, labels);
        return (labels, Signal.Constant(TimeSteps, inputs));
    }

    private void Require(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The data set is empty; at least one sample is needed.", nameof(data));
        if (!data.Shape.SequenceEqual(Shapes.Native(Network.InputShape)))
            throw new ArgumentException($"A sample has the shape {Shapes.Text(data.Shape)}; the network takes {Shapes.Text(Network.InputShape)}.", nameof(data));
        foreach (var label in data.Labels)
        {
            if (label >= Network.OutputShape[0])
                throw new ArgumentException($"A label is {label}; the network has {Network.OutputShape[0]} classes, 0 to {Network.OutputShape[0] - 1}.", nameof(data));
        }
    }

    private static int AtLeastOne(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"Trainer: {name} is {value}; it must be at least 1.");
}
