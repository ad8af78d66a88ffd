module Neurons.Tests.PullbackTests

open System
open System.Numerics.Tensors
open Xunit
open Neurons

let private tensor (lengths: int list) (value: int -> float) : Tensor<float> =
    let shape = lengths |> List.map nativeint |> List.toArray
    Tensor.Create(Array.init (List.fold (*) 1 lengths) value, ReadOnlySpan shape)

let private flat (tensor: Tensor<'T>) =
    let values = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

let private random = Random 8
let private xs = tensor [ 40; 5 ] (fun _ -> 3.0 * random.NextDouble())
let private lif = CubaLif.create<float> CubaLif.options
let private p = CubaLif.parameters
let private start = lif.Initial(p, [| 5 |])
let private everything = [ Input; InitialState; Parameter "VTh"; Parameter "TauMemInv" ]

let private number value =
    match value with
    | Shared value -> value
    | PerNeuron _ -> failwith "a shared parameter has a shared gradient"

[<Fact>]
let ``The gradient of spike counts is that of spikes with the same weight at every step`` () =
    let weights = tensor [ 5 ] (fun _ -> random.NextDouble() - 0.5)
    let repeated = tensor [ 40; 5 ] (fun i -> (flat weights)[i % 5])
    let counts = lif.CountsPullback p start xs
    let spikes = lif.Pullback p start xs

    Assert.Equal<float[]>(
        Array.init 5 (fun n -> Seq.sum (seq { for t in 0..39 -> (flat spikes.Output)[5 * t + n] })),
        flat counts.Counts
    )

    let a = counts.GradientsOfCounts(weights, None, everything)
    let b = spikes.Gradients(Some repeated, None, everything)
    Array.iter2 (fun (x: float) y -> Assert.Equal(x, y, 1e-12)) (flat b.Input) (flat a.Input)
    Array.iter2 (fun (x: float) y -> Assert.Equal(x, y, 1e-12)) (flat b.InitialState.V) (flat a.InitialState.V)
    Assert.Equal(number b.Parameters["VTh"], number a.Parameters["VTh"], 1e-12)

    Assert.Throws<InvalidOperationException>(fun () -> spikes.GradientsOfCounts(weights, None, [ Input ]) |> ignore)
    |> ignore

[<Fact>]
let ``The gradient of a recorded state is that of the state as the last one of a shorter run`` () =
    let run = lif.PullbackOf [ Outputs; StateOver "V" ] p start [ EachStep xs ]
    let only = tensor [ 40; 5 ] (fun i -> if i / 5 = 39 then 1.0 else 0.0)
    let a = run.GradientsOfRecords([ None; Some only ], None, everything)
    let ones = tensor [ 5 ] (fun _ -> 1.0)
    // null: no gradient of the current
    let dFinal: CubaLif.State<Tensor<float>> = { V = ones; I = null }
    let b = (lif.Pullback p start xs).Gradients(None, Some dFinal, everything)
    Assert.Equal<float[]>(flat b.Input, flat a.Input)
    Assert.Equal(number b.Parameters["TauMemInv"], number a.Parameters["TauMemInv"])

[<Fact>]
let ``Missing arrays are named`` () =
    let dynamics = LifBox.create<float>(LifBox.options).Dynamics
    let parameters = (Models.find "LifBox").Parameters ""
    let start () = dynamics.Initial<float>(parameters, [| 2n |], 0UL, 0u)

    let refused (call: unit -> unit) = Assert.Throws<ArgumentNullException>(call).Message

    Assert.Contains(
        "LifBox: parameters is null",
        refused (fun () -> dynamics.Initial<float>(null, [| 2n |], 0UL, 0u) |> ignore)
    )

    Assert.Contains(
        "LifBox: shape is null",
        refused (fun () -> dynamics.Initial<float>(parameters, null, 0UL, 0u) |> ignore)
    )

    Assert.Contains(
        "LifBox: inputs is null",
        refused (fun () -> dynamics.Integral(parameters, start (), null, [| Outputs |], ValueNone) |> ignore)
    )

[<Fact>]
let ``Missing tensors are named`` () =
    let xs: Tensor<float> = null
    let e = Assert.Throws<ArgumentNullException>(fun () -> lif.Integral p start xs |> ignore)
    Assert.Contains("CubaLif: the input x is null", e.Message)
    let missing = { p with VTh = PerNeuron null }
    let e = Assert.Throws<ArgumentNullException>(fun () -> lif.Initial(missing, [| 5 |]) |> ignore)
    Assert.Contains("VTh is null", e.Message)

[<Fact>]
let ``A gradient that was not asked for is an error that says what to ask for`` () =
    let run = lif.Pullback p start xs
    let dSpikes = tensor [ 40; 5 ] (fun _ -> 1.0)
    let only wrt = run.Gradients(Some dSpikes, None, [ wrt ])
    let refused (read: unit -> unit) = Assert.Throws<InvalidOperationException>(read).Message
    let tau = only (Parameter "TauMemInv")

    Assert.Contains(
        "CubaLif: the gradient of the input was not asked for; add Input",
        refused (fun () -> tau.Input.Rank |> ignore)
    )

    Assert.Contains("add Input", refused (fun () -> tau.Inputs |> ignore))
    Assert.Contains("add InitialState", refused (fun () -> tau.InitialState |> ignore))

    Assert.Contains(
        "gradient of VTh was not asked for; add Parameter \"VTh\"",
        refused (fun () -> tau.Parameter "v_th" |> ignore)
    )

    Assert.Contains(
        "gradient of TauMemInv was not asked for",
        refused (fun () -> (only Input).Parameter "TauMemInv" |> ignore)
    )

    Assert.Equal(number tau.Parameters["TauMemInv"], number (tau.Parameter "tau_mem_inv"))
    Assert.Equal<nativeint[]>([| 40n; 5n |], (only Input).Input.Lengths.ToArray())
    Assert.Equal<nativeint[]>([| 5n |], (only InitialState).InitialState.V.Lengths.ToArray())

[<Fact>]
let ``A gradient that is null is not taken for none`` () =
    let missing: Tensor<float> option = Some null

    let refused name (call: unit -> unit) =
        Assert.Contains($"The tensor %s{name} is null.", Assert.Throws<ArgumentNullException>(call).Message)

    let run = lif.Pullback p start xs
    refused "dOutput" (fun () -> run.Gradients(missing, None, [ Input ]) |> ignore)
    refused "dRecorded" (fun () -> run.GradientsOfRecords([ missing ], None, [ Input ]) |> ignore)
    refused "dCounts" (fun () -> (lif.CountsPullback p start xs).GradientsOfCounts(null, None, [ Input ]) |> ignore)
    let weights = RecurrentWeights(tensor [ 5; 5 ] (fun _ -> 0.1), tensor [ 5; 5 ] (fun _ -> 0.1))
    let start = lif.RecurrentInitial(p, [| 1; 5 |])
    let recurrent = lif.RecurrentPullback p weights start (tensor [ 8; 1; 5 ] (fun _ -> 1.0))
    refused "dOutput" (fun () -> recurrent.Gradients(missing, None) |> ignore)

[<Fact>]
let ``States and buffers that are null are named`` () =
    let refused (text: string) (call: unit -> unit) =
        Assert.Contains(text, Assert.Throws<ArgumentNullException>(call).Message)

    let one = tensor [ 5 ] (fun _ -> 0.0)
    let output = tensor [ 40; 5 ] (fun _ -> 0.0)
    let half: CubaLif.State<Tensor<float>> = { V = one; I = null }
    refused "CubaLif.State: I is null." (fun () -> lif.Integral p { start with Variables = half } xs |> ignore)
    refused "CubaLif.State: I is null." (fun () -> lif.IntegralInto p start xs output half |> ignore)

    refused "CubaLif: Recorded[0] is null." (fun () ->
        lif.IntegralInto p start xs null { V = one; I = tensor [ 5 ] (fun _ -> 0.0) } |> ignore)

    refused "The tensor counts is null." (fun () ->
        lif.SpikeCountsInto p start (EachStep xs) null { V = one; I = one } |> ignore)

    refused "CubaLif: the state is null; Initial makes one." (fun () ->
        lif.Integral p Unchecked.defaultof<_> xs |> ignore)

    refused "The record of CubaLif.State is null." (fun () ->
        lif.Integral p { start with Variables = Unchecked.defaultof<_> } xs |> ignore)

    let weights = RecurrentWeights(tensor [ 5; 5 ] (fun _ -> 0.1), tensor [ 5; 5 ] (fun _ -> 0.1))
    let recurrent = lif.RecurrentInitial(p, [| 1; 5 |])

    refused "CubaLif: Spikes is null." (fun () ->
        lif.RecurrentIntegral p weights { recurrent with Spikes = null } (tensor [ 8; 1; 5 ] (fun _ -> 1.0))
        |> ignore)

    refused "The tensor x is null." (fun () -> lif.RecurrentStep p weights recurrent null |> ignore)
    refused "The tensor xs is null." (fun () -> lif.RecurrentIntegral p weights recurrent null |> ignore)

    let values =
        lif.Dynamics.Initial<float>([| for q in lif.Definition.ParameterInfo -> Shared q.Value |], [| 5n |], 0UL, 0u)

    let integral state =
        lif.Dynamics.Integral(
            [| for q in lif.Definition.ParameterInfo -> Shared q.Value |],
            state,
            [| EachStep xs |],
            [| Outputs |],
            ValueNone
        )
        |> ignore

    refused "CubaLif: state is null." (fun () -> integral { values with Values = null })
    refused "CubaLif: I is null." (fun () -> integral { values with Values = [| one; null |] })

[<Fact>]
let ``One tensor can't be two buffers`` () =
    let one = tensor [ 5 ] (fun _ -> 0.0)
    let output = tensor [ 40; 5 ] (fun _ -> 0.0)

    let e =
        Assert.Throws<ArgumentException>(fun () -> lif.IntegralInto p start xs output { V = one; I = one } |> ignore)

    Assert.Contains("same tensor", e.Message)

[<Fact>]
let ``Shapes that no state can have are refused`` () =
    for shape in [ [||]; [| -2; 3 |] ] do
        let e = Assert.Throws<ArgumentException>(fun () -> lif.Initial(p, shape) |> ignore)
        Assert.Contains("CubaLif: the shape is [", e.Message)

[<Fact>]
let ``A sequence that would pass the last step is refused`` () =
    let late = { start with Step = 4294967290L }
    let e = Assert.Throws<ArgumentException>(fun () -> lif.Integral p late xs |> ignore)
    Assert.Contains("4294967290", e.Message)

[<Fact>]
let ``A rule broken by one neuron of many is refused with that neuron`` () =
    let tau = tensor [ 5 ] (fun n -> if n = 3 then 2001.0 else 100.0)

    let e =
        Assert.Throws<ArgumentOutOfRangeException>(fun () ->
            lif.Integral { p with TauMemInv = PerNeuron tau } start xs |> ignore)

    Assert.Contains("TauMemInv is 2001 at neuron 3", e.Message)

[<Fact>]
let ``Per-neuron parameters are checked without allocating for each neuron`` () =
    let start = lif.Initial(p, [| 20_000 |])
    let xs = tensor [ 1; 20_000 ] (fun _ -> 1.0)
    let output = tensor [ 1; 20_000 ] (fun _ -> 0.0)

    let final: CubaLif.State<Tensor<float>> = {
        V = tensor [ 20_000 ] (fun _ -> 0.0)
        I = tensor [ 20_000 ] (fun _ -> 0.0)
    }

    let p = { p with VTh = PerNeuron(tensor [ 20_000 ] (fun _ -> 1.0)) }
    let call () = lif.IntegralInto p start xs output final |> ignore
    call ()
    let before = GC.GetAllocatedBytesForCurrentThread()
    call ()
    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 16_000L)
