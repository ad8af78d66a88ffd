module Neurons.Tests.Plasticity.StdpTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Plasticity
open Neurons.Tests.Tensors

let private dependences = [ Additive; AdditiveStep; MultiplicativePower 0.4; MultiplicativeRelu ]

/// One neuron that spikes at these steps, [T; 1; 1].
let private train steps (times: int list) =
    tensor [ steps; 1; 1 ] (Array.init steps (fun t -> if List.contains t times then 1.0 else 0.0))

let private oneSynapse p (weight: float) steps pre post =
    let struct (w, traces) =
        Stdp.integral
            p
            (Stdp.initial<float> [| 1; 1 |] [| 1; 1 |])
            (tensor [ 1; 1 ] [| weight |])
            (train steps pre)
            (train steps post)

    struct ((values w)[0], traces)

/// Spikes at random, from a uniform draw.
let private spikes seed rate (shape: int list) =
    let draws = values (random seed shape)
    tensor shape (draws |> Array.map (fun u -> if u < 2.0 * rate - 1.0 then 1.0 else 0.0))

/// A step written out over all synapses, from the traces after it.
let private dense
    (p: Stdp.Parameters)
    (w: float32[])
    (next: Traces<float32>)
    (pre: Tensor<float32>)
    (post: Tensor<float32>)
    =
    let batch, n, m = int pre.Lengths[0], int pre.Lengths[1], int post.Lengths[1]
    let z, x, traceOfPre, traceOfPost = values post, values pre, values next.Pre, values next.Post
    let least, most = float (float32 p.WMin), float (float32 p.WMax)

    Array.init (m * n) (fun k ->
        let j, i = k / n, k % n
        let mutable growth = 0.0f
        let mutable decline = 0.0f

        for b in 0 .. batch - 1 do
            growth <- growth + z[b * m + j] * traceOfPre[b * n + i]
            decline <- decline + traceOfPost[b * m + j] * x[b * n + i]

        let w = float w[k]
        let above, below = max 0.0 (most - w), max 0.0 (w - least)

        let plus, minus =
            match p.Dependence with
            | Additive -> p.EtaPlus, p.EtaMinus
            | AdditiveStep -> (if w < most then p.EtaPlus else 0.0), (if w > least then p.EtaMinus else 0.0)
            | MultiplicativePower mu -> p.EtaPlus * above ** mu, p.EtaMinus * below ** mu
            | MultiplicativeRelu -> p.EtaPlus * above, p.EtaMinus * below

        float32 (Math.Clamp(w + plus * float growth - minus * float decline, least, most)))

