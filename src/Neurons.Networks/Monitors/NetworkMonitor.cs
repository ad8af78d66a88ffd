using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Which passes of a network are recorded.</summary>
public enum MonitoredPasses
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those of training, <see cref="Network.Forward(Tensor{float}, Workspace?, NetworkState?)"/>.</summary>
    Training,

    /// <summary>All others: predictions, evaluations, traces.</summary>
    Evaluation,
}

/// <summary>
/// Records quantities of a network in each of its passes, whoever makes them: outputs, states, currents, gradients and weights of any layer, at
/// any depth, whole or reduced. What passes compute is the same to the bit. States that are reduced are never written out: their kernels gather
/// them. It may be used while several threads run the network.
/// </summary>
/// <example><code>
/// using var monitor = network.Monitor("lif.V", Reduce.Mean);
/// network.Predict(x);
/// Console.WriteLine(monitor["lif.V"].Values[0]);
/// </code></example>
public sealed class NetworkMonitor : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(Quantity Quantity, MonitorRecording Recording)> _all = [];
    private readonly IDisposable _watch;
    private IReadOnlyDictionary<Layer, WatchedLayer> _watched = new Dictionary<Layer, WatchedLayer>();
    private long _passes;

    /// <summary>A monitor that records nothing yet.</summary>
    /// <param name="network">The network.</param>
    public NetworkMonitor(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        _watch = network.Watch(Begin);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Which passes are recorded. Default all.</summary>
    public MonitoredPasses Passes { get; set => field = Require.Defined(nameof(NetworkMonitor), nameof(Passes), value); }

    /// <summary>Records the first of so many passes, at least 1. Default 1: each.</summary>
    public int Every { get; set => field = Require.AtLeast(1, nameof(NetworkMonitor), nameof(Every), value); } = 1;

    /// <summary>How many passes are kept, of which the oldest is forgotten first; 0 keeps all. Default 0.</summary>
    public int Keep { get; set => field = Require.AtLeast(0, nameof(NetworkMonitor), nameof(Keep), value); }

    /// <summary>All that is recorded.</summary>
    public IReadOnlyList<MonitorRecording> Recordings
    {
        get
        {
            lock (_lock) return [.. _all.Select(one => one.Recording)];
        }
    }

    /// <summary>The recording of a quantity that is recorded in one way.</summary>
    /// <param name="what">Its name, as it was given.</param>
    /// <exception cref="ArgumentException">It is not recorded, or in several ways.</exception>
    public MonitorRecording this[string what] => Recordings.Where(one => PartName.Same(one.What, what)).ToArray() switch
    {
        [var alone] => alone,
        [] => throw new ArgumentException(
            $"'{what}' is not recorded; there are {string.Join(", ", Recordings.Select(one => one.What).Distinct())}.", nameof(what)),
        var several => throw new ArgumentException(
            $"'{what}' is recorded in several ways; say which of {string.Join(", ", several.Select(one => one.Reduce.Name))}.", nameof(what)),
    };

    /// <summary>The recording of a quantity in one of several ways.</summary>
    /// <param name="what">Its name, as it was given.</param>
    /// <param name="reduce">The way.</param>
    /// <exception cref="ArgumentException">It is not recorded so.</exception>
    public MonitorRecording this[string what, Reduce reduce] =>
        Recordings.FirstOrDefault(one => PartName.Same(one.What, what) && one.Reduce == reduce)
        ?? throw new ArgumentException($"{reduce} of '{what}' is not recorded.", nameof(what));

    /// <summary>Records more, from the next pass on; what is recorded already is not recorded twice.</summary>
    /// <param name="what">
    /// A layer by its place (a number in a <see cref="Sequential"/>, a name in a <see cref="Graph"/>, <c>2.0</c> within another layer) for its
    /// output; with a dot, something of it: a state (<c>lif.V</c>), an input (<c>lif.input</c>, or by its name), the gradient of its output
    /// (<c>lif.gradient</c>), a parameter (<c>fc.weight</c>) or its gradient (<c>fc.weight.gradient</c>). <c>*</c> in place of the layer is
    /// every layer that has it.
    /// </param>
    /// <param name="reductions">In which ways; none for <see cref="Reduce.Whole"/>.</param>
    /// <exception cref="ArgumentException">There is no such thing; the message says what there is.</exception>
    public NetworkMonitor Add(string what, params IReadOnlyList<Reduce> reductions)
    {
        ArgumentNullException.ThrowIfNull(reductions);
        var quantities = Quantity.Find(Network, what);
        if (reductions.Count == 0) reductions = [Reduce.Whole];
        lock (_lock)
        {
            foreach (var quantity in quantities)
            {
                foreach (var reduce in reductions)
                {
                    ArgumentNullException.ThrowIfNull(reduce, nameof(reductions));
                    if (!_all.Exists(one => one.Quantity == quantity && one.Recording.Reduce == reduce))
                        _all.Add((quantity, new(quantity.Name, reduce, _lock)));
                }
            }
            _watched = _all.GroupBy(one => one.Quantity.Layer).ToDictionary(of => of.Key, of => new WatchedLayer(
                [.. of.GroupBy(one => one.Quantity).Select(one => new Watched(one.Key, [.. one.Select(way => way.Recording)]))]));
        }
        return this;
    }

    /// <summary>Forgets what has been recorded; recording goes on.</summary>
    public void Clear()
    {
        foreach (var recording in Recordings) recording.Clear();
    }

    /// <summary>
    /// Writes an <c>.npz</c> file, atomically: for each recording an array [passes, …] under its name (<c>lif.V mean</c>; of
    /// <see cref="Reduce.Whole"/> the name of the quantity alone), or, where passes differ in shape, one for each pass, with its number behind.
    /// </summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => IO.NpzWriter.Write(path, Recordings.SelectMany(Arrays));

    /// <summary>Stops recording; what has been recorded stays.</summary>
    public void Dispose() => _watch.Dispose();

    private static IEnumerable<KeyValuePair<string, Tensor<float>>> Arrays(MonitorRecording recording)
    {
        var name = recording.Reduce == Reduce.Whole ? recording.What : $"{recording.What} {recording.Reduce}";
        var passes = recording.Passes;
        if (passes.Count == 0) return [];
        var shape = passes[0].Values.Lengths.ToArray();
        if (passes.Any(pass => !pass.Values.Lengths.SequenceEqual(shape)))
            return passes.Select((pass, p) => KeyValuePair.Create($"{name} {p}", pass.Values));
        float[] all = [.. passes.SelectMany(pass => pass.Values.ReadOnlySpan().ToArray())];
        return [KeyValuePair.Create(name, Tensor.Create(all, [passes.Count, .. recording.Reduce.IsOneNumber ? [] : shape]))];
    }

    /// <summary>What looks at a pass that begins; null where it is not recorded.</summary>
    private PassMonitor? Begin(Pass pass)
    {
        var watched = _watched;
        if (watched.Count == 0) return null;
        if (Passes != MonitoredPasses.All && pass.IsTraining != (Passes == MonitoredPasses.Training)) return null;
        return (Interlocked.Increment(ref _passes) - 1) % Every == 0 ? new PassMonitor(this, watched, pass) : null;
    }
}

/// <summary>The short way to a monitor.</summary>
public static class NetworkMonitors
{
    /// <summary>Records a quantity of a network in all its passes from now on, until the monitor is disposed of.</summary>
    /// <param name="network">The network.</param>
    /// <param name="what">The quantity, as <see cref="NetworkMonitor.Add"/> takes it: <c>lif</c>, <c>lif.V</c>, <c>*.gradient</c>.</param>
    /// <param name="reductions">In which ways; none for all numbers, <see cref="Reduce.Whole"/>.</param>
    /// <exception cref="ArgumentException">There is no such thing; the message says what there is.</exception>
    public static NetworkMonitor Monitor(this Network network, string what, params Reduce[] reductions)
    {
        var monitor = new NetworkMonitor(network);
        try
        {
            return monitor.Add(what, reductions);
        }
        catch
        {
            monitor.Dispose();
            throw;
        }
    }
}
