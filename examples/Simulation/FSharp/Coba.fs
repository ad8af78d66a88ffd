/// Neurons that are joined by conductances, driven by a current: Vogels and Abbott 2005, as in Brette et al. 2007.
module Simulations.FSharp.Coba

open System.Collections.Generic
open Neurons
open Neurons.Simulation

let run (seed: uint64) =
    use net = new Simulator<float32>(dt = 0.1, seed = seed)
    let start = Dictionary(dict [ "V", Values.op_Implicit (Distribution.Uniform(-60.0, -50.0)) ])

    let neurons =
        net.Add("neurons", CondExpLif(4000, CondExpLifOptions(Inhibition = true, Current = true)), start)

    let e, i = neurons.Slice(0, 3200), neurons.Slice(3200, 800)
    net.Connect(e, neurons, "excitatory", FixedProbability 0.02, 0.6, 0.1) |> ignore
    net.Connect(i, neurons, "inhibitory", FixedProbability 0.02, 6.7, 0.1) |> ignore
    net.Drive(neurons, "current", 20.0)
    let ofE, ofI = net.RecordSpikes e, net.RecordSpikes i
    net.Run 1200.0 |> ignore
    [| ofE.Window(200.0, 1200.0, "E"); ofI.Window(200.0, 1200.0, "I") |]
