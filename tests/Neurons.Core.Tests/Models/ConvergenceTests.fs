/// The integrators against exact solutions and against a fine fourth-order integration of the differential equations.
module Neurons.Tests.Models.ConvergenceTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

/// Runge and Kutta's fourth-order method.
let private rungeKutta (f: float[] -> float[]) (y: float[]) (time: float) =
    let steps = 20000
    let h = time / float steps
    let along y (k: float[]) scale = Array.map2 (fun y k -> y + scale * k) y k
    let mutable y = y

    for _ in 1..steps do
        let k1 = f y
        let k2 = f (along y k1 (h / 2.0))
        let k3 = f (along y k2 (h / 2.0))
        let k4 = f (along y k3 h)
        y <- Array.mapi (fun i y -> y + h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])) y

    y

/// How often the error halves when the time step halves, for each state.
let private orders name changes (start: float[]) time x (f: float[] -> float[]) =
    let entry = Models.find name
    let exact = rungeKutta f start time

    let errors dt =
        let d = dynamics entry [ "Dt", string dt ]
        let p = parameters entry changes

        let start: StateValues<float> = {
            Values = start |> Array.map (fun y -> tensor [ 1 ] [| y |])
            Step = 0L
            Seed = 0UL
            Stream = 0u
        }

        let trace = runFrom d p start (Array.replicate (int (Math.Round(time / dt))) [| x |])
        Expect.equal (spikes trace) 0.0 "the spikes of a run that is to be smooth"
        trace.Final.Values |> Array.mapi (fun i final -> abs ((flat final)[0] - exact[i]))

    Array.map2 (fun coarse fine -> Math.Log2(coarse / fine)) (errors 0.05) (errors 0.025)

let private exponential (y: float[]) = -(y[0] + 65.0) + 3.48 * exp ((y[0] + 59.9) / 3.48)
let private quadratic (y: float[]) = 0.07 * (y[0] + 65.0) * (y[0] + 50.0)

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.ConvergenceTests" [
        theory "Exponential Euler is exact for linear models at any time step" [ 0.1; 3.0 ] (fun (dt: float) ->
            let lif = Models.find "Lif"
            let trace = constant (dynamics lif [ "Dt", string dt ]) (lif.Parameters "") 20 0.9
            let alif = Models.find "Alif"
            let d = dynamics alif [ "Dt", string dt ]
            let initial = d.Initial<float>(alif.Parameters "", [| 1n |], 0UL, 0u)
            let start = { initial with Values = [| initial.Values[0]; tensor [ 1 ] [| 2.0 |] |] }
            let adapting = runFrom d (alif.Parameters "") start (Array.replicate 20 [| 0.0 |])

            for t in 0..19 do
                let time = float (t + 1) * dt

                Expect.floatClose
                    (Expect.within 1e-14)
                    (state trace "V" t 0)
                    (0.9 * (1.0 - exp (-time / 5.0)))
                    $"V at step {t}"

                Expect.floatClose
                    (Expect.within 1e-14)
                    (state adapting "A" t 0)
                    (2.0 * exp (-time / 100.0))
                    $"A at step {t}")

        testCase "One nonlinear equation is integrated with second order" (fun () ->
            let exponentialOrder =
                orders "ExpIf" [] [| -68.0 |] 20.0 1.0 (fun y -> [| (exponential y + 1.0) / 10.0 |])

            Expect.floatClose (Expect.within 0.1) (exponentialOrder[0]) 2.0 "the order of exponential models"

            let quadraticOrder = orders "QuaIf" [] [| -68.0 |] 20.0 2.0 (fun y -> [| (quadratic y + 2.0) / 10.0 |])

            Expect.floatClose (Expect.within 0.1) (quadraticOrder[0]) 2.0 "the order of quadratic models")

        testCase "Potential and adaptation of AdExIf are integrated with first order" (fun () ->
            let orders =
                orders "AdExIf" [ "A", 0.5 ] [| -68.0; 1.0 |] 20.0 2.0 (fun y -> [|
                    (exponential y - y[1] + 2.0) / 10.0
                    (0.5 * (y[0] + 65.0) - y[1]) / 30.0
                |])

            for order in orders do
                Expect.floatClose (Expect.within 0.1) order 1.0 "the order")

        testCase "Potential and threshold of Gif are integrated with first order, its currents exactly" (fun () ->
            let x = 0.3
            let d = Models.find "Gif"

            let derivative (y: float[]) = [|
                (-(y[0] + 70.0) + 20.0 * (y[1] + y[2] + x)) / 20.0
                -0.2 * y[1]
                -0.02 * y[2]
                0.005 * (y[0] + 70.0) - 0.01 * (y[3] + 50.0)
            |]

            let start = [| -70.0; 0.2; 0.1; -52.0 |]
            let orders = orders d.Name [ "A", 0.005 ] start 20.0 x derivative
            Expect.floatClose (Expect.within 0.1) (orders[0]) 1.0 "the order of V"
            Expect.floatClose (Expect.within 0.1) (orders[3]) 1.0 "the order of the threshold"

            let states: StateValues<float> = {
                Values = start |> Array.map (fun y -> tensor [ 1 ] [| y |])
                Step = 0L
                Seed = 0UL
                Stream = 0u
            }

            let final = (runFrom (dynamics d []) (d.Parameters "") states (Array.replicate 200 [| x |])).Final
            Expect.floatClose (Expect.within 1e-14) ((flat final.Values[1])[0]) (0.2 * exp -4.0) "the first current"
            Expect.floatClose (Expect.within 1e-14) ((flat final.Values[2])[0]) (0.1 * exp -0.4) "the second current")
    ]
