module Neurons.Tests.Plasticity.TsodyksMarkramTests

open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Tensors

/// The outputs of one synapse at its spikes, one every `interval` steps.
let private responses (p: TsodyksMarkram.Parameters<ParameterValue>) interval count =
    let synapse = TsodyksMarkram.create<float> TsodyksMarkram.options

    let z =
        tensor [ interval * count; 1 ] (Array.init (interval * count) (fun t -> if t % interval = 0 then 1.0 else 0.0))

    let struct (output, _) = synapse.Integral p (synapse.Initial(p, [| 1 |])) z
    Array.init count (fun k -> (values output)[k * interval])

[<Tests>]
let tests =
    testList "Neurons.Tests.Plasticity.TsodyksMarkramTests" [
        testCase "A synapse at rest passes on the share U of its resources" (fun () ->
            Expect.floatClose
                (Expect.within 1e-15)
                ((responses TsodyksMarkram.parameters 10 1)[0])
                0.45
                "the first output")

        testCase
            "A synapse that uses much of its resources is depressed by a train, one that uses little is facilitated"
            (fun () ->
                let depressed = responses TsodyksMarkram.parameters 20 6
                Expect.equal depressed (Array.sortDescending depressed) "outputs that fall"

                let facilitating = {
                    TsodyksMarkram.parameters with
                        USe = Shared 0.02
                        TauFInv = Shared 1.0
                        TauDInv = Shared 20.0
                }

                let facilitated = responses facilitating 20 6
                Expect.equal facilitated (Array.sort facilitated) "outputs that rise"
                Expect.isTrue (facilitated[5] > 2.0 * facilitated[0]) "the last output is more than twice the first")

        testCase "A long train settles where use and recovery balance" (fun () ->
            // without facilitation (u falls back to 0), a spike leaves (1 − U)x, and the rest recovers by the factor r in an interval
            let u, interval = 0.3, 200

            let p = {
                TsodyksMarkram.parameters with
                    USe = Shared u
                    TauFInv = Shared 1000.0
                    TauDInv = Shared 5.0
            }

            let kept = 0.995 ** float (interval - 1)
            // x before a spike is 1 − (1 − x₊)·kept, with x₊ = x(1 − U) + (1 − x)·dt·τ_d_inv behind the one before; solved for x
            let settled = (1.0 - kept * (1.0 - 0.005)) / (1.0 - kept * (1.0 - u - 0.005))

            Expect.floatClose
                (Expect.within 1e-12)
                ((responses p interval 60)[59])
                (u * settled)
                "the output of a long train")
    ]
