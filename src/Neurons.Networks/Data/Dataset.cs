using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Samples with a class each, or with <see cref="SequenceData">targets</see>. A sample is a current that stays the same over time, or changes
/// with it; it may have further inputs, by name. The samples may be floats, bytes or events in memory; parts of a data set share them.
/// </summary>
public sealed class Dataset
{
    private readonly SampleSource _store;
    private readonly int[] _places;
    private readonly int[] _labels;
    private readonly nint[] _shape;
    private readonly IReadOnlyList<Augmentation> _augmentation;

    /// <summary>Copies samples that stay the same over time into a data set.</summary>
    /// <param name="inputs">[samples, features…]</param>
    /// <param name="labels">The class of each sample, at least 0.</param>
    public Dataset(Tensor<float> inputs, int[] labels)
        : this(Floats(inputs, labels, overTime: false), labels, Features(inputs.Lengths, overTime: false), isConstant: true)
    {
    }

    internal Dataset(SampleSource store, int[] labels, nint[] shape, bool isConstant, int? classes = null)
        : this(store, [.. Enumerable.Range(0, labels.Length)], Checked(labels), shape, isConstant ? null : store.Steps,
            classes ?? labels.DefaultIfEmpty(-1).Max() + 1, [])
    {
    }

    private Dataset(
        SampleSource store, int[] places, int[] labels, nint[] shape, int? timeSteps, int classes, IReadOnlyList<Augmentation> augmentation) =>
        (_store, _places, _labels, _shape, TimeSteps, Classes, _augmentation) = (store, places, labels, shape, timeSteps, classes, augmentation);

    /// <summary>The number of samples.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of each sample.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The number of classes: the greatest label of the whole data plus 1, or what the source of the data says.</summary>
    public int Classes { get; }

    /// <summary>The shape of a sample, at one step where it changes.</summary>
    public ReadOnlySpan<nint> Shape => _shape;

    /// <summary>The steps of a sample that changes over time; null where it stays the same.</summary>
    public int? TimeSteps { get; }

    /// <summary>What changes samples when they are trained with, in this order; none where nothing does.</summary>
    public IReadOnlyList<Augmentation> Augmentation => _augmentation;

    /// <summary>Whether samples have a class; those that <see cref="SequenceData"/> makes have targets alone.</summary>
    public bool HasClasses { get; private init; } = true;

    /// <summary>
    /// The outputs that there are targets for, by name; an empty name is that of the one output that a loss of targets has. None where samples have
    /// a class alone.
    /// </summary>
    public IReadOnlyList<string> TargetNames => [.. Targets.Select(targets => targets.Output)];

    /// <summary>The names of the inputs besides the first, which is the data's own.</summary>
    public IReadOnlyList<string> InputNames => [.. Inputs.Select(input => input.Name)];

    /// <summary>The shape of a target at a step, of several outputs that of the first; empty where samples have a class alone.</summary>
    public ReadOnlySpan<nint> TargetShape => Targets.Count == 0 ? [] : Targets[0].Stored.Shape;

    /// <summary>The steps of a target, T or 1, of several outputs those of the first; null where samples have a class alone.</summary>
    public int? TargetSteps => Targets.Count == 0 ? null : Targets[0].Stored.Steps;

    /// <summary>What the outputs are to be over time, and where those of each sample are.</summary>
    private IReadOnlyList<OutputTargets> Targets { get; init; } = [];

    /// <summary>The inputs besides the first, with the same samples.</summary>
    private IReadOnlyList<(string Name, Dataset Data)> Inputs { get; init; } = [];

    /// <summary>Whether all values are 0 or 1, and are given as bits.</summary>
    internal bool IsBinary => _store.IsBinary && _augmentation.Count == 0;

    /// <summary>The features of a sample at a step.</summary>
    internal int FeatureCount => _store.Features;

    /// <summary>A data set of samples that a source gives when they are used.</summary>
    /// <param name="source">The source; it is asked for the samples 0, 1, … of as many as there are labels.</param>
    /// <param name="labels">The class of each sample, at least 0.</param>
    /// <param name="shape">The shape of a sample (at one step), with the features of the source.</param>
    /// <param name="overTime">Whether samples change over time, in the steps of the source, or stay the same.</param>
    /// <param name="classes">The number of classes; null for the greatest label plus 1.</param>
    /// <exception cref="ArgumentException">The shape does not fit the source, or a label is not allowed.</exception>
    public static Dataset From(SampleSource source, int[] labels, int[] shape, bool overTime, int? classes = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(labels);
        if (Shapes.Count(Shapes.Checked("Dataset", shape)) != source.Features)
            throw new ArgumentException(
                $"Dataset: the shape {Shapes.Text(shape)} does not have the {source.Features} features of the source.", nameof(shape));
        if (!overTime && source.Steps != 1)
            throw new ArgumentException(
                $"Dataset: the source has {source.Steps} steps; samples that stay the same over time have one.", nameof(overTime));
        return new(source, labels, Shapes.Native(shape), !overTime, classes);
    }

