// Runs one of the networks, says what it does and draws it: dotnet run cuba|coba|microcircuit|digits [seed]; with digits, a folder in the format
// of MNIST may follow, and how many of its images are learned: dotnet run digits 1 /usr/share/datasets/fashion-mnist 10000
using System.Diagnostics;
using System.Globalization;
using Neurons.Networks;
using Neurons.Plots;
using Neurons.Simulation;
using Simulations.CSharp;

var name = args.Length > 0 ? args[0] : "cuba";
var seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
if (name == "digits")
{
    var watch = Stopwatch.StartNew();
    var found = args.Length > 2
        ? UnsupervisedDigits.Mnist(args[2], args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 10_000, seed)
        : UnsupervisedDigits.Digits(seed);
    found.Fields.Save("digits.svg");
    Console.WriteLine(
        $"{found.Accuracy:P1} of the test images are named right; {found.SpikesAnImage:F1} spikes an image, {found.Silent} silent neurons, "
        + $"{watch.Elapsed.TotalSeconds:F1} s");
    return;
}
PopulationSpikes[] trains = name switch
{
    "cuba" => Cuba.Run(seed),
    "coba" => Coba.Run(seed),
    "microcircuit" => Microcircuit.Run(seed),
    _ => throw new ArgumentException($"There is no network {name}; there are cuba, coba, microcircuit and digits."),
};
foreach (var one in trains)
{
    var found = one.Statistics(bin: 5);
    Console.WriteLine($"{one.Name}: {found.Rate:F2} Hz, CV {found.IntervalVariation:F2}, correlation {found.CountCorrelation:F4}");
}
Plot.Activity(trains, title: name).Save($"{name}.svg");
