using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>
/// Trains a network. The result follows from the network, the data and the seed alone: not from the number of threads, nor from
/// whether the training was saved and resumed on its way.
/// </summary>
public sealed partial class Trainer
{
    private readonly Workspace _workspace = new();
    private readonly GradientAccumulator _sum = new();
    private readonly List<TrainingWarning> _warnings = [];
    private readonly BatchLoss _loss;
    private readonly double _startRate;
    private ActivityCheck? _check;
    private long _inputBytes;
    private long _passes;
    private EpochProgress _progress;
    private double _best = double.NegativeInfinity;
    private int _sinceBest;
    private int _batch;

    /// <summary>A training at its beginning.</summary>
    /// <param name="network">The network; its output is [T, batch, classes], or what a <see cref="TargetLoss"/> has targets for.</param>
    /// <param name="loss">What is made small; of a network with several outputs, of the first.</param>
    /// <param name="optimizer">How.</param>
    /// <param name="seed">What the order of the samples and random spikes are drawn from; null for the network's seed.</param>
    /// <exception cref="ArgumentException">The network's output is not one of classes, or not of as many as the loss has class weights
    /// or a population for; a <see cref="TargetLoss"/> takes any.</exception>
    public Trainer(Network network, Loss loss, Optimizer optimizer, ulong? seed = null)
        : this(network, First(network, loss), optimizer, seed, null, null)
    {
    }

    /// <summary>A training of several outputs at its beginning: the sum of their losses is made small.</summary>
    /// <param name="network">The network.</param>
    /// <param name="losses">The losses of outputs, at most one of each; accuracies are those of the first that has classes.</param>
    /// <param name="optimizer">How.</param>
    /// <param name="seed">What the order of the samples and random spikes are drawn from; null for the network's seed.</param>
    /// <exception cref="ArgumentException">There is no such output, or a loss cannot be of it.</exception>
    public Trainer(Network network, IReadOnlyList<OutputLoss> losses, Optimizer optimizer, ulong? seed = null)
        : this(network, losses, optimizer, seed, null, null)
    {
    }

    private Trainer(
        Network network, IReadOnlyList<OutputLoss> losses, Optimizer optimizer, ulong? seed, TrainingState? state, TrainingMethod? method)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(optimizer);
        // what does not fit is found now, and not by the first batch
        _loss = new(network, losses, _workspace);
        (Network, Losses, Optimizer, Seed) = (network, [.. losses], optimizer, seed ?? network.Seed);
        _startRate = state?.StartRate ?? optimizer.LearningRate;
        if (state is null) return;
        (TimeSteps, BatchSize, AccumulateBatches) = (state.TimeSteps, state.BatchSize, state.AccumulateBatches);
        (Patience, Epoch) = (state.Patience, state.Epoch);
        Method = method!;
        Encoding = InputEncoding.Kinds.Read(state.Encoding, "encoding");
        Schedule = state.Schedule is null ? null : Schedule.Kinds.Read(state.Schedule, "schedule");
        Clipping = state.Clipping is null ? null : GradientClipping.Kinds.Read(state.Clipping, "clipping");
        (_best, _sinceBest) = (state.Best ?? double.NegativeInfinity, state.SinceBest);
        network.TrainingPasses = _passes = state.TrainingPasses;
        _progress = new(state.Batches, state.Samples, state.LossSum, state.Correct);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>What is made small; of several outputs, that which accuracies are of, or the first.</summary>
    public Loss Loss => _loss.Answering.Loss;

    /// <summary>The losses of the outputs, whose sum is made small.</summary>
    public IReadOnlyList<OutputLoss> Losses { get; }

    /// <summary>How.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What the order of the samples and random spikes are drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The time steps for which a sample is shown, at least 1; samples that change over time have their own. Default 25.</summary>
    public int TimeSteps { get; init => field = AtLeast(1, value); } = 25;

    /// <summary>The samples to a forward pass, at least 1; the last batch of an epoch may have fewer. Default 64.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value); } = 64;

