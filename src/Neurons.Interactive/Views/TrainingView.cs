using System.Globalization;

namespace Neurons.Interactive;

/// <summary>Epochs and evaluations: numbers, curves, what was taken for what.</summary>
internal static class TrainingView
{
    private const int MostRows = 10;
    private const int MostClasses = 12;

    public static View Of(Trainer trainer)
    {
        (string Name, string Value)[] rows =
        [
            ("loss", trainer.Losses.Count == 1 ? $"{trainer.Loss}" : string.Join(" + ", trainer.Losses)),
            ("optimizer", $"{trainer.Optimizer}"), ("learning rate", Numbers.Text(trainer.Optimizer.LearningRate)),
            ("encoding", $"{trainer.Encoding}"), ("steps", $"{trainer.TimeSteps}"), ("batch", $"{trainer.BatchSize}"), ("seed", $"{trainer.Seed}"),
        ];
        var stopped = trainer.IsStopped ? ", stopped early" : "";
        return new(
            $"Trainer of a {trainer.Network.GetType().Name} after {Numbers.Of(trainer.Epoch, "epoch")}{stopped}",
            new TablePart(["", "value"], [.. rows.Select(row => (string[])[row.Name, row.Value])]));
    }

    public static View Of(IReadOnlyList<Epoch> epochs)
    {
        if (epochs.Count == 0) return new("no epochs");
        var tested = epochs.Any(epoch => epoch.Test is not null);
        var answers = epochs.Any(epoch => !double.IsNaN(epoch.Accuracy));
        string[] headings =
        [
            "#epoch", "#loss", .. Answers("#correct"), .. tested ? (string[])["#test loss", .. Answers("#test correct")] : [],
            "#seconds", "#samples/s", "#rate", "",
        ];
        var view = new View(
            epochs.Count == 1 ? $"Epoch {epochs[0].Number}" : $"Epochs {epochs[0].Number} to {epochs[^1].Number}",
            new TablePart(headings, [.. epochs.TakeLast(MostRows).Select(epoch => Row(epoch, tested, answers))]));
        if (epochs.Count > MostRows) view = view.With(new NotePart($"shown: the last {MostRows} of {Numbers.Whole(epochs.Count)} epochs"));
        return epochs.Count == 1 ? view : view.With(PicturePart.Of(Plot.Training(epochs)));

        string[] Answers(string cell) => answers ? [cell] : [];
    }

    public static View Of(Evaluation evaluation)
    {
        var (confusion, classes) = (evaluation.Confusion, evaluation.Confusion.GetLength(0));
        var counts = new double[classes, confusion.GetLength(1)];
        for (var i = 0; i < classes; i++)
        {
            for (var j = 0; j < counts.GetLength(1); j++) counts[i, j] = confusion[i, j];
        }

        var samples = counts.Cast<double>().Sum();
        var correct = double.IsNaN(evaluation.Accuracy) ? "" : $", {Numbers.Share(evaluation.Accuracy, 1)} correct";
        var view = new View(
            classes == 0 ? "Evaluation" : $"Evaluation of {Numbers.Of((long)samples, "sample")}",
            new NotePart($"loss {Numbers.Text(evaluation.Loss)}{correct}"));
        if (classes is 0 or > MostClasses) return samples == 0 ? view : view.With(Picture(counts));
        string[][] rows = [.. Enumerable.Range(0, classes).Select(i => (string[])[
            $"{i}", .. Enumerable.Range(0, counts.GetLength(1)).Select(j => $"{confusion[i, j]}")])];
        view = view.With(new TablePart(["class \\ answer", .. Enumerable.Range(0, counts.GetLength(1)).Select(j => $"#{j}")], rows));
        return samples == 0 ? view : view.With(Picture(counts));
    }

    private static PicturePart Picture(double[,] counts) =>
        PicturePart.Of(Plot.HeatMap(counts, "samples", Axis.Whole("answer"), Axis.Whole("class")));

    private static string[] Row(Epoch epoch, bool tested, bool answers)
    {
        string[] Share(double? accuracy) => answers ? [accuracy is { } share ? Numbers.Share(share, 1) : ""] : [];
        string[] test = !tested ? [] : epoch.Test is { } result ? [Numbers.Text(result.Loss), .. Share(result.Accuracy)] : ["", .. Share(null)];
        return
        [
            $"{epoch.Number}", Numbers.Text(epoch.Loss), .. Share(epoch.Accuracy), .. test,
            epoch.Duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture), Numbers.Whole((long)epoch.SamplesPerSecond),
            Numbers.Text(epoch.LearningRate), epoch.IsBest ? "best so far" : "",
        ];
    }
}
