/// Trains a spiking network on data in the format of MNIST: FOLDER [EPOCHS] [SAMPLES]
module Program

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open TorchSharp
open Neurons
open Neurons.TorchSharp
open Neurons.Torch

type Tensor = torch.Tensor

/// The bytes of a compressed idx file, as a tensor of uint8.
let readIdx (path: string) : Tensor =
    use unpacked = new GZipStream(File.OpenRead path, CompressionMode.Decompress)
    use content = new MemoryStream()
    unpacked.CopyTo content
    let bytes = content.ToArray()
    let rank = int bytes[3]

    let shape =
        Array.init rank (fun d -> int64 (BinaryPrimitives.ReadInt32BigEndian(ReadOnlySpan(bytes, 4 + 4 * d, 4))))

    torch.tensor(bytes[4 + 4 * rank ..], torch.uint8).reshape shape

/// Two linear layers of torch, a module of spiking neurons between them, and a readout as a function, whose potential, averaged over
/// time, is the score of a class. The image is a constant current.
type Network() as this =
    inherit torch.nn.Module<Tensor, Tensor>("Network")
    let steps = 10L
    let input = torch.nn.Linear(784L, 128L)
    let neurons = new Neurons.TorchSharp.Leaky(128, LeakyOptions(Beta = Learnable.PerNeuron 0.9))
    let output = torch.nn.Linear(128L, 10L)
    let readout = LeakyIntegratorBox.create LeakyIntegratorBox.options
    let leak = LeakyIntegratorBox.parameters

    do this.RegisterComponents()

    /// [B, 784] to [B, 10].
    override _.forward(images: Tensor) : Tensor =
        use _ = torch.NewDisposeScope()
        let current = (input.call images).unsqueeze(0L).expand([| steps; -1L; -1L |]).contiguous ()
        let struct (spikes, _) = neurons.call current
        let scores = output.call spikes
        let struct (potential, _) = readout.Integral leak (readout.InitialFor(leak, scores)) scores
        potential.mean([| 0L |]).MoveToOuterDisposeScope()

let load (folder: string) name : struct (Tensor * Tensor) =
    let images = readIdx (Path.Combine(folder, $"%s{name}-images-idx3-ubyte.gz"))
    let labels = readIdx (Path.Combine(folder, $"%s{name}-labels-idx1-ubyte.gz"))
    struct (images.flatten(1L).``to``(torch.float32).div (Scalar.op_Implicit 255.0f), labels.``to`` torch.int64)

let accuracy (network: Network) (images: Tensor) (labels: Tensor) =
    use _ = torch.NewDisposeScope()
    use _ = torch.no_grad ()
    let right = (network.call images).argmax(1L).eq(labels).sum ()
    float (right.item<int64> ()) / float labels.shape[0]

[<EntryPoint>]
let main arguments =
    match arguments with
    | [||] ->
        eprintfn
            "Give the folder of train-images-idx3-ubyte.gz and its like, then the epochs (1) and the training samples (all)."

        1
    | _ ->
        let argument i otherwise = if arguments.Length > i then int arguments[i] else otherwise
        let batch = 64L
        TorchRuntime.Require()
        torch.manual_seed 1L |> ignore
        use network = new Network()
        use optimizer = torch.optim.Adam(network.parameters (), 2e-3)
        let struct (images, labels) = load arguments[0] "train"
        let struct (testImages, testLabels) = load arguments[0] "t10k"
        let samples = min (int64 (argument 2 Int32.MaxValue)) labels.shape[0]

        for epoch in 1 .. argument 1 1 do
            use order = torch.randperm samples
            let mutable total = 0.0

            for start in 0L .. batch .. samples - batch do
                use _ = torch.NewDisposeScope()
                let chosen = order.narrow (0L, start, batch)
                optimizer.zero_grad ()
                let scores = network.call (images.index_select (0L, chosen))
                let loss = torch.nn.functional.cross_entropy (scores, labels.index_select (0L, chosen))
                loss.backward ()
                optimizer.step () |> ignore
                network.constrain () // decays stay decays
                total <- total + float (loss.item<float32> ()) * float batch

            let mean = total / float (samples / batch * batch)

            printfn
                $"epoch %d{epoch}: loss %.3f{mean}, test accuracy %.1f{100.0 * accuracy network testImages testLabels} %%"

        0
