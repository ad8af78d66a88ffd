// Runs one of the networks, says what it does and draws it: dotnet run cuba|coba|microcircuit [seed]
using System.Globalization;
using Neurons.Plots;
using Neurons.Simulation;
using Simulations.CSharp;

var name = args.Length > 0 ? args[0] : "cuba";
var seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
PopulationSpikes[] trains = name switch
{
    "cuba" => Cuba.Run(seed),
    "coba" => Coba.Run(seed),
    "microcircuit" => Microcircuit.Run(seed),
    _ => throw new ArgumentException($"There is no network {name}; there are cuba, coba and microcircuit."),
};
foreach (var one in trains)
{
    var found = one.Statistics(bin: 5);
    Console.WriteLine($"{one.Name}: {found.Rate:F2} Hz, CV {found.IntervalVariation:F2}, correlation {found.CountCorrelation:F4}");
}
Plot.Activity(trains, title: name).Save($"{name}.svg");
