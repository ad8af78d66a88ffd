using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What a pass gives of one quantity: for each neuron of each sample, what its <see cref="Reduce"/>s gather over the steps, in the order of time;
/// and all steps where one needs them. Its memory is that of the pass.
/// </summary>
internal sealed class Accumulator
{
    private readonly Watched _watched;
    private readonly Workspace _workspace;
    private readonly Tensor<float>[] _sums;
    private readonly double[] _totals;
    private readonly List<(int First, float[] Values)> _pieces = [];
    private nint[]? _shape;
    private long _summed;
    private int _steps;

    public Accumulator(Watched watched, Workspace workspace)
    {
        (_watched, _workspace) = (watched, workspace);
        _sums = new Tensor<float>[watched.Gathered.Length];
        _totals = Array.ConvertAll(watched.Gathered, by => (double)RowGathering.Start(by));
    }

    public Watched Watched => _watched;

    /// <summary>What is gathered of each step's row, each [batch, features…].</summary>
    public ReadOnlySpan<Tensor<float>> Sums => _sums;

    /// <summary>Whether all steps are kept.</summary>
    public bool KeepsAll => _watched.KeepsAll;

    /// <summary>Adds a signal, from a step on.</summary>
    public void Add(Signal signal, int first)
    {
        if (signal.IsNone) return;
        if (signal.Bits is not { } bits)
        {
            Add(signal.Values.ReadOnlySpan(), signal.Shape, first);
            return;
        }
        if (_watched.IsTotal)
        {
            var (spikes, count) = (bits.Count(), (long)bits.Steps * bits.PerStep);
            for (var g = 0; count > 0 && g < _totals.Length; g++)
            {
                var by = _watched.Gathered[g];
                var total = by switch { Gathering.Largest => Math.Min(spikes, 1), Gathering.Smallest => spikes / count, _ => spikes };
                _totals[g] = Totals.Join(by, _totals[g], total);
            }
            _summed += count;
            return;
        }
        Begin(signal.Shape);
        _steps += bits.Steps;
        if (_sums.Length > 0 && bits.Steps > 0) Add(bits, signal.Shape);
        if (!KeepsAll) return;
        var all = new float[bits.Steps * bits.PerStep];
        for (var t = 0; t < bits.Steps; t++) bits.Unpack(t, all.AsSpan(t * bits.PerStep, bits.PerStep));
        _pieces.Add((first, all));
    }

    /// <summary>Adds spikes to what is gathered: how many there are says everything of ones and zeros.</summary>
    private void Add(SpikeBits bits, ReadOnlySpan<nint> shape)
    {
        var counts = _workspace.Take(_watched, "counts of spikes", shape).Span();
        bits.Counts(counts);
        for (var g = 0; g < _sums.Length; g++)
        {
            var sum = _sums[g].Span();
            switch (_watched.Gathered[g])
            {
                case Gathering.Largest:
                    for (var i = 0; i < sum.Length; i++) sum[i] = Math.Max(sum[i], counts[i] > 0 ? 1 : 0);
                    break;
                case Gathering.Smallest:
                    for (var i = 0; i < sum.Length; i++) sum[i] = Math.Min(sum[i], counts[i] < bits.Steps ? 0 : 1);
                    break;
                default:
                    TensorPrimitives.Add(sum, counts, sum);
                    break;
            }
        }
    }

    /// <summary>Adds the rows of some steps, one after the other.</summary>
    public void Add(ReadOnlySpan<float> values, ReadOnlySpan<nint> shape, int first)
    {
        if (_watched.IsTotal)
        {
            Totals.Add(values, _watched.Gathered, _totals);
            _summed += values.Length;
            return;
        }
        Begin(shape);
        var width = (int)TensorPrimitives.Product(shape);
        var steps = width == 0 ? 0 : values.Length / width;
        _steps += steps;
        if (KeepsAll) _pieces.Add((first, values.ToArray()));
        if (_sums.Length > 0) RowGathering.Run(values, width, steps, _watched.Gathered, _sums);
    }

    /// <summary>Adds a parameter, or its gradient, as one step of one sample.</summary>
    public void Add(Tensor<float> parameter) => Add(parameter.ReadOnlySpan(), [1, .. parameter.Lengths], 0);

    /// <summary>Adds all steps, [T, batch, features…], to what is gathered in one way; or keeps them, where that is null.</summary>
    public void AddAll(Gathering? by, Tensor<float> values)
    {
        Begin(values.Lengths[1..]);
        _steps = (int)values.Lengths[0];
        if (by is not { } way)
        {
            _pieces.Add((0, values.ReadOnlySpan().ToArray()));
            return;
        }
        var width = (int)TensorPrimitives.Product(values.Lengths[1..]);
        RowGathering.Run(values.ReadOnlySpan(), width, _steps, [way], [_sums[Array.IndexOf(_watched.Gathered, way)]]);
    }

    /// <summary>Room for what pieces of rows are gathered in by others, of so many steps.</summary>
    public void Expect(ReadOnlySpan<nint> shape, int steps)
    {
        Begin(shape);
        _steps += steps;
    }

    /// <summary>Takes all steps that others have written.</summary>
    public void KeepAll(float[] values) => _pieces.Add((0, values));

    /// <summary>Takes what neurons have gathered themselves; it lives as long as the pass.</summary>
    public void Set(Gathering by, Tensor<float> values, int steps)
    {
        (_shape, _steps) = (values.Lengths.ToArray(), steps);
        _sums[Array.IndexOf(_watched.Gathered, by)] = values;
    }

    /// <summary>What the pass has given; nothing where there was nothing.</summary>
    public void Write(PassMonitor pass)
    {
        for (var r = 0; r < _watched.Recordings.Length && _summed > 0; r++)
        {
            var recording = _watched.Recordings[r];
            pass.Add(recording, recording.Reduce.OfTotal(_totals[Array.IndexOf(_watched.Gathered, recording.Reduce.By!.Value)], _summed));
        }
        if (_shape is null) return;
        foreach (var recording in _watched.Recordings)
        {
            pass.Add(recording, recording.Reduce.By is { } by
                ? Reduced(recording.Reduce, _sums[Array.IndexOf(_watched.Gathered, by)].ReadOnlySpan())
                : recording.Reduce.OfAll(All(), [_steps, .. _shape]));
        }
    }

    private Tensor<float> Reduced(Reduce reduce, ReadOnlySpan<float> gathered) => reduce.IsTotal
        ? reduce.OfTotal(Totals.Of(gathered, reduce.By!.Value), (long)_steps * gathered.Length)
        : reduce.Of(gathered, (int)_shape![0], _steps, _shape.AsSpan(1));

    /// <summary>All steps in the order of time; a circle's way back has given the last ones first.</summary>
    private float[] All()
    {
        if (_pieces.Count == 1) return _pieces[0].Values;
        return [.. _pieces.OrderBy(piece => piece.First).SelectMany(piece => piece.Values)];
    }

    private void Begin(ReadOnlySpan<nint> shape)
    {
        if (_shape is not null) return;
        _shape = shape.ToArray();
        for (var g = 0; g < _sums.Length; g++)
        {
            _sums[g] = _workspace.Take(_watched, _watched.Roles[g], shape);
            _sums[g].Span().Fill(RowGathering.Start(_watched.Gathered[g]));
        }
    }
}
