/// What each of the 20 behaviours of Izhikevich 2004 must show.
module Neurons.Tests.Models.IzhikevichTests

open System
open System.Collections.Generic
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

let private entry = Models.find "Izhikevich"

/// The times of the spikes in ms, and the potential over time.
let private show name =
    let behaviour = IzhikevichBehaviours.find name
    let dynamics = entry.Create(behaviour.Name, Dictionary<string, string>())

    let start: StateValues<float> = {
        Values = [| tensor [ 1 ] [| behaviour.InitialV |]; tensor [ 1 ] [| behaviour.InitialU |] |]
        Step = 0L
        Seed = 0UL
        Stream = 0u
    }

    let inputs = behaviour.Inputs |> Array.map Array.singleton
    let trace = runFrom dynamics (entry.Parameters behaviour.Name) start inputs
    let times = spikeSteps trace |> Array.map (fun t -> float t * behaviour.Dt)
    struct (times, trace.States["V"] |> Array.map Array.head)

let private times name =
    let struct (times, _) = show name
    times

let private gaps name = times name |> Array.pairwise |> Array.map (fun (a, b) -> b - a)

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.IzhikevichTests" [
        theory
            "It fires once, when it must"
            [
                "phasic_spiking", 20.0, 60.0
                "spike_latency", 13.0, 60.0
                "resonator", 280.0, 360.0
                "integrator", 14.1, 30.0
                "rebound_spike", 25.0, 80.0
                "depolarizing_after_potential", 9.0, 15.0
                "accommodation", 300.0, 320.0
                "threshold_variability", 80.0, 95.0
            ]
            (fun (name: string, first: float, last: float) ->
                Expect.isInRange (Expect.single (times name) "spikes") (first, last) "the time of the spike")

        testCase "A tonically spiking neuron goes on firing evenly" (fun () ->
            let gaps = gaps "tonic_spiking"
            Expect.isTrue (gaps.Length >= 4) "the intervals are many"
            Expect.floatClose (Expect.within 0.5) (Array.last gaps) (gaps[gaps.Length - 2]) "the last intervals")

        theory
            "A bursting neuron alternates short and long intervals while it is driven"
            [ "tonic_bursting", 22.0, 220.0, 4; "inhibition_induced_bursting", 50.0, 260.0, 2 ]
            (fun (name: string, first, last, bursts) ->
                for t in times name do
                    Expect.isInRange t (first, last) "the time of a spike"

                let gaps = gaps name
                let pauses = gaps |> Array.filter (fun gap -> gap > 10.0 * Array.min gaps)
                Expect.equal pauses.Length (bursts - 1) "the pauses"

                Expect.isTrue
                    ((gaps |> Array.filter (fun gap -> gap < 2.0 * Array.min gaps)).Length >= 2 * bursts)
                    "the short intervals are many")

        theory
            "A phasically bursting neuron fires some spikes together and no more"
            [ "phasic_bursting"; "rebound_burst" ]
            (fun (name: string) ->
                let times = times name
                Expect.isTrue (times.Length >= 3) "the spikes are many"
                Expect.isTrue (Array.last times < 100.0) "the last spike is early")

        testCase "A mixed-mode neuron begins with a burst and goes on evenly" (fun () ->
            let gaps = gaps "mixed_mode"
            Expect.isTrue (gaps.Length >= 4) "the intervals are many"
            Expect.isTrue (2.0 * gaps[0] < Array.last gaps) "the last interval is long")

        testCase "An adapting neuron fires ever more slowly" (fun () ->
            let gaps = gaps "spike_frequency_adaptation"
            Expect.isTrue (gaps.Length >= 4) "the intervals are many"
            Expect.isTrue (2.0 * gaps[0] < Array.last gaps) "the last interval is long")

        testCase "A class 1 neuron begins slowly, a class 2 neuron at once at a high rate" (fun () ->
            let slow, fast = gaps "class_1", gaps "class_2"
            Expect.isTrue (slow[0] > 2.0 * Array.last slow) "the first interval is long"
            Expect.isTrue (fast[0] < 2.0 * Array.last fast) "the first interval is short")

        testCase "A small pulse makes the potential oscillate after a spike" (fun () ->
            let struct (times, v) = show "subthreshold_oscillation"
            let spike = int ((Expect.single times "spikes") / 0.25)
            let after = v[spike + 40 ..]
            let peaks = Seq.windowed 3 after |> Seq.filter (fun w -> w[1] > w[0] && w[1] >= w[2]) |> Seq.length
            Expect.isTrue (peaks >= 3) "the peaks are many")

        testCase "A pulse switches the bistable neuron on, a second one off" (fun () ->
            let times = times "bistability"
            Expect.isTrue (times.Length >= 5) "the spikes are many"

            for t in times do
                Expect.isInRange t (37.5, 221.0) "the time of a spike")

        testCase "After its spike the after-potential is above rest" (fun () ->
            let struct (times, v) = show "depolarizing_after_potential"
            let rest, spike = v[0], int (times[0] / 0.1)

            Expect.isTrue
                (Array.max v[spike + 5 .. spike + 100] > rest + 5.0)
                "the potential after the spike is above rest")

        testCase "An inhibited neuron fires during the inhibition only" (fun () ->
            let times = times "inhibition_induced_spiking"
            Expect.isTrue (times.Length >= 3) "the spikes are many"

            for t in times do
                Expect.isInRange t (50.0, 260.0) "the time of a spike")

        testCase "Every behaviour is a preset, and an unknown one is refused with the nearest name" (fun () ->
            Expect.equal IzhikevichBehaviours.all.Length 20 "behaviours"

            for behaviour in IzhikevichBehaviours.all do
                Expect.isTrue (entry.Presets.ContainsKey behaviour.Name) $"{behaviour.Name} is a preset"

            let e = Expect.thrown<ArgumentException> (fun () -> IzhikevichBehaviours.find "tonic_spikin" |> ignore)

            Expect.stringContains e.Message "Did you mean tonic_spiking?" "the message")
    ]
