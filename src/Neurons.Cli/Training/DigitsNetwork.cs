namespace Neurons.Cli.Training;

/// <summary>The network that <c>train</c> builds: 64 pixels, one hidden layer of neurons, one leaky integrator a digit.</summary>
internal static class DigitsNetwork
{
    /// <summary>The share of the digits that is trained on; the rest is the test data.</summary>
    private const double TrainingShare = 0.8;

    public static Sequential Create(int hidden, ulong seed) => new(
        seed,
        new Linear(Digits.Side * Digits.Side, hidden),
        new CubaLif(hidden),
        new Linear(hidden, Digits.Classes),
        new LeakyIntegrator(Digits.Classes));

    public static (Dataset Training, Dataset Test) Data(ulong seed) => Digits.Load().Split(TrainingShare, seed);
}
