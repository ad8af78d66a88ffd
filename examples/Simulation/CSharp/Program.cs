// Runs one of the networks, says what it does and draws it: dotnet run cuba|coba [seed] [neurons], or microcircuit [seed] [scale], or digits [seed]
// [folder in the format of MNIST] [how many of its images are learned].
using System.Diagnostics;
using System.Globalization;
using Neurons.Plots;
using Simulations.CSharp;

var name = args.Length > 0 ? args[0] : "cuba";
var seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
if (name == "digits")
{
    var watch = Stopwatch.StartNew();
    var learned = args.Length > 2
        ? UnsupervisedDigits.Mnist(args[2], args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 10_000, seed)
        : UnsupervisedDigits.Digits(seed);
    learned.Fields.Save("digits.svg");
    Console.WriteLine(
        $"{learned.Accuracy:P1} of the test images are named right by the classes of neurons, {learned.Likeliest:P1} by the likelihood of spikes; "
        + $"{learned.SpikesAnImage:F1} spikes an image, {learned.Silent} silent neurons, "
        + $"{watch.Elapsed.TotalSeconds:F1} s");
    return;
}

var size = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : name == "microcircuit" ? 0.1 : 4000;
var (run, trains) = name switch
{
    "cuba" => Cuba.Run(seed, (int)size),
    "coba" => Coba.Run(seed, (int)size),
    "microcircuit" => Microcircuit.Run(seed, size),
    _ => throw new ArgumentException($"There is no network {name}; there are cuba, coba, microcircuit and digits."),
};
foreach (var one in trains)
{
    var found = one.Statistics(bin: 5);
    Console.WriteLine($"{one.Name}: {found.Rate:F2} Hz, CV {found.IntervalVariation:F2}, correlation {found.CountCorrelation:F4}");
}
Console.WriteLine(
    $"{run.Seconds:F3} s for a second of biology with {run.Threads} threads: {run.Deliveries:N0} deliveries, "
    + $"{run.DeliveriesPerSecond / 1e6:F0} million a second");
Plot.Activity(trains, title: name).Save($"{name}.svg");
