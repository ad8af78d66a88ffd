module Neurons.Tests.Plasticity.TsodyksMarkramTests

open Xunit
open Neurons
open Neurons.Tests.Learning.Numbers

/// The outputs of one synapse at its spikes, one every `interval` steps.
let private responses (p: TsodyksMarkram.Parameters<ParameterValue>) interval count =
    let synapse = TsodyksMarkram.create<float> TsodyksMarkram.options

    let z =
        tensor [ interval * count; 1 ] (Array.init (interval * count) (fun t -> if t % interval = 0 then 1.0 else 0.0))

    let struct (output, _) = synapse.Integral p (synapse.Initial(p, [| 1 |])) z
    Array.init count (fun k -> (values output)[k * interval])

[<Fact>]
let ``A synapse at rest passes on the share U of its resources`` () =
    Assert.Equal(0.45, (responses TsodyksMarkram.parameters 10 1)[0], 1e-15)

[<Fact>]
let ``A synapse that uses much of its resources is depressed by a train, one that uses little is facilitated`` () =
    let depressed = responses TsodyksMarkram.parameters 20 6
    Assert.Equal<float[]>(Array.sortDescending depressed, depressed)

    let facilitating = {
        TsodyksMarkram.parameters with
            USe = Shared 0.02
            TauFInv = Shared 1.0
            TauDInv = Shared 20.0
    }

    let facilitated = responses facilitating 20 6
    Assert.Equal<float[]>(Array.sort facilitated, facilitated)
    Assert.True(facilitated[5] > 2.0 * facilitated[0])

[<Fact>]
let ``A long train settles where use and recovery balance`` () =
    // without facilitation (u falls back to 0), a spike leaves (1 − U)x, and the rest recovers by the factor r in an interval
    let u, interval = 0.3, 200

    let p = {
        TsodyksMarkram.parameters with
            USe = Shared u
            TauFInv = Shared 1000.0
            TauDInv = Shared 5.0
    }

    let kept = 0.995 ** float (interval - 1)
    // x before a spike is 1 − (1 − x₊)·kept, with x₊ = x(1 − U) + (1 − x)·dt·τ_d_inv behind the one before; solved for x
    let settled = (1.0 - kept * (1.0 - 0.005)) / (1.0 - kept * (1.0 - u - 0.005))
    Assert.Equal(u * settled, (responses p interval 60)[59], 1e-12)
