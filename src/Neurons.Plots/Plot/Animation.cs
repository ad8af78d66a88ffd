namespace Neurons.Plots;

/// <content>Spikes in motion.</content>
public static partial class Plot
{
    // More frames than these are too short to be seen; then several steps are one frame.
    private const int MostFrames = 200;

    /// <summary>
    /// Spikes over an image as time goes on, over and over, with their number in each step below; it holds while a pointer is over it. As SVG
    /// or HTML it moves; where nothing moves, as in a PNG, all spikes are seen at once.
    /// </summary>
    /// <param name="spikes">0 where there is none: [T, height, width], or [T, channels, height, width] with a color for each channel.</param>
    /// <param name="image">What is behind them: [height, width]; null for nothing.</param>
    /// <param name="seconds">How long it takes, from 0.1 to 600.</param>
    /// <param name="time">How long a step of the spikes is; steps are counted if nothing is said.</param>
    public static Figure Animation(Values spikes, Values? image = null, double seconds = 5, TimeStep time = default)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (seconds is not (>= 0.1 and <= 600))
            throw new ArgumentOutOfRangeException(nameof(seconds), $"Plot.Animation: seconds is {seconds}; it must be from 0.1 to 600.");
        if (spikes.Rank is not (3 or 4))
            throw new ArgumentException(
            $"Plot.Animation: the spikes are {spikes.ShapeText}; they must be [T, height, width] or [T, channels, height, width].");
        var (steps, channels, rows, columns) = (spikes.Shape[0], spikes.Rank == 4 ? spikes.Shape[1] : 1, spikes.Shape[^2], spikes.Shape[^1]);
        if (spikes.Count == 0) throw new ArgumentException($"Plot.Animation: the spikes are {spikes.ShapeText}; no length may be 0.");
        if (image is not null && !(image.Rank == 2 && image.Shape[0] == rows && image.Shape[1] == columns))
        {
            throw new ArgumentException($"Plot.Animation: the image is {image.ShapeText}; it must be [{rows}, {columns}] as the spikes are.");
        }

        var stepsOfFrame = (steps + MostFrames - 1) / MostFrames;
        var frames = (steps + stepsOfFrame - 1) / stepsOfFrame;
        var said = stepsOfFrame == 1 ? $"{Count(steps, "step")} in {seconds:0.#} s"
            : $"{steps} steps in {seconds:0.#} s, {stepsOfFrame} in each frame";
        var picture = new Panel(said, height: 1.8);
        picture = image is null ? picture.AsImage() : picture.Image(image, colors: ColorMap.Pale);
        var counts = new double[steps];
        for (var channel = 0; channel < channels; channel++)
        {
            var cells = new int[frames][];
            for (var frame = 0; frame < frames; frame++)
            {
                var seen = new SortedSet<int>();
                for (var t = frame * stepsOfFrame; t < Math.Min((frame + 1) * stepsOfFrame, steps); t++)
                {
                    var values = spikes.Numbers.Slice((t * channels + channel) * rows * columns, rows * columns);
                    for (var cell = 0; cell < values.Length; cell++)
                    {
                        if (values[cell] == 0) continue;
                        seen.Add(cell);
                        counts[t]++;
                    }
                }

                cells[frame] = [.. seen];
            }

            picture = picture.With(new FrameSeries(cells, rows, columns, seconds)
            {
                Color = channels == 1 ? Palette.Vermillion : Palette.Of(channel),
                Name = channels == 1 ? null : $"channel {channel}",
            });
        }

        var times = time.Times(steps);
        var (first, last) = (times[0], frames * stepsOfFrame is var end && time.IsCounted ? end : (end + 1) * time.Length);
        var course = new Panel("", Axis.Whole("spikes"), time.Axis, 0.5).Line(null, times, counts, step: true, color: Palette.Frame)
            .Threshold(null, 0, Palette.Faint)
            .With(new CursorSeries(first, last, frames, seconds) { Color = Palette.Vermillion });
        return new Figure("", picture, steps > 1 ? course.XRange(first, last) : course) { Width = 480, Height = 560 };
    }
}
