/// Presets against the libraries' equations, written out.
module Neurons.Tests.Models.PresetTests

open System
open System.Collections.Generic
open Xunit
open Neurons
open Neurons.Tests.Models.Traces

let names = Traces.names

[<Theory; MemberData(nameof names)>]
let ``Every preset has options and valid parameters`` (name: string) =
    let entry = Models.find name

    for preset in entry.Presets.Keys do
        let dynamics = entry.Create(preset, Dictionary<string, string>())
        dynamics.Initial<float>(entry.Parameters preset, [| 1n |], 0UL, 0u) |> ignore

let private inputs =
    let random = Random 5
    Array.init 200 (fun _ -> [| 1.5 * random.NextDouble() |])

let private assertFollows
    name
    preset
    (changes: (string * string) list)
    parameters
    (step: float -> float -> struct (float * float))
    =
    let entry = Models.find name
    let dynamics = entry.Create(preset, dict changes |> Dictionary<string, string>)
    let values = entry.Parameters preset

    for parameter, value in parameters do
        values[Definition.parameterIndex entry.Definition parameter] <- Shared value

    let trace = run dynamics values inputs
    let mutable v = 0.0
    let mutable fired = 0.0

    for t in 0 .. inputs.Length - 1 do
        let struct (z, next) = step v (Array.head inputs[t])
        v <- next
        fired <- fired + z
        Assert.Equal(z, Array.head trace.Output[t])
        Assert.Equal(v, state trace "V" t 0, 1e-12)

    Assert.InRange(fired, 5.0, 190.0)

let private reset z v soft =
    if z = 0.0 then v
    elif soft then v - 1.0
    else 0.0

[<Theory>]
[<InlineData("Value", "true")>]
[<InlineData("Value", "false")>]
[<InlineData("Subtract", "true")>]
[<InlineData("Subtract", "false")>]
let ``SpikingJelly's LIF is a preset`` (kind: string, decayInput: string) =
    assertFollows
        "LifBox"
        "spikingjelly_lif"
        [ "Reset", kind; "DecayInput", decayInput ]
        [ "TauMemInv", 1.0 / 2.5 ]
        (fun v x ->
            let v = if decayInput = "true" then v + (x - v) / 2.5 else v - v / 2.5 + x
            let z = if v >= 1.0 then 1.0 else 0.0
            struct (z, reset z v (kind = "Subtract")))

[<Theory>]
[<InlineData "Value">]
[<InlineData "Subtract">]
let ``SpikingJelly's IF is a preset`` (kind: string) =
    assertFollows "Iaf" "spikingjelly_if" [ "Reset", kind ] [] (fun v x ->
        let v = v + x
        let z = if v >= 1.0 then 1.0 else 0.0
        struct (z, reset z v (kind = "Subtract")))

[<Fact>]
let ``NIR's LIF is a preset`` () =
    assertFollows "LifBox" "nir_lif" [ "Dt", "1" ] [ "TauMemInv", 0.5 ] (fun v x ->
        let v = v + (0.0 - v + x) / 2.0
        let z = if v > 1.0 then 1.0 else 0.0
        struct (z, reset z v false))

[<Theory>]
[<InlineData("Subtract", "Delayed")>]
[<InlineData("Zero", "Delayed")>]
[<InlineData("None", "Delayed")>]
[<InlineData("Subtract", "Immediate")>]
[<InlineData("Zero", "Immediate")>]
let ``A delayed reset acts in the next step, an immediate one in the same`` (kind: string, timing: string) =
    let entry = Models.find "Leaky"
    let trace = run (dynamics entry [ "Reset", kind; "Timing", timing ]) (entry.Parameters "") inputs
    let mutable mem = 0.0

    for t in 0 .. inputs.Length - 1 do
        let r = if timing = "Delayed" && mem > 1.0 then 1.0 else 0.0

        let decayed =
            match kind with
            | "Subtract" -> 0.9 * mem - r
            | "Zero" -> 0.9 * (1.0 - r) * mem
            | _ -> 0.9 * mem

        mem <- decayed + Array.head inputs[t]
        let z = if mem > 1.0 then 1.0 else 0.0
        Assert.Equal(z, Array.head trace.Output[t])

        if timing = "Immediate" && z = 1.0 then
            mem <- if kind = "Zero" then 0.0 else mem - 1.0

        Assert.Equal(mem, state trace "Mem" t 0, 1e-12)
