using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>A figure of the gallery: its file, what is to be said of it, and how it is drawn. The same picture every time.</summary>
internal sealed record GalleryFigure(string File, string Caption, Func<Figure> Draw)
{
    public static IReadOnlyList<GalleryFigure> All { get; } =
    [
        new("lif.svg", "A leaky integrate-and-fire neuron (Lif) driven by a step of current: the potential climbs to the threshold, "
            + "is reset and climbs again.", LifFigures.Trace),
        new("relu-lif.svg", "A ReLU in front of a leaky integrate-and-fire neuron: only the positive part of a noisy oscillation drives it.",
            LifFigures.BehindRelu),
        new("relu.svg", "A ReLU over its input, and below it, over the same input, the firing rate of the "
            + "leaky integrate-and-fire neuron that it drives: "
            + "nothing below 0, and nothing up to the current that just reaches the threshold (dashed).", LifFigures.ReluCurve),
        new("lif-ten.svg", "Ten leaky integrate-and-fire neurons with drives from 1 to 2.8 times the one that just fails to fire, "
            + "and noise: their potentials, and their spikes in a common raster.",
            PopulationFigures.Lif),
        new("bernoulli-ten.svg", "Ten Bernoulli neurons: the potential sets the probability of a spike, "
            + "so that even a constant drive gives irregular trains.", PopulationFigures.Bernoulli),
        new("lif-bernoulli.svg", "The same drive for leaky integrate-and-fire neurons, which all fire at the same times, and for Bernoulli neurons, "
            + "which do not.", PopulationFigures.LifAgainstBernoulli),
        new("extended-lif.svg", ExtendedLifFigure.Caption, ExtendedLifFigure.Draw),
        new("f-i.svg", "Firing rate against a constant drive, for every model that one makes fire, with its default parameters. "
            + "Drives are multiples of the smallest that gives ten spikes in a second, or in 1000 steps; "
            + "those of the stochastic models, which fire without any, are as they are, and the rates "
            + "means over 100 neurons. (Lsnn's threshold hardly falls back after a spike with its default time constant.)", FiringRateFigure.Draw),
        new("izhikevich.svg", "The 20 behaviours of Izhikevich's neuron (2004). The grey line is the input, not to scale.", IzhikevichFigure.Draw),
        new("hodgkin-huxley.svg", "Hodgkin and Huxley's axon: a current of 4 µA/cm² makes it fire once, one of 10 as long as it lasts. "
            + "In a spike sodium channels open at once (m), then close from within (h) while potassium channels open (n).",
            HodgkinHuxleyFigure.Draw),
        new("phase-planes.svg", "The two models of two variables, at rest (left) and in oscillation (right). Where the lines on which one variable "
            + "stands still cross, both do; the nullclines are found by steps of the models themselves. Blue courses begin at a dot, light blue ones "
            + "at a point where the push was too small. Morris and Lecar's muscle has the parameters of Rinzel and Ermentrout (1998) "
            + "with which its firing begins at any rate.", PhasePlaneFigure.Draw),
        new("excitability.svg", "Firing rates over a constant current. Wang and Buzsáki's interneuron begins as slowly as one likes, "
            + "with the root of the current. Hodgkin and Huxley's axon jumps to 50 Hz, and between 6.3 and 9.8 µA/cm² it may rest as well, "
            + "where the current was raised slowly.", ExcitabilityFigure.Draw),
        new("hindmarsh-rose.svg", "The intervals between the spikes of Hindmarsh and Rose's neuron over its current: long pauses and short intervals "
            + "are bursts, clouds are chaos, a single line is even firing. Below, the potential at the dashed currents.", HindmarshRoseFigure.Draw),
        new("surrogates.svg", "The derivatives that stand in for that of the step, as functions of the distance u from the threshold, "
            + "with their default numbers. The axes are each their own.", SurrogateFigure.Draw),
        new("stdp.svg", "What a pair of spikes does to a weight: it grows when the neuron fires after the synapse's spike, and shrinks when before.",
            StdpFigure.Draw),
        new("scale.svg", ScaleFigure.Caption, ScaleFigure.Draw),
        new("resets.svg", "What a spike does to the membrane potential. The same drive for all. Dots are the potential after each "
            + "step: with a reset at once the spike itself, at a grey line, is above what is seen.", ResetFigure.Draw),
        new("receptive.svg", ReceptiveFigure.Caption, ReceptiveFigure.Draw),
    ];
}
