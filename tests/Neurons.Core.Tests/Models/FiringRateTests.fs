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
    ]
