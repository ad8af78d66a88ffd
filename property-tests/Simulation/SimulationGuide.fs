/// The F# of docs/simulation.md, compiled and run.
module Neurons.Properties.Simulation.SimulationGuide

open System.IO

open Expecto
open Neurons.Testing

open Neurons
open Neurons.Simulation

type Numbers<'a> = { Tau: 'a; Rate: 'a; Least: 'a; Most: 'a }
type Synapse<'a> = { Weight: 'a; Trace: 'a }

let number (value: float) : Quantity = Quantity.op_Implicit value

let hebb =
    SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, Synapse<Expr>>(
        "Hebb",
        {
            Tau = Quantity.create 20.0 "ms" Interval.positive ""
            Rate = number 0.05
            Least = number 0.0
            Most = number 2.0
        },
        (fun p s -> struct (s.Weight, { Weight = s.Weight - 0.1 * p.Rate; Trace = s.Trace + Expr.Constant 1.0 })),
        (fun p s -> { s with Weight = s.Weight + p.Rate * s.Trace }),
        (fun p s elapsed -> { s with Trace = s.Trace * Expr.Exp(-elapsed / p.Tau) }),
        bounds = struct ("Least", "Most")
    )

let private coba () =
    use net = new Simulator<float32>(dt = 0.1, seed = 1UL)
    let start = readOnlyDict [ "V", SimulationParameter.op_Implicit (Distribution.Uniform(-60.0, -50.0)) ]

    let neurons =
        net.Add("neurons", CondExpLif(4000, CondExpLifOptions(Inhibition = true, Current = true)), start)

    net.Connect(neurons.Slice(0, 3200), neurons, "excitatory", FixedProbability 0.02, 0.6, 0.1)
    |> ignore

    net.Connect(neurons.Slice(3200, 800), neurons, "inhibitory", FixedProbability 0.02, 6.7, 0.1)
    |> ignore

    net.Drive(neurons, "current", 20.0)
    let spikes = net.RecordSpikes neurons
    net.Run 1000.0 |> ignore
    printfn "%.1f Hz" (spikes.Rate(200.0, 1000.0))
    spikes.Rate(200.0, 1000.0)

let private cuba () =
    use net = new Simulator<float32>(dt = 0.1, seed = 1UL)
    let start = readOnlyDict [ "V", SimulationParameter.op_Implicit (Distribution.Uniform(-60.0, -50.0)) ]

    let neurons =
        net.Add("neurons", PscExpLif(4000, PscExpLifOptions(VRest = -49.0, Inhibition = true)), start)

    net.Connect(neurons.Slice(0, 3200), neurons, "excitatory", FixedProbability 0.02, 1.62, 0.1)
    |> ignore

    net.Connect(neurons.Slice(3200, 800), neurons, "inhibitory", FixedProbability 0.02, -9.0, 0.1)
    |> ignore

    let spikes = net.RecordSpikes neurons
    net.Run 1000.0 |> ignore
    printfn "%.1f Hz" (spikes.Rate(200.0, 1000.0))
    spikes.Rate(200.0, 1000.0)

let private ownRule () =
    use net = new Simulator<float32>(seed = 1UL)
    let inputs = net.Add("inputs", 100, PoissonSpikes 30.0)
    let neurons = net.Add("neurons", PscExpLif(50, PscExpLifOptions(Inhibition = true)))
    let delays = SimulationParameter.op_Implicit (Distribution.Uniform(0.0, 5.0))

    let synapses =
        net.Connect(inputs, neurons, "excitatory", FixedProbability 0.5, 1.5, delays, hebb.Rule())

    net.Drive(neurons, "inhibitory", ConstantCurrent 0.0)
    net.Run 1000.0 |> ignore
    printfn "%g" (Seq.average (synapses.Weights.ToArray()))
    Seq.average (synapses.Weights.ToArray())

[<Tests>]
let tests =
    testList "Neurons.Properties.Simulation.SimulationGuide" [
        testCase "Every line of the guide's F# is in this file" (fun () ->
            Guide.isCompiled
                (Path.Combine(__SOURCE_DIRECTORY__, "../../docs/simulation.md"))
                (Path.Combine(__SOURCE_DIRECTORY__, __SOURCE_FILE__)))

        // the recorded networks of Brian2 fire at 5.6 and 21.6 Hz
        testCase "The networks fire about as often as Brian2 finds" (fun () ->
            Expect.floatClose { absolute = 0.7; relative = 0.0 } (cuba ()) 5.6 "CUBA"
            Expect.floatClose { absolute = 4.0; relative = 0.0 } (coba ()) 21.6 "COBA")

        testCase "A rule of one's own changes weights" (fun () ->
            let mean = ownRule ()
            Expect.isTrue (mean > 0.0f && mean < 2.0f && abs (mean - 1.5f) > 0.01f) $"{mean}")
    ]
