using System.Text.Json.Nodes;
using Neurons.EventData;

namespace Neurons.Cli.Training;

/// <summary>Event data of a training: recordings, what transforms them, and the frames that they become.</summary>
internal static class EventRunData
{
    /// <summary>Data to train with and to test on.</summary>
    /// <param name="recordings">The recordings.</param>
    /// <param name="steps">The frames of a sample.</param>
    /// <param name="seed">What random transforms are drawn from.</param>
    /// <param name="training">The named values of the training: transforms, augmentation, cache.</param>
    public static (Dataset Training, Dataset Test) Load(EventSplit recordings, int steps, ulong seed, JsonObject? training) =>
        (Load(recordings.Training, steps, seed, training), Load(recordings.Test, steps, seed, training));

    /// <summary>Data of a set of recordings.</summary>
    /// <param name="recordings">The recordings.</param>
    /// <param name="steps">The frames of a sample.</param>
    /// <param name="seed">What random transforms are drawn from.</param>
    /// <param name="training">The named values of the training: transforms, augmentation, cache.</param>
    public static Dataset Load(EventSet recordings, int steps, ulong seed, JsonObject? training)
    {
        if (Transform(training, RunSettings.Transforms) is { } transform) recordings = recordings.Transformed(transform, seed);
        if (training?[RunSettings.Cache] is { } folder) recordings = recordings.Cached(new(folder.ToString()));
        var sensor = recordings[0].Sensor;
        // Spikes of channels begin at 0 and last as long as the longest of the Heidelberg data; those of cameras fill the frames.
        var isChannels = sensor is { Height: 1, Polarities: 1 };
        var frames = new EventFrames
        {
            Steps = steps,
            Width = sensor.Width,
            Height = sensor.Height,
            Polarities = sensor.Polarities,
            Binary = true,
            Start = isChannels ? 0 : null,
            BinWidth = isChannels ? (SyntheticShd.Duration + steps - 1) / steps : null,
        };
        return recordings.ToDataset(frames, Transform(training, RunSettings.Augmentation));
    }

    /// <summary>The transforms under a name: one text with bars between them, or a list.</summary>
    private static EventTransform? Transform(JsonObject? training, string name)
    {
        try
        {
            return training?[name] switch
            {
                null => null,
                JsonArray list => new EventPipeline(list.Select(one => EventTransform.Kinds.Parse(one!))),
                var one => EventTransform.Parse(one.ToString()),
            };
        }
        catch (FormatException problem)
        {
            throw new UserError($"{name}: {problem.Message}");
        }
    }
}
