namespace Neurons.Cli.Training;

/// <summary>The network that <c>train</c> builds without a file: one hidden layer of neurons, one integrator a class or target.</summary>
internal static class DefaultNetwork
{
    private const int DigitsHidden = 128, OtherHidden = 1000;

    public static int Hidden(RunData data) => data.IsDigits ? DigitsHidden : OtherHidden;

    public static Sequential Create(RunData data, int hidden, ulong seed)
    {
        var inputs = Product(data.Training.Shape);
        var classes = data.Training.HasClasses ? data.Training.Classes : Product(data.Training.TargetShape);
        return data.IsDigits
            ? new(seed, new Linear(inputs, hidden), new CubaLif(hidden), new Linear(hidden, classes), new LeakyIntegrator(classes))
            : new(
                seed,
                new Linear(inputs, hidden),
                new Leaky(hidden),
                new Linear(hidden, classes),
                new Leaky(classes, new() { Reset = MembraneReset.None }) { Output = "Mem" });

        static int Product(ReadOnlySpan<nint> shape) => (int)shape.ToArray().Aggregate((product, length) => product * length);
    }
}
