/// Upswings that run away, against the equations of the source written out: plain numbers without any limit.
module Neurons.Tests.Models.UpswingTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

let private models = [ "ExpIf"; "ExpIfRef"; "AdExIf"; "AdExIfRef"; "QuaIf"; "AdQuaIf"; "AdQuaIfRef" ]

let private cases = [
    for name in models do
        for reset in [ "Soft"; "Hard" ] -> name, reset
]

let private exprel (a: float) = if abs a < 1e-9 then 1.0 + a / 2.0 else (exp a - 1.0) / a

/// brainpy.state's equations for a neuron from a potential on: the spike and the potential after each step.
let private original (s: ModelEntry) (values: ParameterValue[]) reset (dt: float) (v0: float) (xs: float[]) =
    let parameter name =
        match Definition.tryIndex s.Definition.ParameterNames name with
        | Some i -> (values[i].ToArray())[0]
        | None -> 0.0

    let p = parameter
    let height = p "VTh" - p "VReset"
    let isExponential = s.Name.Contains "ExpIf" || s.Name.Contains "AdExIf"
    let adapts = s.Name.StartsWith "Ad"
    let mutable v = v0
    let mutable w = 0.0
    let mutable since = infinity

    xs
    |> Array.map (fun x ->
        let z = if (v - p "VTh") * (1.0 / height) >= 0.0 then 1.0 else 0.0

        let held =
            if reset = "Soft" then v - height * z
            elif z = 1.0 then p "VReset"
            else v

        let heldW = w + p "B" * z
        let dt' = dt / p "Tau"

        let force, slope =
            if isExponential then
                let e = exp ((held - p "VT") / p "DeltaT")
                p "DeltaT" * e - (held - p "VRest"), e - 1.0
            else
                p "C" * (held - p "VRest") * (held - p "VC"), p "C" * (2.0 * held - p "VRest" - p "VC")

        let force = force + p "R" * (x - heldW)
        let free = held + dt' * exprel (dt' * slope) * force
        since <- since + 1.0
        let isHeld = since * dt < p "TauRef" - 1e-9
        v <- if isHeld then held else free

        if adapts then
            let rate = dt / p "TauW"
            let pull = p "A" * (free - p "VRest") - heldW
            w <- if isHeld then heldW else heldW + rate * exprel -rate * pull

        let z = if v >= p "VTh" then 1.0 else 0.0
        since <- if z = 1.0 then 0.0 else since
        struct (z, v))

let private isNumber (struct (_, v): struct (float * float)) = not (Double.IsNaN v)

/// Inhibition that hits in the middle of an upswing, where e is steep and the force turns around; then a drive.
let private inhibited (row: float[]) x =
    let blow = -(10.0 ** (4.5 + 2.5 * row[0]))
    Array.init 1000 (fun t -> if t % 500 < 3 then blow else 2.0 * x * Numbers.at row t)

let private all<'T> (tensor: Tensor<'T>) : float[] =
    let values: 'T[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values |> Array.map (fun x -> Convert.ToDouble(box x))

