/// Training without a network or a trainer: weights are tensors, layers are functions, and each has its gradient. Follows Norse's training
/// of a classifier.
module Tutorials.FSharp.Functional

open System
open System.Numerics.Tensors

open Neurons
open Neurons.Encoders
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The mean loss of each epoch.
    Losses: float[]
    /// The share of test digits that are named right.
    Accuracy: float
}

let private like (tensor: Tensor<float32>) = Tensor.CreateFromShape<float32> tensor.Lengths

// Synapses are y = x Wᵀ of all steps at once; their gradient is that of the input and of the weights.
let private synapses inputs outputs = Linear(inputs, outputs, bias = false)

let private apply (layer: Linear) w (x: Tensor<float32>) =
    let y =
        Tensor.CreateFromShape<float32>(ReadOnlySpan [| x.Lengths[0]; x.Lengths[1]; nativeint layer.Outputs |])

    layer.Forward(w, null, x, y)
    y

let private back (layer: Linear) w (x: Tensor<float32>) dy =
    let dx, dw = like x, like w
    layer.Backward(w, x, dy, dx, dw, null)
    dx, dw

/// A weight, and what Adam keeps for it.
type private Learnt = { Values: Tensor<float32>; First: Tensor<float32>; Second: Tensor<float32> }

let private learnt (random: Random) outputs inputs =
    let draw _ = float32 ((2.0 * random.NextDouble() - 1.0) * 3.0 / sqrt (float inputs))

    let w =
        Tensor.Create(Array.init (outputs * inputs) draw, ReadOnlySpan [| nativeint outputs; nativeint inputs |])

    { Values = w; First = like w; Second = like w }

let private update adam number w dw = Adam.Update(adam, number, w.Values, dw, w.First, w.Second)

let private encode (images: Tensor<float32>) =
    Tensor.Create([| for x in images -> 5f * x |], images.Lengths)
    |> ConstantCurrentLif.encode CubaLifEncoder.options CubaLifEncoder.parameters 32

let run figures seed epochs =
    let struct (training, test) = Digits.Load().Split(0.8, uint64 seed)

    // All that the program needs: two layers of synapses, and two of neurons.
    let inner, outer = synapses 64 100, synapses 100 10

    let lif =
        CubaLif.create<float32> {
            CubaLif.options with
                Jump = BeforeIntegration
                Surrogate = Surrogate.superspike 10.0
        }

    let readout = LeakyIntegrator.create<float32> LeakyIntegrator.options
    let p, q = CubaLif.parameters, LeakyIntegrator.parameters
    let start batch = lif.Initial(p, [| batch; 100 |]), readout.Initial(q, [| batch; 10 |])

    let random = Random seed
    let w1 = learnt random 100 64
    let w2 = learnt random 10 100
    let loss = Loss.MaxMembraneCrossEntropy()

    let learn number (batch: Batch) =
        let s, r = start batch.Labels.Length

        // Forward: grey levels become spikes of encoding neurons, and spikes become potentials.
        let input = encode batch.Values // [32; batch; 64]
        let hidden = input |> apply inner w1.Values |> lif.Pullback p s
        let output = hidden.Output |> apply outer w2.Values |> readout.Pullback q r
        let struct (value, gradient) = loss.Evaluate(output.Output, batch.Labels)

        // Backward: each gradient is made of the next one.
        let dOutput = output.Gradients(Some gradient, None, [ Wrt.Input ]).Input
        let dHidden, dW2 = back outer w2.Values hidden.Output dOutput
        let dCurrents = hidden.Gradients(Some dHidden, None, [ Wrt.Input ]).Input
        let _, dW1 = back inner w1.Values input dCurrents

        let adam = AdamOptions 2e-3
        update adam number w1 dW1
        update adam number w2 dW2
        value * float batch.Labels.Length / float training.Count

    let mutable updates = 0L

    let losses = [|
        for epoch in 0 .. epochs - 1 do
            let mutable sum = 0.0

            for batch in Batches(training, 64, uint64 seed, InputEncoding.Direct, 1).Epoch epoch do
                updates <- updates + 1L
                sum <- sum + learn updates batch

            if (epoch + 1) % 5 = 0 then
                printfn "epoch %d: loss %.3f" (epoch + 1) sum

            sum
    |]

    // The answer is the class whose potential was highest.
    let images = Array.concat [ for i in 0 .. test.Count - 1 -> test.Sample(i).ToArray() ]
    let shown = encode (Tensor.Create(images, ReadOnlySpan [| nativeint test.Count; 64n |]))
    let s, r = start test.Count
    let struct (spikes, _) = shown |> apply inner w1.Values |> lif.Integral p s
    let struct (potentials, _) = spikes |> apply outer w2.Values |> readout.Integral q r
    let right answer label = if answer = label then 1.0 else 0.0
    let accuracy = Seq.map2 right (loss.Classes potentials) (test.Labels.ToArray()) |> Seq.average
    printfn "test accuracy %.1f %%" (100.0 * accuracy)

    Plot
        .Stack(
            $"A {test.Labels[0]}: its spikes, those of the hidden neurons, and the potentials of the readout",
            Plot.Raster(shown).WithTitle "input",
            Plot.Raster(spikes).WithTitle "hidden",
            Plot.Trace(potentials, "potential")
        )
        .Save
        $"{figures}/functional.svg"

    Plot.Curves("epoch", "loss", Curve("training", losses)).WithTitle("A loop by hand").Save
        $"{figures}/functional-loss.svg"

    { Losses = losses; Accuracy = accuracy }
