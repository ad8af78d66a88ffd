/// What is known of the biophysical models: which currents make them fire, how fast, and how their firing begins. The figures are those of
/// the sources that stand at each test.
module Neurons.Tests.Models.PhysiologyTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

/// Neurons of one model, one for each current.
type private Neurons = {
    Dynamics: Dynamics
    Parameters: ParameterValue[]
} with

    member n.Start(count: int) = n.Dynamics.Initial<float>(n.Parameters, [| nativeint count |], 0UL, 0u)

    /// Where all stand after a time, and the times at which each fired; currents[t % currents.Length][n] from a state.
    member n.Run(start: StateValues<float>, steps, currents: InputSequence<float>) =
        let run = n.Dynamics.Integral(n.Parameters, start, [| currents |], [| Outputs |], ValueNone)
        let z = flat run.Recorded[0]
        let count = int start.Values[0].FlattenedLength
        let dt = n.Dynamics.Definition.Dt

        let times =
            Array.init count (fun k -> [|
                for t in 0 .. steps - 1 do
                    if z[t * count + k] = 1.0 then
                        float (t + 1) * dt
            |])

        struct (run.Final, times)

    member n.Steps(time: float) = int (Math.Round(time / n.Dynamics.Definition.Dt))

    /// A time at constant currents, from a state.
    member n.Hold(start, time, currents: float[]) =
        n.Run(start, n.Steps time, Unchanged(n.Steps time, tensor [ currents.Length ] currents))

    /// A time at constant currents, from where the model starts.
    member n.Hold(time, currents: float[]) = n.Hold(n.Start currents.Length, time, currents)

    /// Currents that rise from 0 so slowly that the neurons stay at rest, if there is a stable one.
    member n.Ramp(time, currents: float[]) =
        let steps = n.Steps time

        let values = [|
            for t in 1..steps do
                yield! currents |> Array.map (fun x -> x * float t / float steps)
        |]

        n.Run(n.Start currents.Length, steps, EachStep(tensor [ steps; currents.Length ] values))

let private neurons name options changes =
    let entry = Models.find name
    { Dynamics = dynamics entry options; Parameters = parameters entry changes }

/// Spikes per unit of time after a time, by the intervals; 0 where there are fewer than three.
let private rate after (times: float[]) =
    let late = times |> Array.filter (fun time -> time > after)

    if late.Length < 3 then
        0.0
    else
        float (late.Length - 1) / (Array.last late - late[0])

let private intervals (times: float[]) = Array.pairwise times |> Array.map (fun (a, b) -> b - a)

/// The least current of some that rise which makes a neuron fire repeatedly, with the rate in spikes per unit of time.
let private onset (currents: float[]) (rates: float[]) =
    let first = Array.findIndex (fun rate -> rate > 0.0) rates
    struct (currents[first], rates[first])

let private currents first last count =
    Array.init count (fun k -> first + (last - first) * float k / float (count - 1))

/// f² over the current is a straight line.
let private isRootLaw (currents: float[]) (rates: float[]) =
    let squares = rates |> Array.map (fun f -> f * f)

    let slopes =
        Array.map2 (fun (a, b) (x, y) -> (b - a) / (y - x)) (Array.pairwise squares) (Array.pairwise currents)

    Expect.isLessThan (Array.max slopes / Array.min slopes) 1.15 "f² rises in a straight line"

let private hodgkinHuxley = neurons "HodgkinHuxley" [] []
let private wangBuzsaki = neurons "WangBuzsaki" [] []

/// The two parameter sets of Rinzel & Ermentrout 1998, table 7.1; the first is of Morris & Lecar 1981.
let private morrisLecarHopf = neurons "MorrisLecar" [ "Dt", "0.05" ] [ "VCa", 120.0 ]

let private morrisLecarSnic =
    neurons "MorrisLecar" [ "Dt", "0.05" ] [ "VCa", 120.0; "GCa", 4.0; "V3", 12.0; "V4", 17.4; "Phi", 1.0 / 15.0 ]

/// With half its default step: an error of first order moves the currents at which bursts get a spike more.
let private hindmarshRose = neurons "HindmarshRose" [ "Dt", "0.005" ] []

