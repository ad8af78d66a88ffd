module Neurons.Tests.PullbackTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons

let private tensor (lengths: int list) (value: int -> float) : Tensor<float> =
    let shape = lengths |> List.map nativeint |> List.toArray
    Tensor.Create(Array.init (List.fold (*) 1 lengths) value, ReadOnlySpan shape)

let private flat (tensor: Tensor<'T>) =
    let values = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

let private xs = tensor [ 40; 5 ] (fun i -> 3.0 * sin (float i) ** 2.0)
let private lif = CubaLif.create<float> CubaLif.options
let private p = CubaLif.parameters
let private start = lif.Initial(p, [| 5 |])
let private everything = [ Input; InitialState; Parameter "VTh"; Parameter "TauMemInv" ]

let private number value =
    match value with
    | Shared value -> value
    | PerNeuron _ -> failwith "a shared parameter has a shared gradient"

[<Tests>]
let tests =
    testList "Neurons.Tests.PullbackTests" [
        testCase "The gradient of spike counts is that of spikes with the same weight at every step" (fun () ->
            let weights = tensor [ 5 ] (fun i -> 0.3 * float (i - 2))
            let repeated = tensor [ 40; 5 ] (fun i -> (flat weights)[i % 5])
            let counts = lif.CountsPullback p start xs
            let spikes = lif.Pullback p start xs

            Expect.equal
                (flat counts.Counts)
                (Array.init 5 (fun n -> Seq.sum (seq { for t in 0..39 -> (flat spikes.Output)[5 * t + n] })))
                "the counts"

            let a = counts.GradientsOfCounts(weights, None, everything)
            let b = spikes.Gradients(Some repeated, None, everything)

            Array.iter2
                (fun (x: float) y -> Expect.floatClose (Expect.within 1e-12) y x "the gradient of the initial state")
                (flat b.Input)
                (flat a.Input)

            Array.iter2
                (fun (x: float) y -> Expect.floatClose (Expect.within 1e-12) y x "the gradient of the initial state")
                (flat b.InitialState.V)
                (flat a.InitialState.V)

            Expect.floatClose
                (Expect.within 1e-12)
                (number a.Parameters["VTh"])
                (number b.Parameters["VTh"])
                "the gradient of VTh"

            Expect.thrown<InvalidOperationException> (fun () ->
                spikes.GradientsOfCounts(weights, None, [ Input ]) |> ignore)
            |> ignore)

        testCase "The gradient of a recorded state is that of the state as the last one of a shorter run" (fun () ->
            let run = lif.PullbackOf [ Outputs; StateOver "V" ] p start [ EachStep xs ]
            let only = tensor [ 40; 5 ] (fun i -> if i / 5 = 39 then 1.0 else 0.0)
            let a = run.GradientsOfRecords([ None; Some only ], None, everything)
            let ones = tensor [ 5 ] (fun _ -> 1.0)
            // null: no gradient of the current
            let dFinal: CubaLif.State<Tensor<float>> = { V = ones; I = null }
            let b = (lif.Pullback p start xs).Gradients(None, Some dFinal, everything)
            Expect.equal (flat a.Input) (flat b.Input) "the gradient of the input"

            Expect.equal
                (number a.Parameters["TauMemInv"])
                (number b.Parameters["TauMemInv"])
                "the gradient of TauMemInv")

        testCase "Missing arrays are named" (fun () ->
            let dynamics = LifBox.create<float>(LifBox.options).Dynamics
            let parameters = (Models.find "LifBox").Parameters ""
            let start () = dynamics.Initial<float>(parameters, [| 2n |], 0UL, 0u)

            let refused (call: unit -> unit) = (Expect.thrown<ArgumentNullException> call).Message

            Expect.stringContains
                (refused (fun () -> dynamics.Initial<float>(null, [| 2n |], 0UL, 0u) |> ignore))
                "LifBox: parameters is null"
                "the message"

            Expect.stringContains
                (refused (fun () -> dynamics.Initial<float>(parameters, null, 0UL, 0u) |> ignore))
                "LifBox: shape is null"
                "the message"

            Expect.stringContains
                (refused (fun () -> dynamics.Integral(parameters, start (), null, [| Outputs |], ValueNone) |> ignore))
                "LifBox: inputs is null"
                "the message")

        testCase "Missing tensors are named" (fun () ->
            let xs: Tensor<float> = null
            let e = Expect.thrown<ArgumentNullException> (fun () -> lif.Integral p start xs |> ignore)
            Expect.stringContains e.Message "CubaLif: the input x is null" "the message"
            let missing = { p with VTh = PerNeuron null }

            let e = Expect.thrown<ArgumentNullException> (fun () -> lif.Initial(missing, [| 5 |]) |> ignore)

            Expect.stringContains e.Message "VTh is null" "the message")

        testCase "A gradient that was not asked for is an error that says what to ask for" (fun () ->
            let run = lif.Pullback p start xs
            let dSpikes = tensor [ 40; 5 ] (fun _ -> 1.0)
            let only wrt = run.Gradients(Some dSpikes, None, [ wrt ])
            let refused (read: unit -> unit) = (Expect.thrown<InvalidOperationException> read).Message
            let tau = only (Parameter "TauMemInv")

            Expect.stringContains
                (refused (fun () -> tau.Input.Rank |> ignore))
                "CubaLif: the gradient of the input was not asked for; add Input"
                "the message"

            Expect.stringContains (refused (fun () -> tau.Inputs |> ignore)) "add Input" "the message"
            Expect.stringContains (refused (fun () -> tau.InitialState |> ignore)) "add InitialState" "the message"

            Expect.stringContains
                (refused (fun () -> tau.Parameter "v_th" |> ignore))
                "gradient of VTh was not asked for; add Parameter \"VTh\""
                "the message"

            Expect.stringContains
                (refused (fun () -> (only Input).Parameter "TauMemInv" |> ignore))
                "gradient of TauMemInv was not asked for"
                "the message"

            Expect.equal
                (number (tau.Parameter "tau_mem_inv"))
                (number tau.Parameters["TauMemInv"])
                "the gradient by another name"

            Expect.equal ((only Input).Input.Lengths.ToArray()) [| 40n; 5n |] "the shape of the input's gradient"

            Expect.equal
                ((only InitialState).InitialState.V.Lengths.ToArray())
                [| 5n |]
                "the shape of the state's gradient")

        testCase "A gradient that is null is not taken for none" (fun () ->
            let missing: Tensor<float> option = Some null

            let refused name (call: unit -> unit) =
                Expect.stringContains
                    ((Expect.thrown<ArgumentNullException> call).Message)
                    $"The tensor %s{name} is null."
                    "the message"

            let run = lif.Pullback p start xs
            refused "dOutput" (fun () -> run.Gradients(missing, None, [ Input ]) |> ignore)
            refused "dRecorded" (fun () -> run.GradientsOfRecords([ missing ], None, [ Input ]) |> ignore)

            refused "dCounts" (fun () ->
                (lif.CountsPullback p start xs).GradientsOfCounts(null, None, [ Input ]) |> ignore)

            let weights = RecurrentWeights(tensor [ 5; 5 ] (fun _ -> 0.1), tensor [ 5; 5 ] (fun _ -> 0.1))
            let start = lif.RecurrentInitial(p, [| 1; 5 |])
            let recurrent = lif.RecurrentPullback p weights start (tensor [ 8; 1; 5 ] (fun _ -> 1.0))
            refused "dOutput" (fun () -> recurrent.Gradients(missing, None) |> ignore))

        testCase "States and buffers that are null are named" (fun () ->
            let refused (text: string) (call: unit -> unit) =
                Expect.stringContains ((Expect.thrown<ArgumentNullException> call).Message) text "the message"

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
                lif.Dynamics.Initial<float>(
                    [| for q in lif.Definition.ParameterInfo -> Shared q.Value |],
                    [| 5n |],
                    0UL,
                    0u
                )

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
            refused "CubaLif: I is null." (fun () -> integral { values with Values = [| one; null |] }))

        testCase "One tensor can't be two buffers" (fun () ->
            let one = tensor [ 5 ] (fun _ -> 0.0)
            let output = tensor [ 40; 5 ] (fun _ -> 0.0)

            let e =
                Expect.thrown<ArgumentException> (fun () ->
                    lif.IntegralInto p start xs output { V = one; I = one } |> ignore)

            Expect.stringContains e.Message "same tensor" "the message")

        testCase "Shapes that no state can have are refused" (fun () ->
            for shape in [ [||]; [| -2; 3 |] ] do
                let e = Expect.thrown<ArgumentException> (fun () -> lif.Initial(p, shape) |> ignore)
                Expect.stringContains e.Message "CubaLif: the shape is [" "the message")

        testCase "A sequence that would pass the last step is refused" (fun () ->
            let late = { start with Step = 4294967290L }
            let e = Expect.thrown<ArgumentException> (fun () -> lif.Integral p late xs |> ignore)
            Expect.stringContains e.Message "4294967290" "the message")

        testCase "A rule broken by one neuron of many is refused with that neuron" (fun () ->
            let tau = tensor [ 5 ] (fun n -> if n = 3 then 2001.0 else 100.0)

            let e =
                Expect.thrown<ArgumentOutOfRangeException> (fun () ->
                    lif.Integral { p with TauMemInv = PerNeuron tau } start xs |> ignore)

            Expect.stringContains e.Message "TauMemInv is 2001 at neuron 3" "the message")

        testCase "Per-neuron parameters are checked without allocating for each neuron" (fun () ->
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
            Expect.isInRange (GC.GetAllocatedBytesForCurrentThread() - before) (0L, 16_000L) "bytes allocated")
    ]
