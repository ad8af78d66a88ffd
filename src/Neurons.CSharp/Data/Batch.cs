using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons;

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
    private ulong[] _words = [];
    private float[] _unpackedMemory = [];
    private Tensor<float>? _unpacked;

    internal Batch(Dataset data, int timeSteps) => (_data, TimeSteps) = (data, timeSteps);

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

    /// <summary>
    /// Spikes as bits, [T, words of a step]: bit i % 64 of the word i / 64 of a step is element i of [batch, features…]. Empty where there
    /// are <see cref="Values"/>.
    /// </summary>
    public ReadOnlySpan<ulong> Bits => Values is null ? Words : default;

    /// <summary>The words of a step.</summary>
    public int WordsPerStep { get; private set; }

    internal Dataset Data => _data;

    /// <summary>The random stream of each sample.</summary>
    internal ReadOnlySpan<uint> Streams => _streams;

    internal Span<ulong> Words => _words.AsSpan(0, TimeSteps * WordsPerStep);

    /// <summary>What an encoding needs from one batch to the next.</summary>
    internal object? Scratch { get; set; }

    private int ElementsPerStep => Count * _data.FeatureCount;

    /// <summary>The input at each step as floats, [T, batch, features…], in memory of its own.</summary>
    public Tensor<float> ToTensor()
    {
        var all = Tensor.CreateFromShape<float>([TimeSteps, .. Shape]);
        var to = Sequence.span(all);
        if (Values is null) SpikeWords.ToFloats(Words, WordsPerStep, ElementsPerStep, to);
        else if (IsConstant) for (var t = 0; t < TimeSteps; t++) Sequence.readOnly(Values).CopyTo(to[(t * ElementsPerStep)..]);
        else Sequence.readOnly(Values).CopyTo(to);
        return all;
    }

    /// <summary>The input as layers take it, in the memory of the batch.</summary>
    internal Signal ToSignal()
    {
        if (Values is not null) return IsConstant ? Signal.Constant(TimeSteps, Values) : Signal.EachStep(Values);

        var count = checked(TimeSteps * ElementsPerStep);
        if (_unpackedMemory.Length < count) _unpackedMemory = GC.AllocateUninitializedArray<float>(count);
        SpikeWords.ToFloats(Words, WordsPerStep, ElementsPerStep, _unpackedMemory.AsSpan(0, count));
        if (_unpacked is null || _unpacked.FlattenedLength != count) _unpacked = Tensor.Create(_unpackedMemory, 0, [TimeSteps, .. Shape], []);
        return Signal.EachStep(_unpacked);
    }

    /// <summary>Begins anew with other samples.</summary>
    internal void Begin(ReadOnlySpan<int> indices)
    {
        if (_indices.Length != indices.Length)
        {
            (_indices, _streams, Labels) = (new int[indices.Length], new uint[indices.Length], new int[indices.Length]);
            Shape = [indices.Length, .. _data.Shape];
            WordsPerStep = RandomSpikes.WordsPerStep(indices.Length, _data.FeatureCount);
        }
        indices.CopyTo(_indices);
        for (var i = 0; i < indices.Length; i++) _streams[i] = (uint)indices[i];
    }

    /// <summary>
    /// The samples as they are in the data set, [batch · features], or [T, batch · features] where they change, in memory that has room for so
    /// many steps.
    /// </summary>
    internal Span<float> Gather(int steps)
    {
        var needed = checked(steps * ElementsPerStep);
        if (_memory.Length < needed) _memory = GC.AllocateUninitializedArray<float>(needed);
        _data.Gather(_indices, _memory, Labels);
        return _memory.AsSpan(0, needed);
    }

    internal void GatherBits()
    {
        _data.GatherBits(_indices, BeginBits(), WordsPerStep, Labels);
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
        if (_words.Length < TimeSteps * WordsPerStep) _words = new ulong[TimeSteps * WordsPerStep];
        (Values, IsConstant) = (null, false);
        return Words;
    }
}
