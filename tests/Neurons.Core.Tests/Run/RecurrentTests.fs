module Neurons.Tests.RecurrentTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons

let private tensor (lengths: int list) (value: int -> 'T) : Tensor<'T> =
    let shape = lengths |> List.map nativeint |> List.toArray
    Tensor.Create(Array.init (List.fold (*) 1 lengths) value, ReadOnlySpan shape)

let private flat (tensor: Tensor<'T>) =
    let values = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

let private random = Random 5
let private steps, batch, inputs, neurons = 30, 3, 7, 11

let private lif = CubaLif.create<float32> CubaLif.options
let private p = CubaLif.parameters

let private weights =
    RecurrentWeights<float32>(
        tensor [ neurons; inputs ] (fun _ -> 6.0f * random.NextSingle() - 1.0f),
        tensor [ neurons; neurons ] (fun _ -> 2.0f * random.NextSingle() - 1.0f)
    )

let private xs: Tensor<float32> =
    tensor [ steps; batch; inputs ] (fun _ -> if random.NextDouble() < 0.3 then 1.0f else 0.0f)

let private stepOf (xs: Tensor<float32>) t : Tensor<float32> =
    tensor [ batch; inputs ] (fun i -> (flat xs)[t * batch * inputs + i])

let private start = lif.RecurrentInitial(p, [| batch; neurons |])

[<Tests>]
let tests =
    testList "Neurons.Tests.RecurrentTests" [
        testCase "A recurrent integral is its steps, bit for bit" (fun () ->
            let struct (spikes, last) = lif.RecurrentIntegral p weights start xs
            let mutable state = start
            let all = ResizeArray()

            for t in 0 .. steps - 1 do
                let struct (z, next) = lif.RecurrentStep p weights state (stepOf xs t)
                all.AddRange(flat z)
                state <- next

            Expect.equal (flat spikes) (all.ToArray()) "the spikes"
            Expect.equal (flat last.Neurons.Variables.V) (flat state.Neurons.Variables.V) "V at the end"
            Expect.equal (flat last.Neurons.Variables.I) (flat state.Neurons.Variables.I) "I at the end"
            Expect.equal last.Neurons.Step (int64 steps) "the steps that were taken"
            Expect.isTrue (Array.sum (flat spikes) > 10.0f) "the spikes are many")

        testCase "Sparse spikes give the numbers of dense spikes, bit for bit" (fun () ->
            let struct (dense, last) = lif.RecurrentIntegral p weights start xs
            let struct (sparse, sparseLast) = lif.SparseIntegral p weights start (SpikeIndices.OfDense xs)
            Expect.equal (flat (sparse.ToDense<float32>())) (flat dense) "the output"
            Expect.equal (flat sparseLast.Neurons.Variables.V) (flat last.Neurons.Variables.V) "V at the end"
            Expect.equal (flat sparseLast.Neurons.Variables.I) (flat last.Neurons.Variables.I) "I at the end"
            let struct (z, _) = lif.RecurrentStep p weights start (stepOf xs 0)
            let struct (indices, _) = lif.SparseStep p weights start ((SpikeIndices.OfDense xs).Step 0)
            Expect.equal (flat (indices.ToDense<float32>())) (flat z) "the spikes of a step")

        testCase "A recurrent layer without recurrent weights is Linear and the feed-forward neuron" (fun () ->
            let alone = RecurrentWeights<float32>(weights.Input, tensor [ neurons; neurons ] (fun _ -> 0.0f))

            let struct (spikes, last) = lif.RecurrentIntegral p alone start xs
            let w, x = flat weights.Input, flat xs

            let currents =
                tensor [ steps; batch; neurons ] (fun i ->
                    let row, n = i / neurons, i % neurons
                    let mutable sum = 0.0f

                    for k in 0 .. inputs - 1 do
                        sum <- sum + x[row * inputs + k] * w[n * inputs + k]

                    sum)

            let struct (expected, final) = lif.Integral p start.Neurons currents
            Expect.equal (flat spikes) (flat expected) "the spikes"
            Expect.equal (flat last.Neurons.Variables.I) (flat final.Variables.I) "I at the end")

        testCase "The gradient of a recurrent readout is its finite difference" (fun () ->
            // LeakyIntegrator is smooth: its "spikes" are potentials, so the whole layer can be differenced.
            let readout = LeakyIntegrator.create<float> LeakyIntegrator.options
            let p = LeakyIntegrator.parameters
            let random = Random 6
            let make (lengths: int list) = tensor lengths (fun _ -> 2.0 * random.NextDouble() - 1.0)
            let input, recurrent, xs = make [ 3; 2 ], make [ 3; 3 ], make [ 6; 2; 2 ]
            let upstream = make [ 6; 2; 3 ]
            let start = readout.RecurrentInitial(p, [| 2; 3 |])

            let loss (input: Tensor<float>) (recurrent: Tensor<float>) (xs: Tensor<float>) tau =
                let p = { p with LeakyIntegrator.TauMemInv = Shared tau }

                let struct (y, _) = readout.RecurrentIntegral p (RecurrentWeights(input, recurrent)) start xs
                Array.map2 (*) (flat y) (flat upstream) |> Array.sum

            let g =
                (readout.RecurrentPullback p (RecurrentWeights(input, recurrent)) start xs)
                    .Gradients(Some upstream, None)

            let h = 1e-6

            let differences (at: Tensor<float>) (f: Tensor<float> -> float) =
                Array.init (int at.FlattenedLength) (fun i ->
                    let moved by =
                        let values = flat at
                        values[i] <- values[i] + by
                        f (Tensor.Create(values, at.Lengths))

                    (moved h - moved -h) / (2.0 * h))

            let close (expected: float[]) (actual: Tensor<float>) =
                Array.iter2
                    (fun (e: float) a -> Expect.floatClose (Expect.within 1e-7) a e "the gradient")
                    expected
                    (flat actual)

            close (differences input (fun w -> loss w recurrent xs 100.0)) g.InputWeights
            close (differences recurrent (fun w -> loss input w xs 100.0)) g.RecurrentWeights
            close (differences xs (fun xs -> loss input recurrent xs 100.0)) g.Inputs

            match g.Parameters[1] with
            | Shared tau ->
                Expect.floatClose
                    (Expect.within 1e-8)
                    tau
                    ((loss input recurrent xs 100.001 - loss input recurrent xs 99.999) / 0.002)
                    "the gradient of the time constant"
            | PerNeuron _ -> failtest "a shared parameter has a shared gradient")

        testCase "Weights that do not fit are refused with both shapes" (fun () ->
            let e =
                Expect.thrownAny<ArgumentException> (fun () ->
                    RecurrentWeights<float32>(tensor [ 3; 2 ] (fun _ -> 0.0f), tensor [ 2; 2 ] (fun _ -> 0.0f))
                    |> ignore)

            Expect.stringContains e.Message "[2, 2]" "the message"
            Expect.stringContains e.Message "[3, 2]" "the message"
            let wrong: Tensor<float32> = tensor [ batch; inputs + 1 ] (fun _ -> 0.0f)

            let e =
                Expect.thrownAny<ArgumentException> (fun () -> lif.RecurrentStep p weights start wrong |> ignore)

            Expect.stringContains e.Message $"[{batch}, {inputs + 1}]" "the message"
            Expect.stringContains e.Message $"[{batch}, {inputs}]" "the message")

        testCase "Spike indices out of order or range are refused with the row" (fun () ->
            let refused (indices: int[]) (words: string) =
                let e =
                    Expect.thrownAny<ArgumentException> (fun () ->
                        SpikeIndices([| 1; 4 |], [| 0; indices.Length |], indices) |> ignore)

                Expect.stringContains e.Message words "the message"

            refused [| 2; 1 |] "1 after 2"
            refused [| 4 |] "index 4"
            refused [| -1 |] "index -1")

        testCase "A sparse step checks the spikes of its state" (fun () ->
            let x = (SpikeIndices.OfDense xs).Step 0

            for wrong in [ [ batch + 2; neurons ]; [ batch; neurons + 1 ] ] do
                let spikes: Tensor<float32> = tensor wrong (fun _ -> 1.0f)
                let state = { start with Spikes = spikes }

                let e = Expect.thrownAny<ArgumentException> (fun () -> lif.SparseStep p weights state x |> ignore)

                Expect.stringContains e.Message "Spikes" "the message")

        testCase "Layers without inputs or neurons have steps, too" (fun () ->
            for inputs, neurons in [ 0, 3; 2, 0 ] do
                let zeros (lengths: int list) : Tensor<float32> = tensor lengths (fun _ -> 0.0f)
                let weights = RecurrentWeights<float32>(zeros [ neurons; inputs ], zeros [ neurons; neurons ])
                let start = lif.RecurrentInitial(p, [| 2; neurons |])
                let struct (z, _) = lif.SparseStep p weights start (SpikeIndices.OfDense(zeros [ 2; inputs ]))
                Expect.equal z.Indices.Length 0 "the spikes of no neurons"
                Expect.equal z.Rows 2 "the rows of the batch")

        testCase "With the recurrent options the reset ignores the spike's gradient" (fun () ->
            let lif = CubaLif.create<float> CubaLif.recurrentOptions
            let weights = RecurrentWeights<float>(tensor [ 1; 1 ] (fun _ -> 0.0), tensor [ 1; 1 ] (fun _ -> 0.0))
            let start = lif.RecurrentInitial(p, [| 1; 1 |])

            let above = {
                start with
                    Neurons = {
                        start.Neurons with
                            Variables = { V = tensor [ 1; 1 ] (fun _ -> 1.2); I = tensor [ 1; 1 ] (fun _ -> 0.0) }
                    }
            }

            let run = lif.RecurrentPullback p weights above (tensor [ 1; 1; 1 ] (fun _ -> 0.0))
            let one: Tensor<float> = tensor [ 1; 1 ] (fun _ -> 1.0)
            let zero: Tensor<float> = tensor [ 1; 1 ] (fun _ -> 0.0)

            let dFinal = {
                run.Final with
                    Spikes = zero
                    Neurons = { run.Final.Neurons with Variables = { V = one; I = zero } }
            }

            let g = run.Gradients(None, Some dFinal)
            Expect.equal ((flat g.State[0])[0]) 0.0 "the gradient through the reset")

        testCase "Indices of spikes that are null are an error that names them" (fun () ->
            let none: Tensor<float32> = Unchecked.defaultof<_>

            try
                SpikeIndices.OfDense none |> ignore
                failtest "there was no error"
            with :? ArgumentNullException as error ->
                Expect.equal error.ParamName "spikes" "the name of the tensor")
    ]
