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

let private at (values: float[]) : StateValues<float> = {
    Values = values |> Array.map (fun y -> tensor [ 1 ] [| y |])
    Step = 0L
    Seed = 0UL
    Stream = 0u
}

/// How often the error halves when a time step is halved, and halved again, for each state; `final` is what a run with a half, a quarter, …
/// of the step ends at.
let private halvings (exact: float[]) (final: int -> float[]) =
    [ 1; 2; 4 ]
    |> List.map (final >> Array.map2 (fun exact final -> abs (final - exact)) exact)
    |> List.pairwise
    |> List.map (fun (coarse, fine) -> Array.map2 (fun coarse fine -> Math.Log2(coarse / fine)) coarse fine)

/// Runs from a state at a constant input, with a number of spikes that is to be as it is told.
let private final entry dt changes start steps x expected =
    let trace =
        runFrom (dynamics entry dt) (parameters entry changes) (at start) (Array.replicate steps [| x |])

    Expect.equal (spikes trace) expected $"%s{entry.Name}: the spikes of the run"
    trace.Final.Values |> Array.map (fun final -> (flat final)[0])

/// The orders of a model of an option Dt, 0.05 and smaller, without a spike.
let private orders name changes (start: float[]) time x (f: float[] -> float[]) =
    let entry = Models.find name

    halvings (rungeKutta f start time) (fun k ->
        let dt = 0.05 / float k
        final entry [ "Dt", string dt ] changes start (int (Math.Round(time / dt))) x 0.0)
    |> List.last

let private exponential (y: float[]) = -(y[0] + 65.0) + 3.48 * exp ((y[0] + 59.9) / 3.48)
let private quadratic (y: float[]) = 0.07 * (y[0] + 65.0) * (y[0] + 50.0)

/// A model with its differential equations as its documentation has them.
type private Equations = {
    Model: string
    Derivative: float -> float[] -> float[]
    Start: float[]
    /// The greatest time step, the time of the runs, the input, and how many spikes there are in a run.
    Runs: (float * float * float * float) list
}

let private exprel a = if abs a < 1e-6 then 1.0 + a / 2.0 + a * a / 6.0 else (exp a - 1.0) / a

let private hodgkinHuxley = {
    Model = "HodgkinHuxley"
    Derivative =
        fun x y ->
            let v, m, h, n = y[0], y[1], y[2], y[3]
            let gate opens closes y = opens * (1.0 - y) - closes * y

            [|
                120.0 * m ** 3.0 * h * (50.0 - v) + 36.0 * n ** 4.0 * (-77.0 - v) + 0.3 * (-54.387 - v) + x
                gate (1.0 / exprel (-(v + 40.0) / 10.0)) (4.0 * exp (-(v + 65.0) / 18.0)) m
                gate (0.07 * exp (-(v + 65.0) / 20.0)) (1.0 / (1.0 + exp (-(v + 35.0) / 10.0))) h
                gate (0.1 / exprel (-(v + 55.0) / 10.0)) (0.125 * exp (-(v + 65.0) / 80.0)) n
            |]
    Start = [| -65.0; 0.05; 0.6; 0.32 |]
    Runs = [ 0.01, 8.0, 1.0, 0.0; 0.005, 5.0, 10.0, 1.0 ]
}

let private wangBuzsaki = {
    Model = "WangBuzsaki"
    Derivative =
        fun x y ->
            let v, h, n = y[0], y[1], y[2]
            let opens, closes = 1.0 / exprel (-(v + 35.0) / 10.0), 4.0 * exp (-(v + 60.0) / 18.0)
            let m = opens / (opens + closes)
            let gate opens closes y = 5.0 * (opens * (1.0 - y) - closes * y)

            [|
                35.0 * m ** 3.0 * h * (55.0 - v) + 9.0 * n ** 4.0 * (-90.0 - v) + 0.1 * (-65.0 - v) + x
                gate (0.07 * exp (-(v + 58.0) / 20.0)) (1.0 / (1.0 + exp (-(v + 28.0) / 10.0))) h
                gate (0.1 / exprel (-(v + 34.0) / 10.0)) (0.125 * exp (-(v + 44.0) / 80.0)) n
            |]
    Start = [| -65.0; 0.8; 0.1 |]
    Runs = [ 0.01, 8.0, 0.1, 0.0; 0.005, 6.0, 3.0, 1.0 ]
}