[<Tests>]
let tests =
    testList "Neurons.Tests.Plasticity.StdpTests" [
        testCase "A trace decays by the same factor in each step and sums its spikes" (fun () ->
            let p = {
                Stdp.parameters with
                    TauPreInv = 30.0
                    APre = 0.7
                    TauPostInv = 50.0
                    APost = 1.3
            }

            let times = [ 3; 4; 11 ]
            let struct (_, traces) = oneSynapse p 0.5 20 times [ 7 ]
            let kept = 1.0 - 0.001 * 30.0
            let expected = times |> List.sumBy (fun t -> 0.001 * 30.0 * 0.7 * kept ** float (19 - t))
            close 1e-14 [| expected |] (values traces.Pre)
            close 1e-14 [| 0.001 * 50.0 * 1.3 * (1.0 - 0.05) ** 12.0 |] (values traces.Post))

        testCase
            "A synapse that fires before its neuron grows, one that fires after shrinks, and both less the further apart"
            (fun () ->
                for dependence in dependences do
                    let p = { Stdp.parameters with Dependence = dependence }

                    let change (lag: int) =
                        let struct (w, _) = oneSynapse p 0.5 60 [ 30 ] [ 30 + lag ]
                        w - 0.5

                    let growth, decline = List.map change [ 1; 5; 20 ], List.map (fun lag -> change -lag) [ 1; 5; 20 ]

                    for d in growth do
                        Expect.isTrue (d > 0.0) $"{dependence}: {d}"

                    for d in decline do
                        Expect.isTrue (d < 0.0) $"{dependence}: {d}"

                    Expect.equal growth (List.sortDescending growth) "growth from the shortest lag to the longest"
                    Expect.equal decline (List.sort decline) "decline from the shortest lag to the longest")

        testCase "The window is exponential in the lag" (fun () ->
            let p = { Stdp.parameters with TauPreInv = 40.0; EtaPlus = 0.3 }

            for lag in [ 1; 2; 9 ] do
                let struct (w, _) = oneSynapse p 0.5 30 [ 10 ] [ 10 + lag ]

                Expect.floatClose
                    (Expect.within 1e-14)
                    (w - 0.5)
                    (0.3 * 0.04 * 0.96 ** float lag)
                    $"growth at lag {lag}")

        testCase "Silence changes nothing" (fun () ->
            for dependence in dependences do
                let struct (w, traces) = oneSynapse { Stdp.parameters with Dependence = dependence } 0.3 10 [] []
                Expect.equal w 0.3 "the weight"
                Expect.equal (values traces.Pre) [| 0.0 |] "the trace")

        testCase "Weights stay within their bounds under any spikes and rates" (fun () ->
            let mutable moved = false

            check 5 (Numbers.rows Numbers.uniform) (fun row ->
                // spikes at random, from the row on
                let spikes first rate shape =
                    let count = List.fold (*) 1 shape
                    tensor shape (Numbers.take row first count |> Array.map (fun u -> if u < rate then 1.0 else 0.0))

                for dependence in dependences do
                    let p = {
                        Stdp.parameters with
                            Dependence = dependence
                            EtaPlus = 20.0
                            EtaMinus = 15.0
                            WMin = -0.5
                            WMax = 0.8
                    }

                    let start = Numbers.take row 0 24 |> Array.map (fun u -> -0.5 + 1.3 * u)
                    let mutable w = tensor [ 4; 6 ] start
                    let mutable s = Stdp.initial<float> [| 3; 6 |] [| 3; 4 |]

                    for t in 0..60 do
                        let struct (next, traces) =
                            Stdp.step p s w (spikes (23 * t) 0.4 [ 3; 6 ]) (spikes (29 * t + 7) 0.3 [ 3; 4 ])

                        w <- next
                        s <- traces

                        for w in values w do
                            Expect.isInRange w (-0.5, 0.8) "a weight"

                    if values w <> start then
                        moved <- true)

            if replayed.IsNone then
                Expect.isTrue moved "some weights change")

        testCase "At a bound the weight-dependent forms no longer push against it" (fun () ->
            for dependence in [ AdditiveStep; MultiplicativePower 0.4; MultiplicativeRelu ] do
                // were the growth at the upper bound not 0, a decline in the same step would be offset
                let p = { Stdp.parameters with Dependence = dependence; EtaPlus = 1.0; EtaMinus = 1.0 }
                let both = tensor [ 1; 1 ] [| 1.0 |]

                let step w =
                    Stdp.step p (Stdp.initial<float> [| 1; 1 |] [| 1; 1 |]) (tensor [ 1; 1 ] [| w |]) both both

                let struct (top, _) = step 1.0
                let struct (bottom, _) = step 0.0
                Expect.floatClose (Expect.within 1e-14) ((values top)[0]) (1.0 - 0.02) "the weight at the upper bound"
                Expect.floatClose (Expect.within 1e-14) ((values bottom)[0]) 0.02 "the weight at the lower bound")

        testCase "A sequence is its steps, and a batch adds up its samples" (fun () ->
            let p = { Stdp.parameters with EtaPlus = 0.02; EtaMinus = 0.03 }
            let pre, post = spikes 1UL 0.3 [ 10; 2; 5 ], spikes 2UL 0.3 [ 10; 2; 4 ]
            let w = tensor [ 4; 5 ] (Array.create 20 0.5)
            let struct (whole, _) = Stdp.integral p (Stdp.initial<float> [| 2; 5 |] [| 2; 4 |]) w pre post

            let change sample =
                let part width (x: Tensor<float>) =
                    tensor [ 10; 1; width ] [|
                        for t in 0..9 do
                            yield! (values x)[(2 * t + sample) * width .. (2 * t + sample) * width + width - 1]
                    |]

                let struct (after, _) =
                    Stdp.integral p (Stdp.initial<float> [| 1; 5 |] [| 1; 4 |]) w (part 5 pre) (part 4 post)

                Array.map (fun w -> w - 0.5) (values after)

            close 1e-13 (Array.map2 (fun a b -> 0.5 + a + b) (change 0) (change 1)) (values whole))

        testCase "A convolution whose kernel is the whole image is dense" (fun () ->
            for dependence in dependences do
                let p = { Stdp.parameters with Dependence = dependence; EtaPlus = 0.1; EtaMinus = 0.2 }
                let pre, post = spikes 3UL 0.4 [ 8; 2; 12 ], spikes 4UL 0.4 [ 8; 2; 3 ]
                let w = values (random 5UL [ 36 ]) |> Array.map (fun x -> 0.5 + 0.5 * x)

                let struct (dense, _) =
                    Stdp.integral p (Stdp.initial<float> [| 2; 12 |] [| 2; 3 |]) (tensor [ 3; 12 ] w) pre post

                let struct (convolved, _) =
                    StdpConvolution.integral
                        StdpConvolution.window
                        p
                        (Stdp.initial<float> [| 2; 2; 2; 3 |] [| 2; 3; 1; 1 |])
                        (tensor [ 3; 2; 2; 3 ] w)
                        (tensor [ 8; 2; 2; 2; 3 ] (values pre))
                        (tensor [ 8; 2; 3; 1; 1 ] (values post))

                close 1e-13 (values dense) (values convolved))

        testCase "Stride, padding and dilation meet the pixels that a convolution would" (fun () ->
            // one presynaptic spike at (2, 3) and one postsynaptic at (1, 1): with stride 2, padding 2 and dilation 2 the kernel's element k looks
            // at row 2·1 − 2 + 2·ky and column 2·1 − 2 + 2·kx, so (2, 3) is between its columns and (2, 2) is element (1, 1)
            let changed column =
                let pre = Array.zeroCreate 36
                pre[2 * 6 + column] <- 1.0
                let post = Array.zeroCreate 9
                post[1 * 3 + 1] <- 1.0

                let struct (w, _) =
                    StdpConvolution.step
                        { Stride = 2; Padding = 2; Dilation = 2 }
                        { Stdp.parameters with EtaMinus = 0.0 }
                        (Stdp.initial<float> [| 1; 1; 6; 6 |] [| 1; 1; 3; 3 |])
                        (tensor [ 1; 1; 3; 3 ] (Array.create 9 0.5))
                        (tensor [ 1; 1; 6; 6 ] pre)
                        (tensor [ 1; 1; 3; 3 ] post)

                [
                    for k in 0..8 do
                        if (values w)[k] <> 0.5 then
                            k
                ]

            Expect.equal (changed 2) [ 4 ] "taps that change with a padding of one"
            Expect.equal (changed 3) [] "taps that change with a padding of none")

        testCase "Parameters and shapes out of range are errors that name them" (fun () ->
            let message change =
                (Expect.thrownAny<ArgumentException> (fun () -> Stdp.check (change Stdp.parameters))).Message

            Expect.stringContains
                (message (fun p -> { p with EtaPlus = -1.0 }))
                "Stdp: EtaPlus is -1; it must be finite and ≥ 0"
                "the message"

            Expect.stringContains
                (message (fun p -> { p with WMax = -2.0 }))
                "WMax is -2; it must be finite and ≥ WMin = 0"
                "the message"

            Expect.stringContains
                (message (fun p -> { p with TauPreInv = 1001.0 }))
                "TauPreInv is 1001; it must be ≤ 1/dt"
                "the message"

            Expect.stringContains
                (message (fun p -> { p with Dependence = MultiplicativePower -1.0 }))
                "mu is -1"
                "the message"

            Expect.stringContains (message (fun p -> { p with Dt = 0.0 })) "Dt is 0" "the message"
            let zeros shape = tensor shape (Array.zeroCreate (List.fold (*) 1 shape))

            let e =
                Expect.thrown<ArgumentException> (fun () ->
                    Stdp.step
                        Stdp.parameters
                        (Stdp.initial<float> [| 2; 5 |] [| 2; 4 |])
                        (zeros [ 4; 6 ])
                        (zeros [ 2; 5 ])
                        (zeros [ 2; 4 ])
                    |> ignore)

            Expect.stringContains
                e.Message
                "weights [4, 6], presynaptic spikes [2, 5], postsynaptic spikes [2, 4]"
                "the message")

        testCase "However few neurons fire, a step has the bits of the step written out over all synapses" (fun () ->
            let bits (w: float32[]) = Array.map BitConverter.SingleToInt32Bits w

            for dependence in dependences do
                for batch in [ 1; 4 ] do
                    for rate in [ 0.0; 0.02; 0.3; 1.0 ] do
                        let p = {
                            Stdp.parameters with
                                Dependence = dependence
                                WMin = 0.1
                                WMax = 0.7
                                EtaPlus = 0.9
                                EtaMinus = 0.4
                        }

                        // some weights begin outside of their bounds, some at one
                        let draws = values (random 1UL [ 17; 40 ])

                        let start =
                            draws
                            |> Array.map (fun u ->
                                if abs u < 0.1 then 0.7f
                                elif abs u < 0.2 then -0.0f
                                else float32 u)

                        let mutable w = tensor [ 17; 40 ] start
                        let mutable s = Stdp.initial<float32> [| batch; 40 |] [| batch; 17 |]

                        for t in 0UL .. 30UL do
                            let at seed = if t < 3UL then 0.3 else rate
                            let pre = singles (spikes (100UL + t) (at 0) [ batch; 40 ])
                            let post = singles (spikes (500UL + t) (at 1) [ batch; 17 ])
                            let struct (next, traces) = Stdp.step p s w pre post

                            Expect.equal
                                (bits (values next))
                                (bits (dense p (values w) traces pre post))
                                "the bits of the weights"

                            w <- next
                            s <- traces)

        testCase "A single-precision weight at a bound that it rounds to is at the bound" (fun () ->
            for bound in [ 0.1; 0.3; 0.7; 0.9 ] do
                let both = singles (tensor [ 1; 1 ] [| 1.0 |])
                let start = Stdp.initial<float32> [| 1; 1 |] [| 1; 1 |]
                let at (w: float) = singles (tensor [ 1; 1 ] [| w |])

                let p = {
                    Stdp.parameters with
                        Dependence = AdditiveStep
                        EtaPlus = 1.0
                        EtaMinus = 1.0
                }
                // one of growth and decline is 0 at the bound, or they would cancel
                let struct (top, _) = Stdp.step { p with WMin = -1.0; WMax = bound } start (at bound) both both
                let struct (bottom, _) = Stdp.step { p with WMin = bound; WMax = 2.0 } start (at bound) both both

                Expect.equal
                    ((values top)[0])
                    (float32 (float (float32 bound) - float 0.02f))
                    "the weight at the upper bound"

                Expect.equal
                    ((values bottom)[0])
                    (float32 (float (float32 bound) + float 0.02f))
                    "the weight at the lower bound")

        testCase "A spike or a trace that is not finite is an error that names its place" (fun () ->
            let zeros n = tensor [ 2; n ] (Array.zeroCreate (2 * n))

            let bad n =
                let values = Array.zeroCreate (2 * n)
                values[n + 1] <- nan
                tensor [ 2; n ] values

            let start = Stdp.initial<float> [| 2; 3 |] [| 2; 2 |]
            let weights = tensor [ 2; 3 ] (Array.create 6 0.5)
            let step s pre post () = Stdp.step Stdp.parameters s weights pre post |> ignore
            let message run = (Expect.thrown<ArgumentOutOfRangeException> run).Message

            Expect.stringContains
                (message (step start (bad 3) (zeros 2)))
                "Stdp: pre is NaN at element 4; it must be finite"
                "the message"

            Expect.stringContains
                (message (step start (zeros 3) (bad 2)))
                "Stdp: post is NaN at element 3; it must be finite"
                "the message"

            Expect.stringContains
                (message (step { start with Pre = bad 3 } (zeros 3) (zeros 2)))
                "Stdp: Pre is NaN at element 4"
                "the message"

            Expect.stringContains
                (message (step { start with Post = bad 2 } (zeros 3) (zeros 2)))
                "Stdp: Post is NaN at element 3"
                "the message")
    ]
