/// The firing rate at a constant input (f–I curve) against its closed form.
module Neurons.Tests.Models.FiringRateTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

/// The time from the reset to the threshold: τ ln (R x / (R x − V_th)), with V_rest = V_reset = 0.
let private rise (tau: float) (r: float) (vTh: float) (x: float) = tau * log (r * x / (r * x - vTh))

let private gaps trace = spikeSteps trace |> Array.pairwise |> Array.map (fun (a, b) -> b - a)

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.FiringRateTests" [
        theory
            "A leaky neuron fires after the time of the closed form, rounded up to a step"
            [ 1.001; 1.1; 1.5; 3.0; 20.0 ]
            (fun (x: float) ->
                let entry = Models.find "Lif"
                let dt = 0.1
                let steps = int (ceil (rise 5.0 1.0 1.0 x / dt))
                let gaps = gaps (constant (dynamics entry [ "Reset", "Hard" ]) (entry.Parameters "") 4000 x)
                Expect.isTrue (gaps.Length > 5) "the intervals are many"

                for gap in gaps do
                    Expect.equal gap steps "the interval in steps")

        theory
            "The refractory period adds to the closed form"
            [ 0.1, 5.0; 0.1, 1.65; 0.02, 5.0 ]
            (fun (dt: float, tauRef: float) ->
                let entry = Models.find "LifRef"
                let dynamics = dynamics entry [ "Reset", "Hard"; "Dt", string dt ]

                for x in [ 1.05; 1.5; 4.0 ] do
                    let gaps = gaps (constant dynamics (parameters entry [ "TauRef", tauRef ]) 20000 x)
                    Expect.isTrue (gaps.Length > 5) "the intervals are many"

                    for gap in gaps do
                        Expect.isInRange
                            (float gap * dt)
                            (tauRef + rise 5.0 1.0 1.0 x - dt, tauRef + rise 5.0 1.0 1.0 x + 2.0 * dt)
                            "the interval")

        testCase "No neuron fires at or below the current that just reaches the threshold" (fun () ->
            let entry = Models.find "Lif"

            Expect.equal
                (spikes (constant (dynamics entry []) (entry.Parameters "") 10000 0.999999))
                0.0
                "spikes at the current that just reaches the threshold")

        testCase "A neuron with immediate reset fires at the rate of its charge" (fun () ->
            let entry = Models.find "Iaf"
            let trace = constant (dynamics entry [ "Reset", "Subtract" ]) (entry.Parameters "") 10000 0.37
            Expect.floatClose (Expect.within 0.5) (spikes trace) 3699.5 "the spikes of the charge")

        // The quadratic neuron from its reset to its threshold: an integral of 1/(c (V − m)² + R (x − rheobase)). Latham et al. 2000.
        theory
            "A quadratic neuron fires after the time of the closed form, and its rate rises with the root of the current"
            [ 0.01; 0.1; 1.0; 10.0 ]
            (fun (excess: float) ->
                let entry = Models.find "QuaIf"
                let tau, c, middle = 10.0, 0.07, (-65.0 - 50.0) / 2.0
                let rheobase = c * (-50.0 + 65.0) ** 2.0 / 4.0
                let dt = 0.01
                let k = sqrt (c * excess)
                let angle v = atan (c * (v - middle) / k)
                let interval = tau / k * (angle -30.0 - angle -68.0)
                let steps = int (4.0 * interval / dt)

                let gaps =
                    gaps (
                        constant (dynamics entry [ "Dt", string dt ]) (entry.Parameters "") steps (rheobase + excess)
                    )

                Expect.isGreaterThan gaps.Length 1 "the intervals"

                for gap in gaps do
                    Expect.isInRange (float gap * dt) (interval - dt, interval * 1.002 + 2.0 * dt) "the interval")

        // Near its rheobase the exponential neuron is a quadratic one of curvature 1/(2 Δ_T): Fourcaud-Trocmé et al. 2003.
        testCase "The rate of an exponential neuron rises with the root of the current above its rheobase" (fun () ->
            let entry = Models.find "ExpIf"
            let rheobase = -59.9 + 65.0 - 3.48
            let dt = 0.05

            let ratio excess =
                let law = Math.PI * 10.0 / sqrt (excess / (2.0 * 3.48))
                let steps = int (3.0 * law / dt)

                let trace =
                    constant (dynamics entry [ "Dt", string dt ]) (entry.Parameters "") steps (rheobase + excess)

                float (Array.head (gaps trace)) * dt / law

            Expect.isLessThan (abs (ratio 1e-4 - 1.0)) 0.03 "near the rheobase"
            Expect.isGreaterThan (abs (ratio 1.0 - 1.0)) (abs (ratio 1e-2 - 1.0)) "farther from it"

            Expect.equal
                (spikes (constant (dynamics entry []) (entry.Parameters "") 20000 (rheobase - 1e-3)))
                0.0
                "spikes below the rheobase")
    ]
