// Trains a spiking network on data in the format of MNIST: FOLDER [EPOCHS] [SAMPLES]
using System.Globalization;
using Neurons.TorchSharp;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

if (args.Length == 0)
{
    Console.Error.WriteLine("Give the folder of train-images-idx3-ubyte.gz and its like, then the epochs (1) and the training samples (all).");
    return 1;
}

var epochs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var samples = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : int.MaxValue;
TorchRuntime.Require();
random.manual_seed(1);
using var network = new SpikingNetwork();
using var optimizer = optim.Adam(network.parameters(), 2e-3);
var (trainImages, trainLabels) = Load("train");
var (testImages, testLabels) = Load("t10k");
const int Batch = 64;

for (var epoch = 1; epoch <= epochs; epoch++)
{
    network.train();
    var order = randperm(Math.Min(samples, trainLabels.shape[0]));
    var total = 0.0;
    for (var start = 0L; start + Batch <= order.shape[0]; start += Batch)
    {
        using var scope = NewDisposeScope();
        var chosen = order.narrow(0, start, Batch);
        optimizer.zero_grad();
        var loss = cross_entropy(network.call(trainImages[chosen]), trainLabels[chosen]);
        loss.backward();
        optimizer.step();
        network.constrain();   // decays stay decays
        total += loss.item<float>() * Batch;
    }

    Console.WriteLine($"epoch {epoch}: loss {total / (order.shape[0] / Batch * Batch):F3}, test accuracy {Accuracy():P1}");
}

return 0;

(Tensor Images, Tensor Labels) Load(string name)
{
    using var scope = NewDisposeScope();
    var images = IdxFile.Read(Path.Combine(args[0], $"{name}-images-idx3-ubyte.gz")).unsqueeze(1).to(ScalarType.Float32).div(255);
    var labels = IdxFile.Read(Path.Combine(args[0], $"{name}-labels-idx1-ubyte.gz")).to(ScalarType.Int64);
    return (images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
}

double Accuracy()
{
    using var none = no_grad();
    network.eval();
    var right = 0L;
    for (var start = 0L; start < testLabels.shape[0]; start += 1000)
    {
        using var scope = NewDisposeScope();
        var scores = network.call(testImages.narrow(0, start, 1000));
        right += scores.argmax(1).eq(testLabels.narrow(0, start, 1000)).sum().item<long>();
    }

    return (double)right / testLabels.shape[0];
}
