/// How long neurons stay refractory, early and late in a run.
module Neurons.Tests.Models.RefractoryTests

open System
open System.Collections.Generic
open System.Numerics
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Symbolic
open Neurons.Tests.Models.Traces

/// Steps around which a time or a count in float32 goes wrong.
let private late = [ 0L; 189_990L; (1L <<< 24) - 6L; (1L <<< 31) - 100L ]

let private tensorOf<'T when 'T :> INumber<'T>> lengths (values: float[]) =
    let converted = Array.zeroCreate values.Length
    TensorPrimitives.ConvertTruncating<float, 'T>(ReadOnlySpan values, converted.AsSpan())
    Tensor.Create(converted, ReadOnlySpan(lengths |> Array.map nativeint))

let private numbers (tensor: Tensor<'T>) : float[] =
    let values: 'T[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values |> Array.map (fun x -> Convert.ToDouble(box x))

/// Output and states of one neuron from a state on.
let private from<'T when 'T :> INumber<'T>> (dynamics: Dynamics) parameters (start: StateValues<'T>) (xs: float[]) =
    let inputs = [| EachStep(tensorOf<'T> [| xs.Length; 1 |] xs) |]
    let records = Array.append [| Outputs |] (dynamics.Definition.StateNames |> Array.map StateOver)
    let result = dynamics.Integral(parameters, start, inputs, records, ValueNone)
    struct (Array.map numbers result.Recorded, result.Final)

let private initial<'T> (dynamics: Dynamics) parameters = dynamics.Initial<'T>(parameters, [| 1n |], 3UL, 0u)

let private refractory = [ "LifRef"; "ExpIfRef"; "AdExIfRef"; "AdQuaIfRef"; "GifRef" ]

/// Inputs of up to four times what makes the neuron fire, from a row of them.
let private inputs (dynamics: Dynamics) parameters count row =
    let x = drive dynamics parameters
    Numbers.take row 0 count |> Array.map (fun share -> share * x)

let private rows = Numbers.rows (Numbers.between 0.0 4.0)

let private sameAtAnyStep<'T when 'T :> INumber<'T>> (entry: ModelEntry) row =
    let dynamics = dynamics entry []
    let parameters = entry.Parameters ""
    let xs = inputs dynamics parameters 400 row

    let at step =
        let struct (recorded, _) =
            from<'T> dynamics parameters { initial<'T> dynamics parameters with Step = step } xs

        recorded

    for step in late.Tail do
        Expect.equal (at step) (at 0L) $"what is recorded from step {step} on"

/// The step at which a neuron fires that is driven hard, and whose last spike was that many steps before the first one.
let private firstSpike<'T when 'T :> INumber<'T>>
    (entry: ModelEntry)
    (dt: float)
    (tauRef: ParameterValue)
    (since: float)
    =
    let dynamics =
        dynamics entry [ "Reset", "Hard"; "Dt", dt.ToString("R", Globalization.CultureInfo.InvariantCulture) ]

    let parameters = entry.Parameters ""
    parameters[Definition.parameterIndex entry.Definition "TauRef"] <- tauRef
    let start = initial<'T> dynamics parameters
    let place = Definition.stateIndex entry.Definition "SinceSpike"
    let values = Array.copy start.Values
    values[place] <- tensorOf<'T> [| 1 |] [| since - 1.0 |]

    let struct (recorded, _) =
        from<'T> dynamics parameters { start with Values = values } (Array.create 12 1e12)

    recorded[0] |> Array.findIndex ((=) 1.0)

let private silent<'T when 'T :> INumber<'T>> rho =
    let entry = Models.find "CubaLifRefractory"
    let dynamics = dynamics entry []
    let parameters = parameters entry [ "RhoReset", rho ]
    let start = initial<'T> dynamics parameters
    let values = [| start.Values[0]; start.Values[1]; tensorOf<'T> [| 1 |] [| rho |] |]

    let struct (recorded, _) =
        from<'T> dynamics parameters { start with Values = values } (Array.create 20 1e4)

    recorded[3]

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.RefractoryTests" [
        /// The time of the step as a number is none of a model's business: it would lose its steps to rounding.
        theory "No model computes with the number of the step" names (fun (name: string) ->
            let entry = Models.find name

            for preset in Seq.append [ "" ] entry.Presets.Keys do
                let equations = (entry.Create(preset, Dictionary<string, string>())).Definition.Equations
                let nodes = Fold.nodes (Array.append equations.Outputs equations.Next)
                Expect.isFalse (nodes |> Array.exists _.IsStep) "the step is a node of the equations")

        each "A run is the same whenever it begins" refractory (fun label name ->
            property label 3 rows (fun row ->
                sameAtAnyStep<float32> (Models.find name) row
                sameAtAnyStep<float> (Models.find name) row))

        theory "A duration of n steps is n steps" refractory (fun (name: string) ->
            let entry = Models.find name
            let steps = [ 1; 2; 3; 7; 50; 99; 1000; 32768; 65537; 300_001; 999_999; 1_048_576 ]
            let dts = [ 0.1; 0.02; 1.0; 0.3; 1.0 / 3.0; 7e-4; 0.41421356237 ]

            for n in steps do
                for dt in dts do
                    let back = min 5 n
                    // as written in decimals, and as computed
                    for tauRef in [ float n * dt; Math.Round(float n * dt, 12); float (float32 (float n * dt)) ] do
                        if tauRef <= 1048576.0 * dt then
                            for value in [ Shared tauRef; PerNeuron(tensor [ 1 ] [| tauRef |]) ] do
                                // `back` steps before the period is over
                                Expect.equal
                                    (firstSpike<float32> entry dt value (float (n - back)))
                                    back
                                    "the first spike in float32"

                                Expect.equal
                                    (firstSpike<float> entry dt value (float (n - back)))
                                    back
                                    "the first spike in float64")

        testCase "A part of a step counts as a whole one" (fun () ->
            let entry = Models.find "LifRef"

            for n, tauRef in [ 17, 1.65; 4, 0.33; 1, 0.05; 51, 5.01; 0, 0.0 ] do
                let back = min 5 n

                Expect.equal
                    (firstSpike<float32> entry 0.1 (Shared tauRef) (float (n - back)))
                    back
                    "the first spike in float32"

                Expect.equal
                    (firstSpike<float> entry 0.1 (Shared tauRef) (float (n - back)))
                    back
                    "the first spike in float64")

        testCase "A million steps with a refractory period of three have a spike at every third" (fun () ->
            let entry = Models.find "LifRef"
            let dynamics = dynamics entry [ "Reset", "Hard" ]
            let parameters = parameters entry [ "TauRef", 0.3 ]
            let million = Unchanged(1_000_000, tensorOf<float32> [| 1 |] [| 1e6 |])

            let struct (counts, final) =
                dynamics.SpikeCounts(parameters, initial<float32> dynamics parameters, [| million |])

            Expect.equal ((numbers counts)[0]) 333_334.0 "the spikes in a million steps"
            Expect.equal final.Step 1_000_000L "the steps that were taken")

        each "A stream that starts from a returned state goes on the same" refractory (fun label name ->
            property label 3 rows (fun row ->
                let entry = Models.find name
                let dynamics = dynamics entry []
                let parameters = entry.Parameters ""
                let xs = inputs dynamics parameters 300 row

                for step in late do
                    let start = { initial<float32> dynamics parameters with Step = step }
                    let struct (whole, _) = from dynamics parameters start xs
                    let mutable state = start

                    let parts =
                        xs
                        |> Array.chunkBySize 7
                        |> Array.map (fun part ->
                            let struct (recorded, final) = from dynamics parameters state part
                            state <- final
                            recorded)

                    for r in 0 .. whole.Length - 1 do
                        Expect.equal
                            (parts |> Array.collect (fun part -> part[r]))
                            (whole[r])
                            $"record {r} of the parts"))

        theory
            "A neuron that was silent for longer than can be counted is not refractory"
            refractory
            (fun (name: string) ->
                let entry = Models.find name

                for since in [ 16777210.0; 16777216.0; Refractory.LongAgo ] do
                    Expect.equal (firstSpike<float32> entry 0.1 (Shared 104857.6) since) 0 "the first spike in float32"
                    Expect.equal (firstSpike<float> entry 0.1 (Shared 104857.6) since) 0 "the first spike in float64")

        theory "A period that cannot be counted is refused" refractory (fun (name: string) ->
            let entry = Models.find name

            let refusal =
                Expect.thrownAny<ArgumentException> (fun () ->
                    initial<float> (dynamics entry []) (parameters entry [ "TauRef", 104858.0 ]) |> ignore)

            Expect.stringContains refusal.Message "TauRef" "the message"
            Expect.stringContains refusal.Message "1,048,576 · dt" "the message")

        testCase "A period that is counted down loses a step at every step, up to 2^24 of them" (fun () ->
            for rho in [ 5.0; 1000.5; 16777216.0 ] do
                let expected = Array.init 20 (fun t -> max 0.0 (rho - float t - 1.0))
                let untilSpike = Array.truncate (int (min 20.0 (ceil rho))) expected
                Expect.equal (Array.truncate untilSpike.Length (silent<float32> rho)) untilSpike "the count in float32"
                Expect.equal (Array.truncate untilSpike.Length (silent<float> rho)) untilSpike "the count in float64"

            let refusal = Expect.thrownAny<ArgumentException> (fun () -> silent<float> 16777217.0 |> ignore)

            Expect.stringContains refusal.Message "RhoReset" "the message")
    ]