    /// <summary>Copies samples that change over time into a data set.</summary>
    /// <param name="inputs">[samples, T, features…]</param>
    /// <param name="labels">The class of each sample, at least 0.</param>
    public static Dataset OverTime(Tensor<float> inputs, int[] labels) =>
        new(Floats(inputs, labels, overTime: true), labels, Features(inputs.Lengths, overTime: true), isConstant: false);

    /// <summary>Copies samples into a data set that keeps them as bytes, a quarter of the memory of floats.</summary>
    /// <param name="inputs">[samples, features…], or [samples, T, features…]</param>
    /// <param name="labels">The class of each sample, at least 0.</param>
    /// <param name="divisor">What the bytes are divided by where they are used, &gt; 0: 255 makes [0, 1] of them.</param>
    /// <param name="overTime">Whether samples change over time.</param>
    public static Dataset FromBytes(Tensor<byte> inputs, int[] labels, float divisor = 255, bool overTime = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var values = new byte[inputs.FlattenedLength];
        inputs.FlattenTo(values);
        return OfBytes(Tensor.Create(values, inputs.Lengths), labels, divisor, overTime);
    }

    /// <summary>Reads numpy arrays: the samples, and a whole number ≥ 0 for each. Arrays of type uint8 are kept as bytes.</summary>
    /// <param name="inputs">A <c>.npy</c> file of [samples, features…], or [samples, T, features…].</param>
    /// <param name="labels">A <c>.npy</c> file of [samples].</param>
    /// <param name="divisor">What all values are divided by, &gt; 0.</param>
    /// <param name="overTime">Whether samples change over time.</param>
    /// <exception cref="FormatError">A file is malformed, or the two do not fit together.</exception>
    public static Dataset FromNpy(string inputs, string labels, float divisor = 1, bool overTime = false)
    {
        var classes = NpyFiles.Labels(labels);
        try
        {
            if (Npy.TryReadBytes(inputs) is { } bytes) return OfBytes(bytes, classes, divisor, overTime);

            var values = Npy.Read<float>(inputs).RequireFinite(inputs);
            RequireDivisor(divisor);
            if (divisor != 1) TensorPrimitives.Divide(values.ReadOnlySpan(), divisor, values.Span());
            return overTime ? OverTime(values, classes) : new Dataset(values, classes);
        }
        catch (ArgumentException error) when (error.ParamName == nameof(inputs))
        {
            throw new FormatError(inputs, $"does not fit {labels}: {error.Message}", error);
        }
    }

    /// <summary>The features of a sample, row-major; of one that changes, those of all its steps.</summary>
    /// <param name="index">Which, 0 .. Count − 1.</param>
    public ReadOnlySpan<float> Sample(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index is {index}; it must be in 0 .. {Count - 1}.");
        var sample = new float[_store.Steps * _store.Features];
        Write(index, default, sample, 0, _store.Features);
        return sample;
    }

    /// <summary>The same samples in another shape.</summary>
    /// <param name="shape">The new shape of a sample (at one step), with as many features.</param>
    public Dataset Reshape(params int[] shape)
    {
        if (Shapes.Count(Shapes.Checked("Dataset", shape)) != _store.Features)
            throw new ArgumentException(
                $"Dataset: the shape {Shapes.Text(shape)} does not have the {_store.Features} features of {Shapes.Text(_shape)}.", nameof(shape));
        return Copy(shape: Shapes.Native(shape));
    }

    /// <summary>The same samples with targets for an output of the network, besides their classes and other targets.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="targets">
    /// [samples, T, outputs…], or [samples, 1, outputs…]: one for all steps, or for what is read of them. NaN where there is no target.
    /// </param>
    /// <param name="lengths">The steps of each sample that count, at least 1; null where all do, or where other targets say it.</param>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit, a target is infinite, or the output has targets already.</exception>
    public Dataset WithTargets(string output, Tensor<float> targets, int[]? lengths = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        return WithTargetsFor(output, targets, lengths, HasClasses);
    }

