using Neurons.Deploy;

// What an application does with the library, and the bits that come of it: published as it is, trimmed or compiled ahead of time, it
// prints the same. With "time" it says how long things take instead. docs/deployment.md tells how it is published.
if (args is ["time"])
{
    Timing.Print();
    return;
}

var folder = Directory.CreateTempSubdirectory("neurons-deploy-").FullName;
try
{
    Console.WriteLine(Checksum.Line("network", Networks.Predict(folder)));
    Console.WriteLine(Checksum.Line("layers", Networks.EveryLayer(folder)));
    Console.WriteLine(Checksum.Line("training", await Networks.Train(folder)));
    Console.WriteLine(Checksum.Line("own parts", await OwnParts.Train(folder)));
    Console.WriteLine(Checksum.Line("neuron", Layers.Stream()));
    Console.WriteLine(Checksum.Line("models", Layers.EveryModel()));
    Console.WriteLine(Checksum.Line("own neuron", OwnNeuron.Use(folder)));
    foreach (var message in Mistakes.Messages(folder)) Console.WriteLine(message);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
