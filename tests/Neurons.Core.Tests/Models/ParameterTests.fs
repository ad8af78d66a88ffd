module Neurons.Tests.Models.ParameterTests

open System
open Xunit
open Neurons
open Neurons.Tests.Models.Traces

let names = Traces.names

let private refused (entry: ModelEntry) (options: (string * string) list) changes =
    let e =
        Assert.Throws<ArgumentOutOfRangeException>(fun () ->
            (dynamics entry options).Initial<float>(parameters entry changes, [| 1n |], 0UL, 0u) |> ignore)

    e.Message

[<Theory; MemberData(nameof names)>]
let ``A parameter outside its range is refused with its name, value and range`` (name: string) =
    let entry = Models.find name
    let definition = entry.Definition

    for p in 0 .. definition.ParameterNames.Length - 1 do
        let range = definition.ParameterInfo[p].Range
        let beyond bound step = if Double.IsFinite bound then [ bound + step ] else []
        let bad = [ nan; infinity ] @ beyond range.Least -0.5 @ beyond range.Most 0.5

        for value in bad do
            let parameter = definition.ParameterNames[p]
            let shown = value.ToString("R", Globalization.CultureInfo.InvariantCulture)

            Assert.Contains(
                $"{name}: {parameter} is {shown}; it must be {range}",
                refused entry [] [ parameter, value ]
            )

[<Theory; MemberData(nameof names)>]
let ``A model says what its parameters and states are and has valid defaults`` (name: string) =
    let entry = Models.find name
    let definition = entry.Definition
    (dynamics entry []).Initial<float>(entry.Parameters "", [| 1n |], 0UL, 0u) |> ignore

    for quantity in Array.append definition.ParameterInfo definition.StateInfo do
        Assert.False(String.IsNullOrEmpty quantity.Meaning)

[<Theory>]
[<InlineData("Lif", "VTh", -1.0, "VTh > VReset")>]
[<InlineData("GifRef", "VThReset", -80.0, "VThReset > VReset")>]
[<InlineData("QuaIf", "VC", -70.0, "VC > VRest")>]
[<InlineData("Alpha", "Alpha", 0.7, "Alpha > Beta (else the kernel changes its sign)")>]
[<InlineData("CubaLif", "TauSynInv", 2001.0, "dt · TauSynInv ≤ 2")>]
[<InlineData("CobaLif", "GL", 5.0, "dt · CMInv · GL ≤ 2")>]
[<InlineData("Lapicque", "C", 0.05, "dt/(R·C) ≤ 2")>]
[<InlineData("ExtendedLif", "MaxThreshold", 0.5, "MaxThreshold > MinThreshold")>]
[<InlineData("ExtendedLif", "NoiseStd", 0.0, "NoiseStd > 0 (as spikes are random)")>]
[<InlineData("ExtendedLif", "Tau", 0.4, "dt / Tau ≤ 2")>]
[<InlineData("Izhikevich", "VTh", -66.0, "VTh > C")>]
let ``Parameters that do not fit each other are refused with the rule``
    (name: string, parameter, value: float, rule: string)
    =
    Assert.Contains(rule, refused (Models.find name) [] [ parameter, value ])

[<Fact>]
let ``Without noise the deterministic neuron is valid`` () =
    let entry = Models.find "ExtendedLif"
    let dynamics = dynamics entry [ "Stochastic", "false" ]
    dynamics.Initial<float>(parameters entry [ "NoiseStd", 0.0 ], [| 1n |], 0UL, 0u) |> ignore

[<Fact>]
let ``Lapicque's neuron can be given by its decay and R or C`` () =
    for p in [ Lapicque.ofBetaAndR 1.0 0.9 5.0; Lapicque.ofBetaAndC 1.0 0.9 (-1.0 / (5.0 * log 0.9)) ] do
        match p.R, p.C with
        | Shared r, Shared c ->
            Assert.Equal(5.0, r, 1e-12)
            Assert.Equal(0.9, exp (-1.0 / (r * c)), 1e-12)
        | _ -> Assert.Fail "both are shared"

    let e = Assert.Throws<ArgumentOutOfRangeException>(fun () -> Lapicque.ofBetaAndR 1.0 1.0 5.0 |> ignore)
    Assert.Contains("beta is 1; it must be in (0, 1)", e.Message)
