/// Neurons whose outputs come back.
module Neurons.Tests.Layers.FeedbackTests

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Tests.Tensors
open Xunit

let private neuron =
    Models.find("Leaky").Create(System.Collections.Generic.Dictionary<string, string>())

let private parameters = neuron.Definition.ParameterInfo |> Array.map (fun p -> Shared p.Value)
let private start shape : RecurrentValues<float> = Recurrent.initial neuron parameters shape
let private input = tensor [ 8; 2; 3 ] (values (random 1UL [ 8; 2; 3 ]) |> Array.map ((*) 3.0))

let private run weights x =
    let struct (trace, final) = Feedback.forward neuron parameters weights (start [| 2; 3 |]) x null null

    trace.Output, final, trace

let private none: LinearWeights<float> = { Weight = null; Bias = null }

let private gradients trace dy into =
    Feedback.gradients neuron trace dy (Array.create parameters.Length true) true null into

[<Fact>]
let ``Feedback without weights for its inputs is the recurrent layer whose input weights are the identity`` () =
    let recurrent = random 2UL [ 3; 3 ]
    let identity = tensor [ 3; 3 ] [| 1.0; 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 1.0 |]
    let weights = RecurrentWeights(identity, recurrent)
    let struct (expected, reference) = Recurrent.trace neuron parameters weights (start [| 2; 3 |]) input
    let y, _, trace = run (AllToAll { Weight = recurrent; Bias = null }) (EachStep input)
    Assert.Equal<float[]>(values expected, values y)
    Assert.Contains(1.0, values y)
    let dy = random 3UL [ 8; 2; 3 ]
    let expected = Recurrent.gradients neuron reference dy ValueNone
    let g = gradients trace dy (AllToAll none)
    close 1e-12 (values expected.Inputs) (values g.Input)

    match g.Weights with
    | AllToAll g -> close 1e-12 (values expected.RecurrentWeights) (values g.Weight)
    | OneToOne _ -> failwith "one to one"

    for a, b in Array.zip expected.Parameters g.Parameters do
        close 1e-12 (a.ToArray()) (b.ToArray())

[<Fact>]
let ``Feedback of each neuron to itself is a weight with a diagonal`` () =
    let own = random 2UL [ 3 ]
    let w = values own
    let diagonal = tensor [ 3; 3 ] [| w[0]; 0.0; 0.0; 0.0; w[1]; 0.0; 0.0; 0.0; w[2] |]
    let y, _, trace = run (OneToOne own) (EachStep input)
    let z, _, dense = run (AllToAll { Weight = diagonal; Bias = null }) (EachStep input)
    Assert.Equal<float[]>(values z, values y)
    let dy = random 3UL [ 8; 2; 3 ]
    let a, b = gradients trace dy (OneToOne null), gradients dense dy (AllToAll none)
    close 1e-12 (values b.Input) (values a.Input)

    match a.Weights, b.Weights with
    | OneToOne a, AllToAll b ->
        let b = values b.Weight
        close 1e-12 [| b[0]; b[4]; b[8] |] (values a)
    | other -> failwith $"{other}"

[<Fact>]
let ``One weight for all neurons has the sum of their gradients`` () =
    let dy = random 3UL [ 8; 2; 3 ]
    let _, _, one = run (OneToOne(tensor [ 1 ] [| 0.6 |])) (EachStep input)
    let _, _, each = run (OneToOne(tensor [ 3 ] [| 0.6; 0.6; 0.6 |])) (EachStep input)

    match (gradients one dy (OneToOne null)).Weights, (gradients each dy (OneToOne null)).Weights with
    | OneToOne a, OneToOne b -> close 1e-12 [| Array.sum (values b) |] (values a)
    | other -> failwith $"{other}"

[<Fact>]
let ``A bias of the feedback is a constant current, and has the sum of the currents' gradients`` () =
    let weight, bias = random 2UL [ 3; 3 ], random 4UL [ 3 ]
    let b = values bias
    let moved = tensor [ 8; 2; 3 ] (values input |> Array.mapi (fun i v -> v + b[i % 3]))
    let y, _, trace = run (AllToAll { Weight = weight; Bias = bias }) (EachStep input)
    let z, _, _ = run (AllToAll { Weight = weight; Bias = null }) (EachStep moved)
    Assert.Equal<float[]>(values z, values y)
    let g = gradients trace (random 3UL [ 8; 2; 3 ]) (AllToAll none)
    let columns = values g.Input |> Array.chunkBySize 3 |> Array.transpose |> Array.map Array.sum

    match g.Weights with
    | AllToAll g -> close 1e-12 columns (values g.Bias)
    | OneToOne _ -> failwith "one to one"

[<Fact>]
let ``A sequence with feedback goes on where its first part ended, and a constant input is the repeated one`` () =
    let weights = AllToAll { Weight = random 2UL [ 3; 3 ]; Bias = null }
    let all = values input
    let whole, _, _ = run weights (EachStep input)
    let first, middle, _ = run weights (EachStep(tensor [ 5; 2; 3 ] all[..29]))

    let struct (second, _) =
        Feedback.forward neuron parameters weights middle (EachStep(tensor [ 3; 2; 3 ] all[30..])) null null

    Assert.Equal<float[]>(values whole, Array.append (values first) (values second.Output))
    let once = tensor [ 2; 3 ] all[..5]
    let repeated = tensor [ 4; 2; 3 ] (Array.concat (Array.create 4 all[..5]))
    let a, _, constant = run weights (Unchanged(4, once))
    let b, _, each = run weights (EachStep repeated)
    Assert.Equal<float[]>(values b, values a)
    let dy = random 3UL [ 4; 2; 3 ]

    let sum =
        Sequence.summedOverTime (gradients each dy (AllToAll none)).Input (tensor [ 2; 3 ] (Array.zeroCreate 6))

    close 1e-12 (values sum) (values (gradients constant dy (AllToAll none)).Input)

[<Fact>]
let ``Feedback weights that do not fit are an error that names both shapes`` () =
    let message weights =
        Assert.ThrowsAny<ArgumentException>(fun () -> run weights (EachStep input) |> ignore).Message

    Assert.Contains("[2, 3]; it must be [3, 3]", message (AllToAll { Weight = random 1UL [ 2; 3 ]; Bias = null }))
    Assert.Contains("[2]; it must be [3] or [1]", message (OneToOne(random 1UL [ 2 ])))