/// The state of FitzHugh and Nagumo's neuron at rest at a potential, and the current that makes it rest there.
let private fitzHughNagumoRest v =
    let w = (v + 0.7) / 0.8
    struct (w, w - v + v ** 3.0 / 3.0)

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.PhysiologyTests" [
        // Rheobase of a single spike: Cooley, Dodge & Cohen 1965. Onset of repetitive firing, from 6.2 to 6.3 µA/cm², and its rate of
        // 50 Hz: Hassard 1978; Rinzel & Miller 1980.
        testCase
            "Hodgkin and Huxley's axon answers once from 2.2 µA/cm² on, and keeps firing from 6.3 on, at 50 Hz at once"
            (fun () ->
                let single = currents 2.0 2.6 61
                let struct (_, times) = hodgkinHuxley.Hold(50.0, single)
                let first = times |> Array.findIndex (fun times -> times.Length > 0)
                Expect.isInRange single[first] (2.2, 2.5) "the rheobase of one spike"
                Expect.equal times[single.Length - 1].Length 1 "spikes just above it"

                let repeated = currents 6.0 6.6 61
                let struct (_, times) = hodgkinHuxley.Hold(1000.0, repeated)
                let struct (current, rate) = onset repeated (times |> Array.map (rate 500.0))
                Expect.isInRange current (6.2, 6.35) "the onset of repetitive firing"
                Expect.isInRange (1000.0 * rate) (48.0, 55.0) "its rate in Hz")

        // Koch 1999, chapter 6; Rinzel & Miller 1980.
        testCase "Hodgkin and Huxley's axon fires at 68 Hz at 10 µA/cm², and little faster at twice that" (fun () ->
            let struct (_, times) = hodgkinHuxley.Hold(1000.0, [| 10.0; 20.0 |])
            Expect.isInRange (1000.0 * rate 200.0 times[0]) (67.0, 70.0) "at 10 µA/cm²"
            Expect.isInRange (1000.0 * rate 200.0 times[1]) (80.0, 95.0) "at 20 µA/cm²")

        // The rest is stable up to a subcritical Hopf bifurcation at 9.78 µA/cm²: Hassard 1978; Rinzel & Miller 1980.
        testCase "Hodgkin and Huxley's axon may rest or fire between 6.3 and 9.78 µA/cm², as its past was" (fun () ->
            let currents = [| 7.0; 8.0; 9.0; 9.5 |]
            let struct (rested, _) = hodgkinHuxley.Ramp(1000.0, currents)
            let struct (_, resting) = hodgkinHuxley.Hold(rested, 500.0, currents)
            let struct (_, firing) = hodgkinHuxley.Hold(500.0, currents)

            for k in 0 .. currents.Length - 1 do
                Expect.isEmpty resting[k] $"spikes of a neuron at rest at {currents[k]}"
                Expect.isGreaterThan firing[k].Length 25 $"spikes after a step to {currents[k]}"

            let struct (unstable, _) = hodgkinHuxley.Ramp(1000.0, [| 10.2 |])
            let struct (_, leaving) = hodgkinHuxley.Hold(unstable, 1000.0, [| 10.2 |])
            Expect.isGreaterThan leaving[0].Length 10 "spikes of a neuron that was at rest, above the bifurcation")

        // The second Hopf bifurcation, at 154.5 µA/cm²: Rinzel & Miller 1980.
        theory
            "Hodgkin and Huxley's axon oscillates up to 154 µA/cm² and is blocked above"
            [ 140.0, true; 150.0, true; 160.0, false; 180.0, false ]
            (fun (current: float, oscillates: bool) ->
                let n = hodgkinHuxley
                let steps = n.Steps 1000.0
                let input = Unchanged(steps, tensor [ 1 ] [| current |])
                let run = n.Dynamics.Integral(n.Parameters, n.Start 1, [| input |], [| StateOver "V" |], ValueNone)
                let late = (flat run.Recorded[0])[steps - n.Steps 50.0 ..]

                Expect.equal
                    (Array.max late - Array.min late > 2.0)
                    oscillates
                    "whether it still oscillates after a second")

        // Wang & Buzsáki 1996, figure 1: firing begins at 0.16 µA/cm² without a least rate.
        testCase
            "Wang and Buzsáki's interneuron begins to fire as slowly as one likes, with the root of the current"
            (fun () ->
                let near = currents 0.155 0.17 16
                let struct (_, times) = wangBuzsaki.Hold(4000.0, near)
                let struct (current, rate') = onset near (times |> Array.map (rate 300.0))
                Expect.isInRange current (0.158, 0.165) "the onset"
                Expect.isLessThan (1000.0 * rate') 3.0 "the rate at the onset in Hz"

                let above = currents 0.163 0.175 5
                let struct (_, times) = wangBuzsaki.Hold(4000.0, above)
                isRootLaw above (times |> Array.map (rate 300.0))

                let struct (_, times) = wangBuzsaki.Hold(1000.0, [| 0.5; 1.0; 10.0 |])
                let rates = times |> Array.map (rate 200.0 >> (*) 1000.0)
                Expect.isInRange ((rates[1] - rates[0]) / 0.5) (45.0, 65.0) "the gain in Hz for 1 µA/cm²"
                Expect.isGreaterThan rates[2] 250.0 "the rate at a strong current in Hz")

        // Rinzel & Ermentrout 1998: the limit cycle appears at 88.3 µA/cm², rest loses its stability at 93.86, and regains it at 212.
        testCase "Morris and Lecar's muscle with a Hopf bifurcation begins at a rate, beside a stable rest" (fun () ->
            let near = currents 87.0 90.0 31
            let struct (_, times) = morrisLecarHopf.Hold(4000.0, near)
            let struct (current, rate') = onset near (times |> Array.map (rate 2000.0))
            Expect.isInRange current (88.0, 88.7) "the onset"
            Expect.isGreaterThan (1000.0 * rate') 8.0 "its rate in Hz"

            let beside = [| 89.0; 91.0; 93.0; 95.0 |]
            let struct (rested, _) = morrisLecarHopf.Ramp(10000.0, beside)
            let struct (_, times) = morrisLecarHopf.Hold(rested, 5000.0, beside)

            Expect.equal
                (times |> Array.map (fun times -> times.Length > 2))
                [| false; false; false; true |]
                "who leaves rest"

            let struct (_, times) = morrisLecarHopf.Hold(4000.0, [| 205.0; 225.0 |])
            Expect.equal (times |> Array.map (fun times -> rate 2000.0 times > 0.0)) [| true; false |] "who is blocked")

        // Rinzel & Ermentrout 1998: a saddle-node on the limit cycle at 39.96 µA/cm².
        testCase
            "Morris and Lecar's muscle with a saddle-node begins as slowly as one likes, with the root of the current"
            (fun () ->
                let near = currents 39.8 40.2 41
                let struct (_, times) = morrisLecarSnic.Hold(10000.0, near)
                let struct (current, rate') = onset near (times |> Array.map (rate 500.0))
                Expect.isInRange current (39.95, 40.0) "the onset"
                Expect.isLessThan (1000.0 * rate') 1.2 "the rate at the onset in Hz"

                let above = currents 40.02 40.3 5
                let struct (_, times) = morrisLecarSnic.Hold(10000.0, above)
                isRootLaw above (times |> Array.map (rate 500.0)))

        // The trace of the Jacobian, 1 − v² − b τ/τ_w, is 0 at v = ±√0.936: FitzHugh 1961.
        theory
            "FitzHugh and Nagumo's rest is stable up to where the trace of its Jacobian is 0, and from there on again"
            [ -0.98, true; -0.955, false; 0.955, false; 0.98, true ]
            (fun (v: float, stable: bool) ->
                let n = neurons "FitzHughNagumo" [ "Dt", "0.01" ] []
                let struct (w, current) = fitzHughNagumoRest v
                let start = n.Start 1

                let near = { start with Values = [| tensor [ 1 ] [| v + 0.01 |]; tensor [ 1 ] [| w |] |] }

                let struct (final, _) = n.Hold(near, 500.0, [| current |])
                let off values rest = abs ((flat values)[0] - rest)
                let distance = max (off final.Values[0] v) (off final.Values[1] w)
                Expect.equal (distance < 0.01) stable $"a distance of {distance} at {current}")

        testCase "FitzHugh and Nagumo's neuron fires between its Hopf bifurcations alone" (fun () ->
            let n = neurons "FitzHughNagumo" [ "Dt", "0.01" ] []
            let hopf = sqrt (1.0 - 0.8 / 12.5)
            let struct (_, low) = fitzHughNagumoRest -hopf
            let struct (_, high) = fitzHughNagumoRest hopf
            let currents = [| low - 0.02; low + 0.005; 0.5; 1.0; high - 0.005; high + 0.02 |]
            let struct (_, times) = n.Hold(1500.0, currents)

            Expect.equal
                (times |> Array.map (fun times -> rate 1000.0 times > 0.0))
                [| false; true; true; true; true; false |]
                "who fires")

        // Hindmarsh & Rose 1984; Storace, Linaro & de Lange 2008.
        testCase
            "Hindmarsh and Rose's neuron is silent, bursts with more and more spikes, and fires evenly as the current rises"
            (fun () ->
                let currents = [| 1.2; 1.5; 1.8; 2.4; 2.75; 3.6; 4.0 |]
                let struct (_, times) = hindmarshRose.Hold(4000.0, currents)
                let late = times |> Array.map (Array.filter (fun time -> time > 2000.0) >> intervals)
                Expect.isEmpty late[0] "spikes at 1.2"

                // a pause between bursts is longer than any interval within them
                let spikesOfBursts (gaps: float[]) =
                    let isPause gap = gap > 60.0
                    let pauses = gaps |> Array.indexed |> Array.filter (snd >> isPause) |> Array.map fst
                    Array.pairwise pauses |> Array.map (fun (a, b) -> b - a) |> Array.distinct

                for k, expected in [ 1, 1; 2, 2; 3, 3; 4, 4 ] do
                    Expect.equal (spikesOfBursts late[k]) [| expected |] $"spikes of a burst at {currents[k]}"

                for k in [ 5; 6 ] do
                    Expect.isLessThan
                        (Array.max late[k] / Array.min late[k])
                        1.01
                        $"the intervals at {currents[k]} are alike")

        // Chaos at 3.25: Hindmarsh & Rose 1984.
        theory
            "Two of Hindmarsh and Rose's neurons that differ by nothing part in chaos alone"
            [ 2.0, false; 3.25, true; 4.0, false ]
            (fun (current: float, parts: bool) ->
                let struct (settled, _) = hindmarshRose.Hold(2000.0, [| current; current |])
                let v = flat settled.Values[0]
                let values = Array.copy settled.Values
                values[0] <- tensor [ 2 ] [| v[0]; v[0] + 1e-9 |]

                let struct (final, _) =
                    hindmarshRose.Hold({ settled with Values = values }, 4000.0, [| current; current |])
                // of the slow variable, which a spike hardly moves
                let z = flat final.Values[2]
                Expect.equal (abs (z[0] - z[1]) > 1e-3) parts $"a difference of {abs (z[0] - z[1])}")

        // Naud et al. 2008: where the adaptation is strong and slow enough, rest is lost by a Hopf bifurcation below the saddle-node.
        theory
            "The adaptive exponential neuron leaves rest at its rheobase, of either kind"
            [ 0.1; 0.3; 1.0 ]
            (fun (a: float) ->
                let n = neurons "AdExIf" [ "Dt", "0.02" ] [ "A", a; "VTh", -30.0 ]
                let ratio, delta, start = 10.0 / 30.0, 3.48, 65.0 - 59.9
                let at slope = (1.0 + a) * (start - delta + delta * log (1.0 + slope))
                let rheobase = if a < ratio then at a else at ratio + delta * (a - ratio)
                let currents = [| 0.99 * rheobase; 1.01 * rheobase |]
                let struct (rested, times) = n.Ramp(5000.0, currents)
                Expect.isEmpty times[0] "spikes below the rheobase"
                let struct (_, after) = n.Hold(rested, 2000.0, currents)
                Expect.isEmpty after[0] "spikes at 0.99 of the rheobase"
                Expect.isNonEmpty (Array.append times[1] after[1]) "spikes at 1.01 of the rheobase")
    ]
