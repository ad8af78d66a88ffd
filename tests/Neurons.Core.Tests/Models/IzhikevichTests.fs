/// What each of the 20 behaviours of Izhikevich 2004 must show.
module Neurons.Tests.Models.IzhikevichTests

open System
open System.Collections.Generic
open Xunit
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

[<Theory>]
[<InlineData("phasic_spiking", 20.0, 60.0)>]
[<InlineData("spike_latency", 13.0, 60.0)>]
[<InlineData("resonator", 280.0, 360.0)>]
[<InlineData("integrator", 14.1, 30.0)>]
[<InlineData("rebound_spike", 25.0, 80.0)>]
[<InlineData("depolarizing_after_potential", 9.0, 15.0)>]
[<InlineData("accommodation", 300.0, 320.0)>]
[<InlineData("threshold_variability", 80.0, 95.0)>]
let ``It fires once, when it must`` (name: string, first: float, last: float) =
    Assert.InRange(Assert.Single(times name), first, last)

[<Fact>]
let ``A tonically spiking neuron goes on firing evenly`` () =
    let gaps = gaps "tonic_spiking"
    Assert.True(gaps.Length >= 4)
    Assert.Equal(gaps[gaps.Length - 2], Array.last gaps, 0.5)

[<Theory>]
[<InlineData("tonic_bursting", 22.0, 220.0, 4)>]
[<InlineData("inhibition_induced_bursting", 50.0, 260.0, 2)>]
let ``A bursting neuron alternates short and long intervals while it is driven`` (name: string, first, last, bursts) =
    Assert.All(times name, fun t -> Assert.InRange(t, first, last))
    let gaps = gaps name
    let pauses = gaps |> Array.filter (fun gap -> gap > 10.0 * Array.min gaps)
    Assert.Equal(bursts - 1, pauses.Length)
    Assert.True((gaps |> Array.filter (fun gap -> gap < 2.0 * Array.min gaps)).Length >= 2 * bursts)

[<Theory>]
[<InlineData "phasic_bursting">]
[<InlineData "rebound_burst">]
let ``A phasically bursting neuron fires some spikes together and no more`` (name: string) =
    let times = times name
    Assert.True(times.Length >= 3)
    Assert.True(Array.last times < 100.0)

[<Fact>]
let ``A mixed-mode neuron begins with a burst and goes on evenly`` () =
    let gaps = gaps "mixed_mode"
    Assert.True(gaps.Length >= 4)
    Assert.True(2.0 * gaps[0] < Array.last gaps)

[<Fact>]
let ``An adapting neuron fires ever more slowly`` () =
    let gaps = gaps "spike_frequency_adaptation"
    Assert.True(gaps.Length >= 4)
    Assert.True(2.0 * gaps[0] < Array.last gaps)

[<Fact>]
let ``A class 1 neuron begins slowly, a class 2 neuron at once at a high rate`` () =
    let slow, fast = gaps "class_1", gaps "class_2"
    Assert.True(slow[0] > 2.0 * Array.last slow)
    Assert.True(fast[0] < 2.0 * Array.last fast)

[<Fact>]
let ``A small pulse makes the potential oscillate after a spike`` () =
    let struct (times, v) = show "subthreshold_oscillation"
    let spike = int (Assert.Single times / 0.25)
    let after = v[spike + 40 ..]
    let peaks = Seq.windowed 3 after |> Seq.filter (fun w -> w[1] > w[0] && w[1] >= w[2]) |> Seq.length
    Assert.True(peaks >= 3)

[<Fact>]
let ``A pulse switches the bistable neuron on, a second one off`` () =
    let times = times "bistability"
    Assert.True(times.Length >= 5)
    Assert.All(times, fun t -> Assert.InRange(t, 37.5, 221.0))

[<Fact>]
let ``After its spike the after-potential is above rest`` () =
    let struct (times, v) = show "depolarizing_after_potential"
    let rest, spike = v[0], int (times[0] / 0.1)
    Assert.True(Array.max v[spike + 5 .. spike + 100] > rest + 5.0)

[<Fact>]
let ``An inhibited neuron fires during the inhibition only`` () =
    let times = times "inhibition_induced_spiking"
    Assert.True(times.Length >= 3)
    Assert.All(times, fun t -> Assert.InRange(t, 50.0, 260.0))

[<Fact>]
let ``Every behaviour is a preset, and an unknown one is refused with the nearest name`` () =
    Assert.Equal(20, IzhikevichBehaviours.all.Length)

    for behaviour in IzhikevichBehaviours.all do
        Assert.True(entry.Presets.ContainsKey behaviour.Name)

    let e = Assert.Throws<ArgumentException>(fun () -> IzhikevichBehaviours.find "tonic_spikin" |> ignore)
    Assert.Contains("Did you mean tonic_spiking?", e.Message)
