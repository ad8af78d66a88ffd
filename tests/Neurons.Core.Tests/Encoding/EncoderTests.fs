module Neurons.Tests.Encoding.EncoderTests

open System
open System.Numerics.Tensors
open Expecto
open FsCheck.FSharp
open Neurons.Testing
open Neurons
open Neurons.Encoders
open Neurons.Tests.Tensors

let private tensor (shape: int list) (values: 'T[]) =
    Tensor.Create(values, ReadOnlySpan(List.toArray (List.map nativeint shape)))

let private key = RandomKey.create 7UL 3u

/// Spikes of a value that stays the same, over 400 steps of 1000 elements.
let private share encode (x: float) =
    let spikes: float[] = values (encode (Unchanged(400, tensor [ 1000 ] (Array.create 1000 x))))
    Array.average spikes

let private within4Sigma (p: float) (measured: float) =
    let sigma = sqrt (p * (1.0 - p) / 400_000.0)
    Expect.isInRange measured (p - 4.0 * sigma, p + 4.0 * sigma) "the share of spikes"

let private time (spikes: Tensor<float>) n =
    let width = int spikes.Lengths[1]
    let flat = values spikes

    Expect.equal (Seq.sum (seq { for t in 0 .. int spikes.Lengths[0] - 1 -> flat[t * width + n] })) 1.0 "one spike"
    Seq.find (fun t -> flat[t * width + n] = 1.0) (seq { 0 .. int spikes.Lengths[0] - 1 })

/// Decimal thresholds; about half of them are smaller as a float32, half are larger.
let private decimals = [ for k in 1..99 -> float k / 100.0 ]

/// Every encoder of values of a shape [4; 3], by name.
let private encoders: (struct (string * (Tensor<float32> -> unit)))[] =
    let encoder name (encode: Tensor<float32> -> Tensor<float32>) = struct (name, encode >> ignore)

    [|
        encoder "Rate" (fun x -> Rate.encode key (Unchanged(5, x)))
        encoder "Rate" (fun x -> Rate.encode key (EachStep x))
        encoder "Poisson" (fun x -> Poisson.encode Poisson.options key (Unchanged(5, x)))
        encoder "Poisson" (fun x -> Poisson.encodeSigned Poisson.options key (EachStep x))
        encoder "Delta" (Delta.encode Delta.options)
        encoder "Latency" (Latency.encode (Latency.options 50))
        encoder "Population" (Population.encode 4)
        encoder "Population" (Population.encodeTo 1.0 4)
        encoder "SpikeLatency" SpikeLatency.encode
        encoder "ConstantCurrentLif" (ConstantCurrentLif.encode CubaLifEncoder.options CubaLifEncoder.parameters 5)
        encoder "ConstantCurrentLif" (ConstantCurrentLif.encodeFirst CubaLifEncoder.options CubaLifEncoder.parameters 5)
    |]

/// Two values and a threshold, in hundredths.
let private changes =
    let shrink (a, b, t) = seq {
        for a in Numbers.fewer 0 a do
            a, b, t

        for b in Numbers.fewer 0 b do
            a, b, t

        for t in Numbers.fewer 1 t do
            a, b, t
    }

    Arb.fromGenShrink (Gen.zip3 (Gen.choose (0, 999)) (Gen.choose (0, 999)) (Gen.choose (1, 999)), shrink)

[<Tests>]
let tests =
    testList "Neurons.Tests.Encoding.EncoderTests" [
        testCase "Rates are the values, clamped to what a probability can be" (fun () ->
            for x, p in [ 0.0, 0.0; 0.03, 0.03; 0.5, 0.5; 0.97, 0.97; 1.0, 1.0; 1.7, 1.0; -0.3, 0.0 ] do
                within4Sigma p (share (Rate.encode key) x))

        testCase
            "Poisson trains have the rate of the value times the greatest, and the sign of the value where it counts"
            (fun () ->
                let options: Poisson.Options = { MaxRate = 200.0; Dt = 0.002 }

                for x in [ 0.0; 0.1; 0.8 ] do
                    within4Sigma (0.4 * x) (share (Poisson.encode options key) x)
                    within4Sigma (0.4 * x) (share (Poisson.encodeSigned options key) x)
                    within4Sigma (0.4 * x) (-(share (Poisson.encodeSigned options key) -x))
                    Expect.equal (share (Poisson.encode options key) -x) 0.0 "no spike of a value below 0")

        testCase "The same key gives the same spikes, in both precisions and in parts; others give others" (fun () ->
            let x = Array.init 50 (fun n -> float (n % 8) / 8.0)
            let encode key steps = values (Rate.encode key (Unchanged(steps, tensor [ 50 ] x)))
            let whole = encode key 40
            Expect.sameNumbers (encode key 40) whole "the same key"

            Expect.sameNumbers
                (Array.append (encode key 15) (encode { key with FirstStep = 15L } 25))
                whole
                "in two parts"

            Expect.notEqual (encode { key with Stream = 4u } 40) whole "another stream"
            Expect.notEqual (encode { key with Seed = 8UL } 40) whole "another seed"

            let singles = Rate.encode key (Unchanged(40, singles (tensor [ 50 ] x)))
            Expect.sameNumbers (Array.map float (values singles)) whole "in single precision"

            let repeated = tensor [ 40; 50 ] (Array.concat (Array.replicate 40 x))
            Expect.sameNumbers (values (Rate.encode key (EachStep repeated))) whole "each step given")

        testCase "An encoder and a random neuron of the same seed and stream do not share their draws" (fun () ->
            // with the same draws, [U < 1/2] of the two would agree everywhere
            let neuron = Bernoulli.create<float> Bernoulli.options
            let p = { Bernoulli.parameters with W = Shared 0.0 }
            let zero = tensor [ 10_000 ] (Array.zeroCreate 10_000)
            let start = neuron.Initial(p, [| 10_000 |], 7UL, 3u)
            let struct (fired, _) = neuron.Step p start zero
            let spikes = Rate.encode key (Unchanged(1, tensor [ 10_000 ] (Array.create 10_000 0.5)))

            let agree =
                Array.map2 (fun a b -> if a = b then 1.0 else 0.0) (values fired) (values spikes) |> Array.average

            Expect.isInRange agree (0.48, 0.52) "the share in which they agree")

        testCase "The larger a value, the earlier its only spike, on either curve" (fun () ->
            let x = Array.init 101 (fun n -> float n / 100.0)

            for curve in [ Logarithmic; Linear ] do
                for normalize in [ true; false ] do
                    let options = {
                        Latency.options 60 with
                            Curve = curve
                            Normalize = normalize
                            Tau = 3.0
                            FirstSpike = 2
                    }

                    let spikes = Latency.encode options (tensor [ 101 ] x)
                    let times = Array.init 101 (time spikes)
                    Expect.equal times (Array.sortDescending times) "the larger, the earlier"
                    Expect.isTrue (times[100] >= 2) "not before the first"

                    if normalize && curve = Logarithmic then
                        Expect.equal times[0] 59 "the last step")

        testCase "A membrane under the current x reaches the threshold at the logarithmic latency" (fun () ->
            let tau, threshold, x = 20.0, 0.3, 0.7
            let options = { Latency.options 100 with Tau = tau; Threshold = threshold }
            let spike = time (Latency.encode options (tensor [ 1 ] [| x |])) 0
            // x (1 − e^(−t/τ)) = θ
            let reached t = x * (1.0 - exp (-t / tau)) >= threshold
            Expect.isFalse (reached (float spike - 0.5)) "not reached a half step before"
            Expect.isTrue (reached (float spike + 0.5)) "reached a half step after")

        testCase "Values below the threshold fire as late as it, or with Clip not at all" (fun () ->
            let x = tensor [ 3 ] [| 0.1; 0.3; 0.9 |]
            let options = { Latency.options 30 with Threshold = 0.3; Curve = Linear; Tau = 10.0 }
            let spikes = Latency.encode options x
            Expect.equal (time spikes 0) 7 "the smallest"
            Expect.equal (time spikes 1) 7 "the threshold"
            let clipped = values (Latency.encode { options with Clip = true } x)
            Expect.equal (Array.sum clipped) 2.0 "without the smallest"
            Expect.equal (Seq.sum (seq { for t in 0..29 -> clipped[3 * t] })) 0.0 "its steps")

        testCase "A spike behind the last step is an error that says so, or with Bypass left out" (fun () ->
            let options = { Latency.options 5 with Curve = Linear; Tau = 10.0 }
            let x = tensor [ 2 ] [| 0.9; 0.2 |]
            let e = Expect.thrown<ArgumentException> (fun () -> Latency.encode options x |> ignore)
            Expect.stringContains e.Message "element 1 falls on step 8; with Steps = 5 the last one is 4" "the message"
            Expect.equal (Array.sum (values (Latency.encode { options with Bypass = true } x))) 1.0 "the other spike")

        testCase "A constant has no changes, a step has one" (fun () ->
            let constant = tensor [ 20; 3 ] (Array.init 60 (fun i -> float (i % 3)))
            let options = { Delta.options with Padding = true; OffSpikes = true }
            Expect.allEqual (values (Delta.encode options constant)) 0.0 "no changes"
            let pulse = tensor [ 5; 1 ] [| 0.0; 1.0; 1.0; 0.0; 0.05 |]
            Expect.sameNumbers (values (Delta.encode options pulse)) [| 0.0; 1.0; 0.0; -1.0; 0.0 |] "rises and falls"
            Expect.sameNumbers (values (Delta.encode Delta.options pulse)) [| 0.0; 1.0; 0.0; 0.0; 0.0 |] "rises alone")

        testCase "A population is most active at the centre nearest to the value" (fun () ->
            let activity = values (Population.encodeTo 2.0 5 (tensor [ 3 ] [| 0.0; 0.55; 2.0 |]))

            Expect.equal
                [ for n in 0..2 -> Seq.maxBy (fun k -> activity[5 * n + k]) (seq { 0..4 }) ]
                [ 0; 1; 4 ]
                "the most active"

            Expect.equal activity[0] 1.0 "at the centre"
            Expect.floatClose (Expect.within 1e-15) activity[5 + 2] (exp (-0.45 * 0.45)) "beside the centre")

        testCase
            "The first spike of a constant current comes when the closed form says, and its latency code is that spike"
            (fun () ->
                let x = [| 0.5; 1.3; 2.0; 5.0 |]

                let encode encode : float[] =
                    values (encode CubaLifEncoder.options CubaLifEncoder.parameters 200 (tensor [ 4 ] x))

                let all, first = encode ConstantCurrentLif.encode, encode ConstantCurrentLif.encodeFirst
                // v after k steps is x (1 − 0.9^k); it must be above 1
                for n in 0..3 do
                    let expected = Seq.tryFind (fun k -> x[n] * (1.0 - 0.9 ** float k) > 1.0) (seq { 1..200 })

                    let times = [
                        for t in 0..199 do
                            if first[4 * t + n] = 1.0 then
                                t + 1
                    ]

                    Expect.equal times (Option.toList expected) "the first spike"

                    let whole = [
                        for t in 0..199 do
                            if all[4 * t + n] = 1.0 then
                                t + 1
                    ]

                    Expect.equal (List.truncate 1 whole) times "the first of all"

                Expect.sameNumbers (values (SpikeLatency.encode (tensor [ 200; 4 ] all))) first "the first spikes")

        testCase "Targets are one-hot in rate, and earliest for the label in latency" (fun () ->
            let rate: float[] = values (Targets.rate 3 [| 2; 0 |])
            Expect.sameNumbers rate [| 0.0; 0.0; 1.0; 1.0; 0.0; 0.0 |] "the class"
            let options = { Latency.options 10 with Curve = Linear; Normalize = true }
            let latency: float[] = values (Targets.latency options 3 [| 2; 0 |])
            Expect.sameNumbers latency[..5] rate "the label first"
            Expect.sameNumbers latency[54..] (Array.map (fun z -> 1.0 - z) rate) "the others last")

        testCase "Options out of range are errors that name the option, its value and what is allowed" (fun () ->
            let message (run: unit -> unit) = (Expect.thrownAny<ArgumentException> run).Message
            let x = tensor [ 2 ] [| 0.2; 0.4 |]
            let latency change = message (fun () -> Latency.encode (change (Latency.options 10)) x |> ignore)

            Expect.stringContains
                (latency (fun o -> { o with Tau = 0.0 }))
                "Latency: Tau is 0; it must be > 0"
                "the message"

            Expect.stringContains
                (latency (fun o -> { o with Threshold = 1.0 }))
                "Latency: Threshold is 1; it must be in (0, 1)"
                "the message"

            Expect.stringContains
                (latency (fun o -> { o with Steps = 0 }))
                "Latency: Steps is 0; it must be ≥ 1"
                "the message"

            Expect.stringContains
                (latency (fun o -> { o with FirstSpike = 10 }))
                "Latency: FirstSpike is 10; it must be in 0 .. "
                "the message"

            for bad, text in [ 1.5, "1.5"; -0.1, "-0.1"; nan, "NaN" ] do
                let e = message (fun () -> Latency.encode (Latency.options 9) (tensor [ 2 ] [| 0.1; bad |]) |> ignore)
                Expect.stringContains e $"x is {text} at element 1; it must be in [0, 1]" "the message"

            let poisson (o: Poisson.Options) = message (fun () -> Poisson.encode o key (Unchanged(3, x)) |> ignore)

            Expect.stringContains
                (poisson { Poisson.options with MaxRate = -1.0 })
                "Poisson: MaxRate is -1; it must be > 0"
                "the message"

            Expect.stringContains (poisson { Poisson.options with Dt = nan }) "Poisson: Dt is NaN" "the message"

            Expect.stringContains
                (message (fun () -> Rate.encode key (Unchanged(-1, x)) |> ignore))
                "steps is -1"
                "the message"

            Expect.stringContains
                (message (fun () -> Rate.encode { key with FirstStep = -1L } (Unchanged(1, x)) |> ignore))
                "FirstStep is -1"
                "the message"

            Expect.stringContains
                (message (fun () -> Delta.encode { Delta.options with Threshold = 0.0 } x |> ignore))
                "Threshold is 0"
                "the message"

            Expect.stringContains (message (fun () -> Population.encode 0 x |> ignore)) "count is 0" "the message"

            Expect.stringContains
                (message (fun () -> Targets.rate<float> 3 [| 0; 3 |] |> ignore))
                "label 1 is 3; it must be in 0 .. 2"
                "the message")

        testCase "A value that is the threshold reaches it, in either precision" (fun () ->
            for threshold in decimals do
                let x = [| threshold |]
                let xs = tensor [ 2; 1 ] [| 0.0; threshold |]
                let delta = { Delta.options with Threshold = threshold }
                Expect.sameNumbers (values (Delta.encode delta xs)) [| 0.0; 1.0 |] "in double precision"

                Expect.sameNumbers
                    (values (Delta.encode delta (singles xs)) |> Array.map float)
                    [| 0.0; 1.0 |]
                    "in single precision"

                for curve in [ Linear; Logarithmic ] do
                    let latency = {
                        Latency.options 200 with
                            Threshold = threshold
                            Clip = true
                            Curve = curve
                            Tau = 9.0
                    }

                    Expect.equal
                        (Array.sum (values (Latency.encode latency (tensor [ 1 ] x))))
                        1.0
                        "in double precision"

                    Expect.equal
                        (Array.sum (values (Latency.encode latency (singles (tensor [ 1 ] x)))))
                        1.0f
                        "in single precision"

                let population scale = values (Population.encodeTo scale 3 (singles (tensor [ 1 ] x)))

                Expect.sameNumbers
                    (population threshold)
                    (values (Population.encode 3 (singles (tensor [ 1 ] x))))
                    "the same scale")

        property
            "A change in single precision is the difference of its values in that precision"
            2000
            changes
            (fun (a, b, t) ->
                let before, after = float32 a / 100.0f, float32 b / 100.0f
                let threshold = float t / 100.0
                let options = { Delta.options with Threshold = threshold; Padding = true; OffSpikes = true }
                let spikes = values (Delta.encode options (tensor [ 2; 1 ] [| before; after |]))
                let change = after - before

                let expected =
                    if change >= float32 threshold then 1.0f
                    elif change <= -(float32 threshold) then -1.0f
                    else 0.0f

                Expect.equal spikes[1] expected "the spike of the change")

        testCase "A threshold for whole numbers is not rounded to one" (fun () ->
            let spikes = Delta.encode { Delta.options with Threshold = 0.7 } (tensor [ 4; 1 ] [| 0; 0; 1; 1 |])
            Expect.equal (values spikes) [| 0; 0; 1; 0 |] "whole numbers")

        testCase "A threshold that is nothing in the precision of the values is an error" (fun () ->
            let xs = tensor [ 2; 1 ] [| 0.0f; 1.0f |]

            for threshold in [ 1e-50; 1e39; nan; -1.0 ] do
                let encode () = Delta.encode { Delta.options with Threshold = threshold } xs |> ignore
                let e = Expect.thrown<ArgumentOutOfRangeException> encode
                Expect.stringContains e.Message "Threshold is" "the message"
                Expect.stringContains e.Message "must be > 0 and finite" "the message")

        testCase "A value that is not a number is an error of every encoder that names its place" (fun () ->
            for struct (name, encode) in encoders do
                let x = Array.init 12 (fun n -> float32 n / 12.0f)
                encode (tensor [ 4; 3 ] x)
                x[7] <- nanf
                let e = Expect.thrown<ArgumentOutOfRangeException> (fun () -> encode (tensor [ 4; 3 ] x))
                Expect.stringStarts e.Message $"{name}: " "the message"
                Expect.stringContains e.Message " is NaN at element 7; it must be " "the message")
    ]
