/// Neurons that are joined by conductances, driven by a current: Vogels and Abbott 2005, as in Brette et al. 2007.
module Simulations.FSharp.Coba

open Neurons
open Neurons.Simulation

let run (seed: uint64) (size: int) =
    use net = new Simulator<float32>(dt = 0.1, seed = seed)
    let start = readOnlyDict [ "V", SimulationParameter.op_Implicit (Distribution.Uniform(-60.0, -50.0)) ]

    let neurons =
        net.Add("neurons", CondExpLif(size, CondExpLifOptions(Inhibition = true, Current = true)), start)

    let e, i = neurons.Slice(0, size * 4 / 5), neurons.Slice(size * 4 / 5, size / 5)
    let some = FixedProbability(80.0 / float size)
    net.Connect(e, neurons, "excitatory", some, 0.6, 0.1) |> ignore
    net.Connect(i, neurons, "inhibitory", some, 6.7, 0.1) |> ignore
    net.Drive(neurons, "current", 20.0)
    let ofE, ofI = net.RecordSpikes e, net.RecordSpikes i
    net.Run 200.0 |> ignore
    struct (net.Run(1000.0), [| ofE.Window(200.0, 1200.0, "E"); ofI.Window(200.0, 1200.0, "I") |])
