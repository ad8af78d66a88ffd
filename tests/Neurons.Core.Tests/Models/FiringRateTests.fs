/// The firing rate at a constant input (f–I curve) against its closed form.
module Neurons.Tests.Models.FiringRateTests

open System
open Xunit
open Neurons
open Neurons.Tests.Models.Traces

/// The time from the reset to the threshold: τ ln (R x / (R x − V_th)), with V_rest = V_reset = 0.
let private rise (tau: float) (r: float) (vTh: float) (x: float) = tau * log (r * x / (r * x - vTh))

let private gaps trace = spikeSteps trace |> Array.pairwise |> Array.map (fun (a, b) -> b - a)

[<Theory>]
[<InlineData 1.001>]
[<InlineData 1.1>]
[<InlineData 1.5>]
[<InlineData 3.0>]
[<InlineData 20.0>]
let ``A leaky neuron fires after the time of the closed form, rounded up to a step`` (x: float) =
    let entry = Models.find "Lif"
    let dt = 0.1
    let steps = int (ceil (rise 5.0 1.0 1.0 x / dt))
    let gaps = gaps (constant (dynamics entry [ "Reset", "Hard" ]) (entry.Parameters "") 4000 x)
    Assert.True(gaps.Length > 5)
    Assert.All(gaps, fun gap -> Assert.Equal(steps, gap))

[<Theory>]
[<InlineData(0.1, 5.0)>]
[<InlineData(0.1, 1.65)>]
[<InlineData(0.02, 5.0)>]
let ``The refractory period adds to the closed form`` (dt: float, tauRef: float) =
    let entry = Models.find "LifRef"
    let dynamics = dynamics entry [ "Reset", "Hard"; "Dt", string dt ]

    for x in [ 1.05; 1.5; 4.0 ] do
        let gaps = gaps (constant dynamics (parameters entry [ "TauRef", tauRef ]) 20000 x)
        Assert.True(gaps.Length > 5)

        Assert.All(
            gaps,
            fun gap ->
                Assert.InRange(float gap * dt, tauRef + rise 5.0 1.0 1.0 x - dt, tauRef + rise 5.0 1.0 1.0 x + 2.0 * dt)
        )

[<Fact>]
let ``No neuron fires at or below the current that just reaches the threshold`` () =
    let entry = Models.find "Lif"
    Assert.Equal(0.0, spikes (constant (dynamics entry []) (entry.Parameters "") 10000 0.999999))

[<Fact>]
let ``A neuron with immediate reset fires at the rate of its charge`` () =
    let entry = Models.find "Iaf"
    let trace = constant (dynamics entry [ "Reset", "Subtract" ]) (entry.Parameters "") 10000 0.37
    Assert.Equal(3699.5, spikes trace, 0.5)