    /// <summary>How samples are shown. Default <see cref="InputEncoding.Direct"/>.</summary>
    public InputEncoding Encoding { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = InputEncoding.Direct;

    /// <summary>How the network learns of a sequence. Default <see cref="Bptt"/>, backpropagation through all of its steps.</summary>
    /// <exception cref="ArgumentException">The method cannot train the network; the message names the layer.</exception>
    public TrainingMethod Method
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Check(Network);
            _loss.Check(value);
            field = value;
        }
    } = new Bptt();

    /// <summary>
    /// The short form of the method <see cref="TruncatedBptt"/>: an update after every so many steps, with a gradient that reaches no further back,
    /// and the network's state carried on. 0 where the method is another one, as by default.
    /// </summary>
    public int TruncateAfter
    {
        get => (Method as TruncatedBptt)?.Options.Segment ?? 0;
        init
        {
            if (AtLeast(0, value) > 0) Method = new TruncatedBptt(value);
        }
    }

    /// <summary>
    /// The batches whose gradients make one update, at least 1: that of one batch of all their samples. The pieces of truncated sequences
    /// are then summed, too. Default 1.
    /// </summary>
    public int AccumulateBatches { get; init => field = AtLeast(1, value); } = 1;

    /// <summary>What keeps gradients from growing too large; null for nothing. Default null.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>The learning rate by the epochs that are done, from the optimizer's own rate on; null for that rate. Default null.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>
    /// Early stopping: how many epochs may pass without a better one (by the test accuracy, without test data by the loss). 0 never
    /// stops. Default 0.
    /// </summary>
    public int Patience { get; init => field = AtLeast(0, value); }

    /// <summary>How many batches are made ahead on another thread; 0 makes each when it is needed, on all threads. Default 0.</summary>
    public int Prefetch { get; init => field = AtLeast(0, value); }

    /// <summary>The epochs that are done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Whether <see cref="Patience"/> is over.</summary>
    public bool IsStopped => Patience > 0 && _sinceBest >= Patience;

    /// <summary>
    /// What runs the network in the place of the processor, such as <c>network.On(device)</c> of Neurons.Gpu; null for the processor. It is no part
    /// of a checkpoint. Monitors and <see cref="Warnings"/> are of passes of the processor alone. Default null.
    /// </summary>
    /// <exception cref="ArgumentException">It runs another network, or cannot run this training; the message says why.</exception>
    public INetworkDevice? Device
    {
        get;
        set
        {
            if (value is not null && value.Network != Network)
                throw new ArgumentException("Trainer: Device runs another network; it must be that of the trainer.", nameof(value));
            value?.Check(this);
            field = value;
        }
    }

    /// <summary>Called after each batch, on the thread that trains.</summary>
    public Action<BatchProgress>? OnBatch { get; set; }

    /// <summary>Called once for each layer that does not learn as it is, with what may help; on the thread that trains.</summary>
    public Action<TrainingWarning>? OnWarning { get; set; }

    /// <summary>
    /// The layers that never fired, fired always or got no gradient in the first passes of an epoch, each once. They are those of this process:
    /// a checkpoint does not keep them.
    /// </summary>
    public IReadOnlyList<TrainingWarning> Warnings => _warnings;

    /// <summary>Where the time of the steps is added up; null for nowhere.</summary>
    public StepAccount? Account { get; set; }

    /// <summary>The bytes that the training holds besides weights, optimizer and data: inputs, outputs and gradients of a batch.</summary>
    public long WorkspaceBytes => _workspace.Bytes;

    /// <summary>
    /// What the training holds: the inputs of a batch, what each layer keeps for the gradient, the gradients between layers, weights,
    /// their gradients, and the optimizer's tensors.
    /// </summary>
    public IReadOnlyList<MemoryPart> Memory() => TrainingMemory.Of(Network, Optimizer, _workspace, _inputBytes);

    /// <summary>A training that goes on where <see cref="Save"/> left it, with the same numbers as if it had not been interrupted.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="network">
    /// A network with the layers of the checkpoint's, for neurons that are not of this library; null to build it as the file says.
    /// </param>
    /// <exception cref="IO.FormatError">The file is not a checkpoint.</exception>
    public static Trainer Resume(string path, Network? network = null)
    {
        (network, var optimizer, var method, var state) = TrainingCheckpoint.Read(path, network);
        try
        {
            return new Trainer(network, LossesOf(network, state), optimizer, state.Seed, state, method);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new IO.FormatError(path, $"the state of the training cannot be used: {error.Message}", error);
        }
    }

    /// <summary>
    /// Writes the network and all that the training needs to go on to a safetensors file, atomically. Within an epoch, it goes on after
    /// the last update.
    /// </summary>
    /// <exception cref="NotFiniteNumberException">A weight is no longer a number; nothing is written.</exception>
    /// <exception cref="NotSupportedException">The loss, or another part, has not been registered by a name; nothing is written.</exception>
    public void Save(string path) => TrainingCheckpoint.Write(path, Network, Optimizer, Method, new TrainingState
    {
        Loss = Loss.Kinds.Describe(Losses[0].Loss),
        Losses = Losses is [{ Weight: 1 } alone] && alone.Output == Network.OutputNames[0] ? null : OutputLosses.Describe(Losses),
        Optimizer = Optimizer.Kinds.Describe(Optimizer),
        Updates = Optimizer.Updates,
        LearningRate = Optimizer.LearningRate,
        StartRate = _startRate,
        Schedule = Schedule is null ? null : Schedule.Kinds.Describe(Schedule),
        Clipping = Clipping is null ? null : GradientClipping.Kinds.Describe(Clipping),
        Encoding = InputEncoding.Kinds.Describe(Encoding),
        TimeSteps = TimeSteps,
        BatchSize = BatchSize,
        AccumulateBatches = AccumulateBatches,
        Method = TrainingMethod.Kinds.Describe(Method),
        Patience = Patience,
        Seed = Seed,
        Epoch = Epoch,
        TrainingPasses = _progress.Batches == 0 ? Network.TrainingPasses : _passes,
        Batches = _progress.Batches,
        Samples = _progress.Samples,
        LossSum = _progress.LossSum,
        Correct = _progress.Correct,
        Best = double.IsFinite(_best) ? _best : null,
        SinceBest = _sinceBest,
    });

    /// <summary>
    /// Trains for so many more epochs, or until <see cref="IsStopped"/>, and tells of each when it is done. When cancelled within an
    /// epoch, the weights are those of the last update, and the next call goes on there with the epoch.
    /// </summary>
    /// <param name="data">The training data.</param>
    /// <param name="epochs">How many epochs more.</param>
    /// <param name="test">Data to evaluate the network on after each epoch.</param>
    /// <param name="cancellationToken">Ends the training after the current batch.</param>
    /// <exception cref="NotFiniteNumberException">The loss is no longer a number, or a gradient is not finite; then there is
    /// no update by it.</exception>
    public async IAsyncEnumerable<Epoch> TrainAsync(
        Dataset data, int epochs, Dataset? test = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _loss.Check(data);
        if (test is not null) _loss.Check(test);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        for (var i = 0; i < epochs && !IsStopped; i++)
            yield return await Task.Run(() => Train(data, test, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks that data can be trained on or evaluated, as is done before either.</summary>
    /// <exception cref="ArgumentException">Shapes, labels or the encoding do not fit; the message says which.</exception>
    public void Check(Dataset data)
    {
        _loss.Check(data);
        _ = new Batches(data, BatchSize, Seed, Encoding, data.TimeSteps ?? TimeSteps);
    }

    /// <summary>How the network does on data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="operations">
    /// What energies are computed by, to count operations as well, such as <see cref="EnergyModel.BuiltIn"/>; null counts none.
    /// </param>
    public Evaluation Evaluate(Dataset data, IReadOnlyList<EnergyModel>? operations = null)
    {
        _loss.Check(data);
        using var counter = operations is null ? null : new OperationCounter(Network, operations, null, null, _workspace);
        var batches = new Batches(data, BatchSize, Seed, Encoding, data.TimeSteps ?? TimeSteps) { Shuffle = false, Augment = false };
        return _loss.Evaluate(batches, counter, Device);
    }

    private Epoch Train(Dataset data, Dataset? test, CancellationToken cancellationToken)
    {
        Device?.Check(this);
        var watch = Stopwatch.StartNew();
        if (Schedule is not null) Optimizer.LearningRate = Schedule.At(_startRate, Epoch);
        var batches = new Batches(data, BatchSize, Seed, Encoding, data.TimeSteps ?? TimeSteps) { Prefetch = Prefetch };
        var (loss, correct, done) = (_progress.LossSum, _progress.Correct, _progress.Samples);
        var (before, number) = (done, _progress.Batches);
        if (number > 0) Network.TrainingPasses = _passes;
        _sum.Clear();
        var labels = AccumulateBatches > 1 ? batches.Labels(Epoch) : [];
        // between the batches of an update, the network is what the last update left: there the training goes on when it ends here
        var (updated, ahead) = AccumulateBatches > 1 ? (new ForwardState(Network), new ForwardState(Network)) : default;
        using var check = (_check ??= new(Network, _workspace)).Begin();
        var start = Stopwatch.GetTimestamp();
        foreach (var batch in batches.Epoch(Epoch, number, cancellationToken))
        {
            Account?.Add(this, "data", start);
            // the samples of the update that this batch is part of
            var group = (long)AccumulateBatches * BatchSize;
            var first = (int)(done / group * group);
            var share = (int)Math.Min(group, data.Count - first);
            var divisors = AccumulateBatches > 1 ? _loss.Divisors(labels.AsSpan(first, share)) : null;
            if (done % group == 0) updated?.Keep();
            else ahead?.Restore();
            _batch = number + 1;
            var result = Step(batch, (double)batch.Count / share, divisors);
            loss += result.Value * batch.Count;
            correct += result.Correct;
            done += batch.Count;
            if (AccumulateBatches > 1 && (done % group == 0 || done == data.Count))
            {
                RequireFinite(_sum.Sum);
                Update(_sum.Sum);
                _sum.Clear();
            }
            number++;
            if (done % group == 0 || done == data.Count)
            {
                _progress = new(number, done, loss, correct);
                _passes = Network.TrainingPasses;
            }
            else
            {
                ahead!.Keep();
                updated!.Restore();
            }
            Warn(isEnd: false);
            Account?.EndStep();
            OnBatch?.Invoke(new(Epoch + 1, done, data.Count, loss / done, _loss.Share(correct, done), (done - before) / watch.Elapsed.TotalSeconds));
            start = Stopwatch.GetTimestamp();
        }
        var duration = watch.Elapsed;
        if (Network.Parameters.FirstOrDefault(parameter =>
            !TensorPrimitives.IsFiniteAll<float>(parameter.Value.ReadOnlySpan())) is { } lost)
            throw new NotFiniteNumberException(
                $"Parameter {lost.Name} is no longer finite after epoch {Epoch + 1}: the training has diverged; "
                + $"a learning rate smaller than {Optimizer.LearningRate} may help.");

        Warn(isEnd: true);
        Epoch++;
        _progress = default;
        var tested = test is null ? null : Evaluate(test);
        var score = tested is null ? -loss / data.Count : _loss.HasAnswers ? tested.Accuracy : -tested.Loss;
        var isBest = score > _best;
        _sinceBest = isBest ? 0 : _sinceBest + 1;
        if (isBest) _best = score;
        return new Epoch(
            Epoch, loss / data.Count, _loss.Share(correct, data.Count), tested, duration, (data.Count - before) / duration.TotalSeconds,
            Optimizer.LearningRate, isBest);
    }

    private void Warn(bool isEnd)
    {
        foreach (var warning in _check!.Found(Epoch + 1, isEnd))
        {
            _warnings.Add(warning);
            OnWarning?.Invoke(warning);
        }
    }

    /// <summary>Where an epoch stands after an update.</summary>
    private readonly record struct EpochProgress(int Batches, int Samples, double LossSum, int Correct);

    private static OutputLoss[] First(Network network, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        return [new(network.OutputNames[0], loss)];
    }

    private static OutputLoss[] LossesOf(Network network, TrainingState state) =>
        state.Losses is { } losses ? OutputLosses.Read(losses) : First(network, Loss.Kinds.Read(state.Loss, "loss"));

    private static int AtLeast(int least, int value, [CallerMemberName] string name = "") =>
        value >= least ? value : throw Primitives.Require.Wrong(nameof(Trainer), name, value, $"at least {least}");
}