    /// <summary>The same samples with a further input; the first one of a network is the data's own.</summary>
    /// <param name="name">The name of the input in the network.</param>
    /// <param name="input">
    /// The samples of the input, as many, in the same order; their classes and targets count for nothing. They are shown as they are: an encoding
    /// is of the first input alone.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are not as many samples, or not as many steps where both change over time, or there is an input of this name.
    /// </exception>
    public Dataset WithInput(string name, Dataset input)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Count != Count)
            throw new ArgumentException($"The input '{name}' has {input.Count} samples and the data {Count}; it must be as many.", nameof(input));
        if (input.TimeSteps is { } own && TimeSteps is { } steps && own != steps)
            throw new ArgumentException($"The input '{name}' has {own} steps and the data {steps}; it must be as many.", nameof(input));
        if (InputOf(name) is not null) throw new ArgumentException($"The data has an input '{name}' already.", nameof(name));
        if (input.Inputs.Count > 0)
            throw new ArgumentException($"The input '{name}' has inputs of its own; add each to the data.", nameof(input));
        return Copy(inputs: [.. Inputs, (name, input)]);
    }

    /// <summary>
    /// The same samples, which are changed at random when they are trained with, each time anew: as the seed, the epoch and the place of the
    /// sample say. What is evaluated stays as it is.
    /// </summary>
    /// <param name="augmentation">What changes them, in this order, instead of what did before.</param>
    /// <exception cref="ArgumentException">The samples are not of a shape that it takes.</exception>
    public Dataset Augmented(params IReadOnlyList<Augmentation> augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        foreach (var one in augmentation) one.Check(_shape);
        return Copy(augmentation: [.. augmentation]);
    }

    /// <summary>Two data sets that share the samples between them, in an order drawn from a seed.</summary>
    /// <param name="fraction">The share of the first, in [0, 1].</param>
    /// <param name="seed">What the order is drawn from.</param>
    public (Dataset First, Dataset Second) Split(double fraction, ulong seed)
    {
        if (!(fraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, $"fraction is {fraction}; it must be in [0, 1].");

        var order = Enumerable.Range(0, Count).ToArray();
        new RandomStream(seed, RandomStreams.Split).Shuffle<int>(order);
        var first = (int)Math.Round(fraction * Count);
        return (Take(order.AsSpan(0, first)), Take(order.AsSpan(first)));
    }

    /// <summary>The samples at these places, as a data set.</summary>
    /// <param name="indices">Each in 0 .. Count − 1.</param>
    public Dataset Take(ReadOnlySpan<int> indices)
    {
        var places = new int[indices.Length];
        var labels = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(indices), indices[i], $"Index {i} is {indices[i]}; it must be in 0 .. {Count - 1}.");
            (places[i], labels[i]) = (_places[indices[i]], _labels[indices[i]]);
        }
        var taken = indices.ToArray();
        return Copy(
            places, labels, targets: [.. Targets.Select(one => one with { Places = Array.ConvertAll(taken, place => one.Places[place]) })],
            inputs: [.. Inputs.Select(input => (input.Name, input.Data.Take(taken)))]);
    }

    /// <summary>A further input by its name; null where there is none.</summary>
    internal Dataset? InputOf(string name) => Inputs.FirstOrDefault(input => input.Name == name).Data;

    /// <summary>The targets for an output; null where there are none.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="isAlone">Whether those without a name are meant, too.</param>
    internal OutputTargets? TargetsOf(string output, bool isAlone) =>
        Targets.FirstOrDefault(targets => targets.Output == output)
        ?? (isAlone ? Targets.FirstOrDefault(targets => targets.Output.Length == 0) : null);

    /// <summary>The same samples with targets; an empty name is that of the one output that has some.</summary>
    internal Dataset WithTargetsFor(string output, Tensor<float> targets, int[]? lengths, bool hasClasses)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (Targets.Any(known => known.Output == output))
            throw new ArgumentException($"The data has targets for '{output}' already.", nameof(output));
        if (lengths is null && Targets is [{ Stored.Lengths: { } its, Places: var places }, ..])
            lengths = Array.ConvertAll(places, place => its[place]);
        var stored = StoredTargets.Of(targets, Count, TimeSteps, lengths);
        return Copy(targets: [.. Targets, new(output, stored, [.. Enumerable.Range(0, Count)])], hasClasses: hasClasses);
    }

    private Dataset Copy(
        int[]? places = null, int[]? labels = null, nint[]? shape = null, IReadOnlyList<Augmentation>? augmentation = null,
        IReadOnlyList<OutputTargets>? targets = null, IReadOnlyList<(string, Dataset)>? inputs = null, bool? hasClasses = null) =>
        new(_store, places ?? _places, labels ?? _labels, shape ?? _shape, TimeSteps, Classes, augmentation ?? _augmentation)
        {
            Targets = targets ?? Targets,
            Inputs = inputs ?? Inputs,
            HasClasses = hasClasses ?? HasClasses,
        };

    /// <summary>Copies samples to [batch, features…], or to [T, batch, features…] where they change over time, and their classes.</summary>
    internal void Gather(ReadOnlySpan<int> indices, SampleDraw draw, Span<float> batch, Span<int> labels)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            Write(indices[i], draw, batch, i * _store.Features, indices.Length * _store.Features);
            labels[i] = _labels[indices[i]];
        }
    }

    /// <summary>Copies samples of zeros and ones to bits, [T, batch · features…] with each step on words of its own, and their classes.</summary>
    internal void GatherBits(ReadOnlySpan<int> indices, SampleDraw draw, Span<ulong> words, int wordsPerStep, Span<int> labels)
    {
        words.Clear();
        for (var i = 0; i < indices.Length; i++)
        {
            _store.WriteBits(_places[indices[i]], draw with { Place = indices[i] }, words, (long)i * _store.Features, wordsPerStep);
            labels[i] = _labels[indices[i]];
        }
    }

    private void Write(int index, SampleDraw draw, Span<float> batch, int offset, int stride)
    {
        draw = draw with { Place = index };
        _store.Write(_places[index], draw, batch, offset, stride);
        if (!draw.IsTraining || _augmentation.Count == 0) return;
        var seed = draw.SampleSeed;
        for (var t = 0; t < _store.Steps; t++)
        {
            var values = batch.Slice(offset + (t * stride), _store.Features);
            // the same numbers at each step: a sequence moves as a whole
            for (var i = 0; i < _augmentation.Count; i++) _augmentation[i].Apply(values, _shape, new RandomStream(seed, (uint)i));
        }
    }

    internal static Dataset OfBytes(Tensor<byte> inputs, int[] labels, float divisor, bool overTime)
    {
        RequireDivisor(divisor);
        if (!float.IsFinite(byte.MaxValue / divisor))
            throw new ArgumentOutOfRangeException(
                nameof(divisor), divisor, $"divisor is {divisor}; {byte.MaxValue} divided by it must be finite.");
        RequireFit(inputs.Lengths, labels, overTime);
        var shape = Features(inputs.Lengths, overTime);
        var features = Shapes.Elements(shape);
        return new(new ByteSamples(inputs, features, overTime ? (int)inputs.Lengths[1] : 1, divisor), labels, shape, !overTime);
    }

    private static FloatSamples Floats(Tensor<float> inputs, int[] labels, bool overTime)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RequireFit(inputs.Lengths, labels, overTime);
        var features = Shapes.Elements(Features(inputs.Lengths, overTime));
        var values = inputs.ReadOnlySpan();
        if (TensorSpans.FirstNotFinite(values) is >= 0 and var place)
        {
            var size = values.Length / labels.Length;
            throw new ArgumentException(
                $"The inputs have the value {values[place]} in sample {place / size}, element {place % size}; all must be finite.",
                nameof(inputs));
        }
        return new(values.ToArray(), features, overTime ? (int)inputs.Lengths[1] : 1);
    }

    private static void RequireFit(ReadOnlySpan<nint> inputs, int[] labels, bool overTime)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Length < (overTime ? 3 : 2) || inputs[0] != labels.Length)
            throw new ArgumentException(
                $"The inputs have the shape {Shapes.Text(inputs)} and there are {labels.Length} labels; the inputs must be [samples, "
                + $"{(overTime ? "T, " : "")}features…] with a label for each sample.", nameof(inputs));
    }

    private static nint[] Features(ReadOnlySpan<nint> inputs, bool overTime) => inputs[(overTime ? 2 : 1)..].ToArray();

    private static int[] Checked(int[] labels) => Array.FindIndex(labels, label => label is < 0 or int.MaxValue) is var bad and >= 0
        ? throw new ArgumentException($"Label {bad} is {labels[bad]}; it must be in 0 .. {int.MaxValue - 1}.", nameof(labels))
        : (int[])labels.Clone();

    private static void RequireDivisor(float divisor)
    {
        if (!(float.IsFinite(divisor) && divisor > 0))
            throw new ArgumentOutOfRangeException(nameof(divisor), divisor, $"divisor is {divisor}; it must be > 0 and finite.");
    }
}
