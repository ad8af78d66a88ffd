using System.Globalization;
using System.Numerics.Tensors;
using Neurons;
using Neurons.EventData;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>Recordings of an event camera. Follows snnTorch's tutorial 7, on recordings that are made here.</summary>
public static class Events
{
    private const int Side = 16;
    private static readonly string[] _directions = ["down", "left", "right", "up"];

    /// <summary>What the tutorial finds.</summary>
    /// <param name="Accuracy">The share of test recordings whose direction is named right.</param>
    /// <param name="WithoutTime">The same where all events of a recording are one frame.</param>
    public sealed record Result(double Accuracy, double WithoutTime);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, int seed = 1, int recordings = 100, int epochs = 10)
    {
        // A folder for each class, a file for each recording: bars that move in four directions.
        var folder = Directory.CreateTempSubdirectory("bars-").FullName;
        try
        {
            var random = new Random(seed);
            foreach (var direction in _directions)
            {
                Directory.CreateDirectory($"{folder}/{direction}");
                for (var i = 0; i < recordings; i++) File.WriteAllLines($"{folder}/{direction}/{i}.csv", Bar(random, direction));
            }

            // The events of each tenth of a recording become a frame; channel 0 is what became darker, channel 1 what became brighter.
            var frames = new EventFrames { Steps = 10, Width = Side, Height = Side, Binary = true };
            Figure(EventFile.Read($"{folder}/right/0.csv"), frames).Save($"{figures}/events.svg");
            var accuracy = Train(EventFolder.Load(folder, frames), seed, epochs);

            // As one frame, the order is lost: left looks like right.
            var withoutTime = Train(EventFolder.Load(folder, frames with { Steps = 1 }), seed, epochs);
            Console.WriteLine($"test accuracy {accuracy:P1} over ten frames, {withoutTime:P1} where they are one");
            return new(accuracy, withoutTime);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Train(Dataset data, int seed, int epochs)
    {
        var (training, test) = data.Split(0.8, (ulong)seed);
        var network = new Sequential(
            (ulong)seed,
            new Input(2, Side, Side),
            new Conv2d(2, 8, kernel: 3, padding: 1), new Leaky(options: new() { Beta = 0.5 }), new MaxPool2d(2),
            new Flatten(), new Linear(8 * 8 * 8, 4), new Leaky(options: new() { Beta = 0.9, Reset = MembraneReset.None }) { Output = "Mem" });
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(5e-3)) { BatchSize = 16 };
        return trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable().Last().Test!.Accuracy;
    }

    /// <summary>A bar that crosses the sensor: lines of t in µs, x, y and polarity. It brightens in front and darkens behind.</summary>
    private static IEnumerable<string> Bar(Random random, string direction)
    {
        var (start, length) = (random.Next(8), 6 + random.Next(3));                   // the bar's first row, and its rows
        var (width, pace) = (2 + random.Next(3), 2000 + random.Next(2000));           // its columns, and µs for each
        var events = new List<(int T, int X, int Y, int On)>();
        for (var column = 0; column < Side; column++)
        {
            for (var row = start; row < start + length; row++)
            {
                events.Add((column * pace + random.Next(1000), column, row, 1));
                events.Add(((column + width) * pace + random.Next(1000), column, row, 0));
            }
        }

        for (var i = 0; i < 20; i++)                                                  // noise
            events.Add((random.Next((Side + width) * pace), random.Next(Side), random.Next(Side), random.Next(2)));

        return events.Order().Select(e =>
        {
            var (x, y) = direction switch
            {
                "right" => (e.X, e.Y),
                "left" => (Side - 1 - e.X, e.Y),
                "down" => (e.Y, e.X),
                _ => (e.Y, Side - 1 - e.X),
            };
            return string.Create(CultureInfo.InvariantCulture, $"{e.T},{x},{y},{e.On}");
        });
    }

    private static Figure Figure(Neurons.EventData.Events recording, EventFrames frames)
    {
        var on = frames.Of(recording).ToArray().Chunk(2 * Side * Side).Select(frame => frame[(Side * Side)..]);
        var pictures = on.Select((frame, t) => new Panel($"{t}").Image(Tensor.Create(frame, [Side, Side]), (0, 1)));
        return new("What became brighter in each tenth of a recording", pictures) { Columns = 5 };
    }
}
