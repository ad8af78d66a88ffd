using Microsoft.FSharp.Core;

namespace Neurons.Tutorials.Tests;

/// <summary>
/// What each tutorial claims, in both languages. Lower bounds of accuracy leave room below the least of three seeds; in both languages the numbers
/// are the same.
/// </summary>
public sealed class TutorialTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-tutorials-");

    private string Figures => _folder.FullName;

    [Fact]
    public void Encoding_Rates_are_grey_levels_and_latencies_fall_with_them()
    {
        var cs = global::Tutorials.CSharp.Encoding.Run(Figures);
        var fs = global::Tutorials.FSharp.Encoding.run(Figures, 1);
        Assert.Equal(cs.SpikeTimes, fs.SpikeTimes);
        Assert.Equal(cs.Changes, fs.Changes);
        Assert.Equal(cs.RateError, fs.RateError, 1e-6);

        // A rate's standard error is at most √(1/4 / 1000) = 0.016.
        Assert.InRange(cs.RateError, 1e-6, 4.5 * 0.016);
        var pixels = Networks.Digits.Load().Sample(0).ToArray();
        Assert.Equal(pixels.Select(x => x < 0.01 ? -1 : (int)Math.Round(49.0 * (1 - x))), cs.SpikeTimes);
        double Sine(int t) => Math.Sin(t * Math.PI / 25);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(t => t == 0 ? 0f : Sine(t) - Sine(t - 1) is var d && d >= 0.1 ? 1f : d <= -0.1 ? -1f : 0f), cs.Changes);
        Drawn("encoding", "encoding-rate", "encoding-delta");
    }

    [Fact]
    public void Lif_The_membrane_and_the_rates_are_those_of_the_closed_form()
    {
        var cs = global::Tutorials.CSharp.Lif.Run(Figures);
        var fs = global::Tutorials.FSharp.Lif.run(Figures);
        Assert.Equal(cs.Rates, fs.Rates);
        Assert.Equal(cs.Deviation, fs.Deviation);
        Assert.Equal(cs.SynapticSpikes, fs.SynapticSpikes);

        Assert.InRange(cs.Deviation, 0, 1e-13);
        Assert.Equal(cs.Expected, cs.Rates);
        Assert.Equal(0, cs.Rates[0]);
        Assert.True(cs.Rates.Zip(cs.Rates.Skip(1), (slower, faster) => slower <= faster).All(rises => rises));
        Assert.InRange(cs.Rates[^1], 190, 215);
        Assert.InRange(cs.SynapticSpikes, 1, 30);
        Drawn("lif", "lif-rates", "lif-synapses");
    }

    [Fact]
    public void Second_order_Responses_are_those_of_the_closed_forms_and_what_lasts_adds_up()
    {
        var cs = global::Tutorials.CSharp.SecondOrder.Run(Figures);
        var fs = global::Tutorials.FSharp.SecondOrder.run(Figures);
        Assert.Equal(cs.Peaks, fs.Peaks);
        Assert.Equal(cs.Spikes, fs.Spikes);

        Assert.InRange(cs.SynapticDeviation, 0, 1e-13);
        Assert.InRange(cs.AlphaDeviation, 0, 1e-13);
        Assert.InRange(fs.AlphaDeviation, 0, 1e-13);

        // The derivative of αᵗ − βᵗ is 0 at ln(ln β/ln α)/ln(α/β) = 6.4; Synaptic's is one step earlier.
        Assert.Equal([0, 5, 6], cs.Peaks);
        Assert.Equal(0, cs.Spikes[0]);
        Assert.All(cs.Spikes[1..], spikes => Assert.InRange(spikes, 5, 40));
        Drawn("second-order", "second-order-train");
    }

    [Fact]
    public void Feedforward_A_network_is_its_layers_one_after_the_other()
    {
        var cs = global::Tutorials.CSharp.Feedforward.Run(Figures);
        var fs = global::Tutorials.FSharp.Feedforward.run(Figures, 1);
        Assert.Equal((cs.Hidden, cs.Output), (fs.Hidden, fs.Output));

        // Sums of few spikes are taken in another order than those of rows.
        Assert.InRange(cs.Agreement, 0.99, 1);
        Assert.InRange(fs.Agreement, 0.99, 1);
        Assert.InRange(cs.Hidden, 100, 5000);
        Assert.InRange(cs.Output, 10, 900);
        Drawn("feedforward");
    }

    [Fact]
    public void Training_A_fully_connected_network_learns_the_digits()
    {
        var cs = global::Tutorials.CSharp.Training.Run(Figures, epochs: 10);
        var fs = global::Tutorials.FSharp.Training.run(Figures, 1, 10);
        Assert.Equal((cs.Before, cs.After), (fs.Before, fs.After));
        Assert.InRange(cs.Before, 0, 0.3);
        Assert.InRange(cs.After, 0.93, 1);
        Drawn("training", "training-confusion", "training-network");
    }

    [Fact]
    public void Single_layer_Ten_neurons_tell_most_digits_apart()
    {
        var cs = global::Tutorials.CSharp.SingleLayer.Run(Figures, epochs: 8);
        var fs = global::Tutorials.FSharp.SingleLayer.run(Figures, 1, 8);
        Assert.Equal(cs.Accuracy, fs.Accuracy);
        Assert.Equal(cs.Rates, fs.Rates, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.InRange(cs.Accuracy, 0.88, 1);
        Assert.Equal(cs.Digit, Array.IndexOf(cs.Rates, cs.Rates.Max()));
        Drawn("single-layer", "single-layer-spikes");
    }

    [Fact]
    public void Functional_A_loop_by_hand_learns_the_digits()
    {
        var cs = global::Tutorials.CSharp.Functional.Run(Figures, epochs: 8);
        var fs = global::Tutorials.FSharp.Functional.run(Figures, 1, 8);
        Assert.Equal(cs.Accuracy, fs.Accuracy);
        Assert.Equal(cs.Losses, fs.Losses);
        Assert.True(cs.Losses[^1] < cs.Losses[0] / 3);
        Assert.InRange(cs.Accuracy, 0.85, 1);
        Drawn("functional", "functional-loss");
    }

    [Fact]
    public void Convolution_Only_a_surrogate_lets_a_network_learn()
    {
        var cs = global::Tutorials.CSharp.Convolution.Run(Figures, epochs: 4);
        var fs = global::Tutorials.FSharp.Convolution.run(Figures, 1, 4);
        Assert.Equal(cs.Accuracies, fs.Accuracies);
        Assert.All(cs.Accuracies[..2], accuracy => Assert.InRange(accuracy, 0.6, 1));
        Assert.InRange(cs.Accuracies[2], 0, 0.25);
        Drawn("convolution", "convolution-surrogates");
    }

    [Fact]
    public void Events_A_direction_is_seen_over_time_and_not_without_it()
    {
        var cs = global::Tutorials.CSharp.Events.Run(Figures, recordings: 60, epochs: 6);
        var fs = global::Tutorials.FSharp.Events.run(Figures, 1, 60, 6);
        Assert.Equal((cs.Accuracy, cs.WithoutTime), (fs.Accuracy, fs.WithoutTime));
        Assert.InRange(cs.Accuracy, 0.85, 1);
        Assert.InRange(cs.WithoutTime, 0.2, 0.75);
        Drawn("events");
    }

    [Fact]
    public void Regression_A_potential_follows_curves_that_it_has_not_seen()
    {
        var cs = global::Tutorials.CSharp.Regression.Run(Figures, epochs: 40);
        var fs = global::Tutorials.FSharp.Regression.run(Figures, 1, 40);
        Assert.Equal(cs.Before, fs.Before, 1e-6);
        Assert.Equal(cs.After, fs.After, 1e-6);
        Assert.InRange(cs.After, 0, 0.3 * cs.Before);
        Drawn("regression");
    }

    [Fact]
    public void Recurrent_The_right_class_has_the_potential_that_it_shall_have()
    {
        var cs = global::Tutorials.CSharp.Recurrent.Run(Figures, epochs: 8);
        var fs = global::Tutorials.FSharp.Recurrent.run(Figures, 1, 8);
        Assert.Equal(cs.Accuracy, fs.Accuracy);
        Assert.Equal(cs.Potentials, fs.Potentials, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.InRange(cs.Accuracy, 0.85, 1);
        Assert.Equal(cs.Digit, Array.IndexOf(cs.Potentials, cs.Potentials.Max()));
        Drawn("recurrent");
    }

    [Fact]
    public void Memory_A_value_is_stored_and_recalled()
    {
        var cs = global::Tutorials.CSharp.Memory.Run(Figures, samples: 400, epochs: 25);
        var fs = global::Tutorials.FSharp.Memory.run(Figures, 1, 400, 25);
        Assert.Equal((cs.Accuracy, cs.WithoutAdaptation), (fs.Accuracy, fs.WithoutAdaptation));
        Assert.InRange(cs.Accuracy, 0.7, 1);
        Assert.InRange(cs.WithoutAdaptation, 0.7, 1);
        Drawn("memory");
    }

    [Fact]
    public void Exact_gradients_in_FSharp_learn_the_Yin_Yang() => Assert.InRange(global::Tutorials.FSharp.ExactGradients.run(1000, 6), 0.5, 1);

    [Fact]
    public void Fashion_MNIST_A_folder_of_its_format_is_learnt()
    {
        var images = _folder.CreateSubdirectory("digits").FullName;
        DigitsAsMnist.Write(images);
        var cs = global::Tutorials.CSharp.FashionMnist.Run(Figures, images);
        var fs = global::Tutorials.FSharp.FashionMnist.run(Figures, images, 1, 10_000, 2);
        Assert.Equal(cs!.Accuracy, fs.Value.Accuracy);
        Assert.InRange(cs.Accuracy, 0.85, 1);
        Drawn("fashion-mnist");
    }

    [Fact]
    public void Fashion_MNIST_Without_data_it_says_so()
    {
        Assert.Null(global::Tutorials.CSharp.FashionMnist.Run(Figures, Figures));
        Assert.True(OptionModule.IsNone(global::Tutorials.FSharp.FashionMnist.run(Figures, Figures, 1, 100, 1)));
    }

    private void Drawn(params string[] names) =>
        Assert.All(names, name => Assert.InRange(new FileInfo(Path.Combine(Figures, $"{name}.svg")).Length, 1000, 100_000));

    public void Dispose() => _folder.Delete(recursive: true);
}