let private morrisLecar = {
    Model = "MorrisLecar"
    Derivative =
        fun x y ->
            let half v middle width = 0.5 * (1.0 + tanh ((v - middle) / width))
            let v, w = y[0], y[1]

            [|
                (4.4 * half v -1.2 18.0 * (130.0 - v) + 8.0 * w * (-84.0 - v) + 2.0 * (-60.0 - v) + x) / 20.0
                0.04 * cosh ((v - 2.0) / 60.0) * (half v 2.0 30.0 - w)
            |]
    Start = [| -60.0; 0.02 |]
    Runs = [ 0.1, 40.0, 40.0, 0.0; 0.05, 40.0, 150.0, 1.0 ]
}

let private fitzHughNagumo = {
    Model = "FitzHughNagumo"
    Derivative = fun x y -> [| y[0] - y[0] ** 3.0 / 3.0 - y[1] + x; (y[0] + 0.7 - 0.8 * y[1]) / 12.5 |]
    Start = [| -1.2; -0.62 |]
    Runs = [ 0.02, 8.0, 0.1, 0.0; 0.01, 8.0, 1.0, 1.0 ]
}

let private hindmarshRose = {
    Model = "HindmarshRose"
    Derivative =
        fun x y -> [|
            y[1] - y[0] ** 3.0 + 3.0 * y[0] ** 2.0 - y[2] + x
            1.0 - 5.0 * y[0] ** 2.0 - y[1]
            0.006 * (4.0 * (y[0] + 1.6) - y[2])
        |]
    Start = [| -1.6; -10.0; 0.0 |]
    Runs = [ 0.02, 5.0, 0.5, 0.0; 0.005, 8.0, 2.0, 1.0 ]
}

/// A spike resets it, so that the runs end before one.
let private izhikevich2003 = {
    Model = "Izhikevich2003"
    Derivative = fun x y -> [| 0.04 * y[0] ** 2.0 + 5.0 * y[0] + 140.0 - y[1] + x; 0.02 * (0.2 * y[0] - y[1]) |]
    Start = [| -65.0; -10.0 |]
    Runs = [ 0.05, 10.0, 2.0, 0.0; 0.02, 2.0, 10.0, 0.0 ]
}

/// Forward Euler; a step of 1 ms counts as 0.25 ms of the equations.
let private izhikevich = {
    izhikevich2003 with
        Model = "Izhikevich"
        Derivative = fun x y -> izhikevich2003.Derivative x y |> Array.map ((*) 250.0)
        Runs = [ 0.0002, 0.04, 2.0, 0.0; 0.0001, 0.008, 10.0, 0.0 ]
}

let private biophysical = [
    hodgkinHuxley
    wangBuzsaki
    morrisLecar
    fitzHughNagumo
    hindmarshRose
    izhikevich2003
    izhikevich
]

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

            let final = (runFrom (dynamics d []) (d.Parameters "") (at start) (Array.replicate 200 [| x |])).Final
            Expect.floatClose (Expect.within 1e-14) ((flat final.Values[1])[0]) (0.2 * exp -4.0) "the first current"
            Expect.floatClose (Expect.within 1e-14) ((flat final.Values[2])[0]) (0.1 * exp -0.4) "the second current")

        theory
            "Variables that move each other are integrated with first order, through a spike without a reset as well"
            [
                for e in biophysical do
                    for k in 0 .. e.Runs.Length - 1 -> e.Model, k
            ]
            (fun (name: string, run: int) ->
                let equations = biophysical |> List.find (fun e -> e.Model = name)
                let dt, time, x, spikes = equations.Runs[run]
                let entry = Models.find name

                let halvings =
                    halvings (rungeKutta (equations.Derivative x) equations.Start time) (fun k ->
                        let dt = dt / float k
                        final entry [ "Dt", string dt ] [] equations.Start (int (Math.Round(time / dt))) x spikes)

                for orders in halvings do
                    Array.iteri
                        (fun i order -> Expect.floatClose (Expect.within 0.15) order 1.0 $"the order of state {i}")
                        orders)

        theory
            "Models of steps without a duration are forward Euler's of time constants in steps"
            [ "ExponentialIf"; "QuadraticIf" ]
            (fun (name: string) ->
                let entry = Models.find name
                let x = 0.5

                let derivative (y: float[]) = [|
                    if name = "QuadraticIf" then
                        x + y[0] * (y[0] - 0.8)
                    else
                        x - y[0] + exp (y[0] - 0.8)
                |]

                let orders =
                    halvings (rungeKutta derivative [| 0.0 |] 0.5) (fun k ->
                        final entry [] [ "Tau", float (100 * k) ] [| 0.0 |] (50 * k) x 0.0)

                for orders in orders do
                    Expect.floatClose (Expect.within 0.1) (orders[0]) 1.0 "the order")
    ]
