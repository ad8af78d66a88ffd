/// Presets against the libraries' equations, written out.
module Neurons.Tests.Models.PresetTests

open System
open System.Collections.Generic
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

let private inputs = Array.init 200 (fun t -> [| 1.5 * sin (float t / 7.0) ** 2.0 |])

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
        Expect.equal (Array.head trace.Output[t]) z $"the spike at step {t}"
        Expect.floatClose (Expect.within 1e-12) (state trace "V" t 0) v $"V at step {t}"

    Expect.isInRange fired (5.0, 190.0) "spikes"

let private reset z v soft =
    if z = 0.0 then v
    elif soft then v - 1.0
    else 0.0

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.PresetTests" [
        theory "Every preset has options and valid parameters" names (fun (name: string) ->
            let entry = Models.find name

            for preset in entry.Presets.Keys do
                let dynamics = entry.Create(preset, Dictionary<string, string>())
                dynamics.Initial<float>(entry.Parameters preset, [| 1n |], 0UL, 0u) |> ignore)

        theory
            "SpikingJelly's LIF is a preset"
            [ "Value", "true"; "Value", "false"; "Subtract", "true"; "Subtract", "false" ]
            (fun (kind: string, decayInput: string) ->
                assertFollows
                    "LifBox"
                    "spikingjelly_lif"
                    [ "Reset", kind; "DecayInput", decayInput ]
                    [ "TauMemInv", 1.0 / 2.5 ]
                    (fun v x ->
                        let v = if decayInput = "true" then v + (x - v) / 2.5 else v - v / 2.5 + x
                        let z = if v >= 1.0 then 1.0 else 0.0
                        struct (z, reset z v (kind = "Subtract"))))

        theory "SpikingJelly's IF is a preset" [ "Value"; "Subtract" ] (fun (kind: string) ->
            assertFollows "Iaf" "spikingjelly_if" [ "Reset", kind ] [] (fun v x ->
                let v = v + x
                let z = if v >= 1.0 then 1.0 else 0.0
                struct (z, reset z v (kind = "Subtract"))))

        testCase "NIR's LIF is a preset" (fun () ->
            assertFollows "LifBox" "nir_lif" [ "Dt", "1" ] [ "TauMemInv", 0.5 ] (fun v x ->
                let v = v + (0.0 - v + x) / 2.0
                let z = if v > 1.0 then 1.0 else 0.0
                struct (z, reset z v false)))

        theory
            "A delayed reset acts in the next step, an immediate one in the same"
            [
                "Subtract", "Delayed"
                "Zero", "Delayed"
                "None", "Delayed"
                "Subtract", "Immediate"
                "Zero", "Immediate"
            ]
            (fun (kind: string, timing: string) ->
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
                    Expect.equal (Array.head trace.Output[t]) z $"the spike at step {t}"

                    if timing = "Immediate" && z = 1.0 then
                        mem <- if kind = "Zero" then 0.0 else mem - 1.0

                    Expect.floatClose (Expect.within 1e-12) (state trace "Mem" t 0) mem $"Mem at step {t}")
    ]
