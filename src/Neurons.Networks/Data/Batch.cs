using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Some samples as a network sees them: values that stay the same over time, values at each step, or spikes as bits. Its memory is used
/// again: it is valid until the next batch of the enumeration.
/// </summary>
public sealed class Batch
{
    private readonly Dataset _data;
    private int[] _indices = [];
    private uint[] _streams = [];
    private float[] _memory = [];
    private Tensor<float>? _values;
    private readonly SpikeBits _spikes = new();
    private readonly (string Name, Batch Input)[] _inputs;
    private SampleDraw _draw;
    private int _number;

    internal Batch(Dataset data, int timeSteps)
    {
        (_data, TimeSteps) = (data, timeSteps);
        _inputs = [.. data.InputNames.Select(name => (name, new Batch(data.InputOf(name)!, timeSteps)))];
    }

    /// <summary>The number of samples.</summary>
    public int Count => Labels.Length;

    /// <summary>The class of each sample.</summary>
    public int[] Labels { get; private set; } = [];

    /// <summary>The place of each sample in the data set.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    /// <summary>T, the steps for which the samples are shown.</summary>
    public int TimeSteps { get; }

    /// <summary>The shape of the batch at a step: [batch, features…].</summary>
    public nint[] Shape { get; private set; } = [];

    /// <summary>Whether the input is the same at each step; <see cref="Values"/> then have no time.</summary>
    public bool IsConstant { get; private set; }

    /// <summary>[batch, features…] if constant, else [T, batch, features…]; null for spikes as bits.</summary>
    public Tensor<float>? Values { get; private set; }

    /// <summary>Spikes as bits, T steps of batch · features bits; null where there are <see cref="Values"/>.</summary>
    public SpikeBits? Spikes => Values is null ? _spikes : null;

    /// <summary>What was mixed into the samples; null where nothing was.</summary>
    public LabelMix? Mix { get; private set; }

    /// <summary>The further inputs of the samples, by name.</summary>
    public IReadOnlyDictionary<string, Batch> Inputs => _inputs.ToDictionary(input => input.Name, input => input.Input);

    /// <summary>What a network is fed with, in the order of its names, of which the first is the data's own.</summary>
    internal Signal[] SignalsOf(IReadOnlyList<string> names)
    {
        var signals = new Signal[names.Count];
        signals[0] = Signal;
        for (var i = 1; i < signals.Length; i++)
        {
            var place = 0;
            while (_inputs[place].Name != names[i]) place++;
            signals[i] = _inputs[place].Input.Signal;
        }
        return signals;
    }

    /// <summary>What a network with one input is fed with.</summary>
    internal Signal Signal =>
        Spikes is { } spikes ? Signal.Spikes(spikes, Shape)
        : IsConstant ? Signal.Constant(TimeSteps, Values!)
        : Signal.EachStep(Values!);

    internal Dataset Data => _data;

    /// <summary>The random stream of each sample.</summary>
    internal ReadOnlySpan<uint> Streams => _streams;

    /// <summary>What an encoding needs from one batch to the next.</summary>
    internal object? Scratch { get; set; }

    private int ElementsPerStep => Count * _data.FeatureCount; // at most Array.MaxLength, as Batches checks

    /// <summary>The input at each step as floats, [T, batch, features…], in memory of its own.</summary>
    public Tensor<float> ToTensor()
    {
        var all = AlignedTensor.CreateUninitialized<float>([TimeSteps, .. Shape]);
        var to = all.Span();
        if (Values is null) for (var t = 0; t < TimeSteps; t++) _spikes.Unpack(t, to.Slice(t * ElementsPerStep, ElementsPerStep));
        else if (IsConstant) for (var t = 0; t < TimeSteps; t++) Values.ReadOnlySpan().CopyTo(to[(t * ElementsPerStep)..]);
        else Values.ReadOnlySpan().CopyTo(to);
        return all;
    }

    /// <summary>Begins anew with other samples.</summary>
    /// <param name="indices">Which.</param>
    /// <param name="draw">What their randomness depends on, besides their places.</param>
    /// <param name="number">The number of the batch.</param>
    internal void Begin(ReadOnlySpan<int> indices, SampleDraw draw, int number)
    {
        (_draw, _number, Mix) = (draw, number, null);
        if (_indices.Length != indices.Length)
        {
            (_indices, _streams, Labels) = (new int[indices.Length], new uint[indices.Length], new int[indices.Length]);
            Shape = [indices.Length, .. _data.Shape];
        }
        indices.CopyTo(_indices);
        for (var i = 0; i < indices.Length; i++) _streams[i] = (uint)indices[i];
        foreach (var (_, input) in _inputs) input.Begin(indices, draw, number);
    }

    /// <summary>
    /// The samples as they are in the data set, [batch · features], or [T, batch · features] where they change, in memory that has room for so
    /// many steps.
    /// </summary>
    internal Span<float> Gather(int steps)
    {
        var needed = Shapes.Elements([steps, ElementsPerStep]);
        if (_memory.Length < needed) _memory = GC.AllocateUninitializedArray<float>(needed);
        _data.Gather(_indices, _draw, _memory, Labels);
        var values = _memory.AsSpan(0, needed);
        if (_draw.IsTraining && _data.Augmentation.OfType<MixUp>().FirstOrDefault() is { } mixUp)
            Mix = mixUp.Mix(values[..((_data.TimeSteps ?? 1) * ElementsPerStep)], _data.FeatureCount, Labels, _draw, _number);
        return values;
    }

    internal void GatherBits()
    {
        _data.GatherBits(_indices, _draw, BeginBits(), _spikes.WordsPerStep, Labels);
    }

    /// <summary>The input is what <see cref="Gather"/> gave, as the encoding left it.</summary>
    internal void SetValues(bool isConstant)
    {
        nint[] lengths = isConstant ? Shape : [TimeSteps, .. Shape];
        if (_values is null || !_values.Lengths.SequenceEqual(lengths)) _values = Tensor.Create(_memory, 0, lengths, []);
        (Values, IsConstant) = (_values, isConstant);
    }

    /// <summary>The input is bits, which the encoding writes to all of these words.</summary>
    internal Span<ulong> BeginBits()
    {
        _spikes.Resize(TimeSteps, ElementsPerStep);
        (Values, IsConstant) = (null, false);
        return _spikes.Words;
    }
}
