namespace Neurons.Primitives;

/// <summary>
/// Spikes of a batch as bits, straight from the probabilities: at a step, sample and feature there is a spike where the word
/// of the sample's stream, the step and the feature is below the probability, as a part of 2³². An object is used
/// again and again and allocates nothing.
/// </summary>
/// <remarks>
/// The bits are [steps, samples · features], each step on words of its own. An item of work is some steps of 64 samples, which begin and
/// end on whole words whatever the number of features is, so that no two items share a word.
/// </remarks>
public sealed unsafe class RandomSpikes : IWork
{
    private const int StepsOfItem = 8, SamplesOfItem = 64, FeaturesAtOnce = 1024;

    private ulong* _words;
    private float* _probabilities;
    private uint* _streams;
    private int _wordsPerStep, _steps, _samples, _features;
    private long _probabilityStride;
    private Key _key;

    /// <summary>Which random numbers: those of the steps FirstStep, FirstStep + 1, … in one draw of a seed.</summary>
    /// <param name="Seed">The seed.</param>
    /// <param name="FirstStep">The number of the first step.</param>
    /// <param name="Draw">The draw; neurons count theirs from 0, and encoders have one of the last.</param>
    public readonly record struct Key(ulong Seed, uint FirstStep, uint Draw);

    /// <summary>The words of a step.</summary>
    /// <param name="samples">The number of samples.</param>
    /// <param name="features">The number of features.</param>
    public static int WordsPerStep(int samples, int features) => checked((int)(((long)samples * features + 63) / 64));

    /// <summary>Writes all words.</summary>
    /// <param name="words">[steps, words of a step]</param>
    /// <param name="probabilities">[samples, features], or [steps, samples, features]; outside of [0, 1] as the nearer end.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="streams">The stream of each sample.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="key">Which random numbers.</param>
    /// <param name="workers">The most threads.</param>
    public void Fill(
        Span<ulong> words, ReadOnlySpan<float> probabilities, int features, ReadOnlySpan<uint> streams, int steps, Key key, int workers)
    {
        (_steps, _samples, _features, _key) = (steps, streams.Length, features, key);
        _wordsPerStep = WordsPerStep(_samples, features);
        var perStep = (long)_samples * features;
        var isConstant = probabilities.Length == perStep;
        if (words.Length != (long)steps * _wordsPerStep || !(isConstant || probabilities.Length == steps * perStep))
            throw new ArgumentException(
                $"There are {words.Length} words and {probabilities.Length} probabilities for {steps} steps of {_samples} samples "
                + $"with {features} features.");
        if (words.IsEmpty)
            return;

        _probabilityStride = isConstant ? 0 : perStep;
        fixed (ulong* w = words)
        fixed (float* p = probabilities)
        fixed (uint* s = streams)
        {
            _words = w;
            _probabilities = p;
            _streams = s;
            Workers.Shared.Run(Parts(steps, StepsOfItem) * Parts(_samples, SamplesOfItem), this, workers);
        }
    }

    void IWork.Run(int worker, int item)
    {
        var groups = Parts(_samples, SamplesOfItem);
        var firstStep = item / groups * StepsOfItem;
        var lastStep = Math.Min(_steps, firstStep + StepsOfItem);
        var firstSample = item % groups * SamplesOfItem;
        var lastSample = Math.Min(_samples, firstSample + SamplesOfItem);
        var firstWord = (int)((long)firstSample * _features / 64);
        var wordCount = WordsPerStep(lastSample - firstSample, _features);
        for (var step = firstStep; step < lastStep; step++)
            new Span<ulong>(_words + (long)step * _wordsPerStep + firstWord, wordCount).Clear();
        for (var sample = firstSample; sample < lastSample; sample++)
        {
            for (var feature = 0; feature < _features; feature += FeaturesAtOnce)
                FillSample(sample, feature, Math.Min(FeaturesAtOnce, _features - feature), firstStep, lastStep);
        }
    }

    private void FillSample(int sample, int feature, int count, int firstStep, int lastStep)
    {
        var thresholds = stackalloc ulong[FeaturesAtOnce];
        var first = (long)sample * _features + feature;
        for (var step = firstStep; step < lastStep; step++)
        {
            if (step == firstStep || _probabilityStride > 0)
            {
                var probabilities = _probabilities + step * _probabilityStride + first;
                for (var i = 0; i < count; i++)
                    thresholds[i] = PhiloxWords.Threshold(probabilities[i]);
            }
            PhiloxWords.FillBits(
                _words + (long)step * _wordsPerStep, first, thresholds, count, (uint)feature,
                new(_key.Seed, _streams[sample], _key.FirstStep + (uint)step, _key.Draw));
        }
    }

    private static int Parts(int whole, int part) => (whole + part - 1) / part;
}