let private tensorOf<'T> (lengths: nativeint[]) (values: float[]) =
    Tensor.Create(Array.map Element.ofFloat<'T> values, ReadOnlySpan lengths)

let private assertFinite (values: float[]) =
    for v in values do
        Expect.isTrue (Double.IsFinite v) $"{v} is finite"

/// Output, potential and gradients of a neuron from a potential on, all of them finite; the output.
let private finite<'T> (dynamics: Dynamics) (values: ParameterValue[]) (v0: float) (xs: float[]) =
    let initial = dynamics.Initial<'T>(values, [| 1n |], 0UL, 0u)
    let moved = Array.copy initial.Values
    moved[0] <- tensorOf<'T> [| 1n |] [| v0 |]
    let over = [| nativeint xs.Length; 1n |]
    let records = Array.append [| Outputs |] (dynamics.Definition.StateNames |> Array.map StateOver)
    let inputs = [| EachStep(tensorOf<'T> over xs) |]
    let run = Pullback.run dynamics values { initial with Values = moved } inputs records ValueNone
    let ones = tensorOf<'T> over (Array.create xs.Length 1.0)

    let gradients =
        run.Gradients(
            records |> Array.mapi (fun r _ -> if r < 2 then ones else null),
            moved |> Array.map (fun _ -> null),
            {
                Inputs = [| true |]
                State = true
                Parameters = values |> Array.map (fun _ -> true)
                InputBuffers = null
            }
        )

    run.Recorded |> Array.iter (all >> assertFinite)
    gradients.Inputs |> Array.iter (all >> assertFinite)
    gradients.State |> Array.iter (all >> assertFinite)
    gradients.Parameters |> Array.iter (_.ToArray() >> assertFinite)
    all run.Recorded[0]

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.UpswingTests" [
        theory
            "As long as the original's potential is a number, the spikes are the original's"
            cases
            (fun (name: string, reset: string) ->
                let entry = Models.find name
                let dynamics = dynamics entry [ "Reset", reset ]
                let values = parameters entry [ "VTh", -30.0 ]
                let x = drive dynamics values
                let mutable beyond, steps, seen = 0, 0, 0

                check 40 (Numbers.rows Numbers.uniform) (fun row ->
                    let v0 = -36.0 + 5.5 * Array.last row
                    let xs = inhibited row x
                    let expected = original entry values reset 0.1 v0 xs |> Array.takeWhile isNumber
                    let start = dynamics.Initial<float>(values, [| 1n |], 0UL, 0u)
                    let moved = Array.copy start.Values
                    moved[0] <- tensor [ 1 ] [| v0 |]

                    let trace =
                        runFrom dynamics values { start with Values = moved } (xs |> Array.map Array.singleton)

                    let potentials = trace.States["V"] |> Array.map Array.head

                    // an upswing magnifies what is rounded: two that have drifted apart say nothing of each other
                    let together =
                        Array.zip expected potentials[.. expected.Length - 1]
                        |> Array.takeWhile (fun (struct (_, v), mine) -> abs (v - mine) <= 1e-6 * (1.0 + abs v))
                        |> Array.length

                    let compared = min expected.Length (together + 1)
                    let spikes = expected |> Array.map (fun (struct (z, _)) -> z)

                    Expect.equal
                        (trace.Output |> Array.map Array.head |> Array.truncate compared)
                        (Array.truncate compared spikes)
                        "the spikes"

                    steps <- steps + expected.Length
                    seen <- seen + compared

                    if expected |> Array.exists (fun (struct (_, v)) -> abs v > 1e7) then
                        beyond <- beyond + 1)

                if replayed.IsNone then
                    Expect.isGreaterThan (float seen / float steps) 0.9 "the share of steps before a drift"

                // the runs go where a limit of the exponents would show
                if (name.Contains "Exp" || name.Contains "AdEx") && replayed.IsNone then
                    Expect.isGreaterThan beyond 10 "runs of 40")

        theory
            "An upswing that runs away leaves finite numbers and gradients"
            cases
            (fun (name: string, reset: string) ->
                let entry = Models.find name
                let dynamics = dynamics entry [ "Reset", reset ]

                // a sharp upswing overflows before it comes to the threshold
                for changes in
                    [
                        []
                        (if Array.contains "DeltaT" entry.Definition.ParameterNames then
                             [ "DeltaT", 0.7 ]
                         else
                             [])
                    ] do
                    let values = parameters entry changes
                    let x = 30.0 * drive dynamics (entry.Parameters "")

                    for v0 in [ -55.0; -40.0; -31.0; -25.0; 1e6; 1e29; -1e6; -1e15 ] do
                        for xs in [ Array.create 4 x; Array.create 4 -1e5 ] do
                            finite<float> dynamics values v0 xs |> ignore
                            finite<float32> dynamics values v0 xs |> ignore)

        theory
            "A neuron that has run away fires at every step until it is reset to a value"
            cases
            (fun (name: string, reset: string) ->
                let entry = Models.find name
                let dynamics = dynamics entry [ "Reset", reset ]
                let values = entry.Parameters ""
                let expected = Array.create 50 (if reset = "Soft" then 1.0 else 0.0)

                for v0 in [ 1e12; 1e25; 1e30 ] do
                    Expect.equal
                        (finite<float> dynamics values v0 (Array.zeroCreate 50))
                        expected
                        "the spikes in float64"

                    Expect.equal
                        (finite<float32> dynamics values v0 (Array.zeroCreate 50))
                        expected
                        "the spikes in float32")
    ]
