module Neurons.Properties.Plots.FigureProperties

open System
open System.Globalization
open System.Text.RegularExpressions
open System.Xml.Linq

open Expecto
open FsCheck.FSharp
open Neurons.Testing

open Neurons.Plots

/// A curve on two axes, each linear or logarithmic.
type private Case = { Points: (float * float)[]; LogX: bool; LogY: bool }

let private svg name = XName.Get(name, "http://www.w3.org/2000/svg")

let private color = "#123456"

/// Numbers of all sizes, and what is none.
let private number =
    let sized =
        Gen.map2 (fun m e -> float m / 1000.0 * 10.0 ** float e) (Gen.choose (-10_000, 10_000)) (Gen.choose (-100, 100))

    let usual = Gen.choose (-1000, 1000) |> Gen.map (fun n -> float n / 10.0)

    let strange =
        Gen.elements [ nan; infinity; -infinity; 0.0; -0.0; Double.Epsilon; Double.MaxValue; -1e300 ]

    Gen.frequency [ 6, usual; 3, sized; 1, strange ]

let private cases =
    let gen =
        Gen.map3
            (fun points logX logY -> { Points = List.toArray points; LogX = logX; LogY = logY })
            (Gen.resize 20 (Gen.listOf (Gen.zip number number)))
            (Gen.elements [ false; true ])
            (Gen.elements [ false; true ])

    let simpler case = seq {
        for i in 0 .. case.Points.Length - 1 do
            { case with Points = Array.removeAt i case.Points }

        if case.LogX then
            { case with LogX = false }

        if case.LogY then
            { case with LogY = false }

        for i in 0 .. case.Points.Length - 1 do
            let x, y = case.Points[i]

            for x in Numbers.simpler x do
                { case with Points = Array.updateAt i (x, y) case.Points }

            for y in Numbers.simpler y do
                { case with Points = Array.updateAt i (x, y) case.Points }
    }

    Arb.fromGenShrink (gen, simpler)

let private draw case =
    let axis isLog (label: string) = if isLog then Axis.Log label else Axis label
    let xs, ys = Array.unzip case.Points
    Figure("", Panel("", axis case.LogY "y", axis case.LogX "x").Line("curve", xs, ys, color = color))

let private isShown isLog value = Double.IsFinite value && (not isLog || value > 0.0)

let private shown case =
    case.Points |> Array.filter (fun (x, y) -> isShown case.LogX x && isShown case.LogY y)

/// The frame's size and the places that the curve goes through.
let private places (root: XElement) =
    let frame = root.Element(svg "svg")

    let size (name: string) =
        Double.Parse(frame.Attribute(XName.Get name).Value, CultureInfo.InvariantCulture)

    let path =
        frame.Descendants(svg "path")
        |> Seq.filter (fun path -> path.Attribute(XName.Get "stroke").Value = color)
        |> Seq.map (fun path -> path.Attribute(XName.Get "d").Value)
        |> String.concat ""

    let parse (group: Group) = Double.Parse(group.Value, CultureInfo.InvariantCulture)

    let spots = [|
        for spot in Regex.Matches(path, @"[ML](-?[\d.]+) (-?[\d.]+)") -> parse spot.Groups[1], parse spot.Groups[2]
    |]

    size "width", size "height", spots

/// Where values are, as shares of the way from the first to the last of them.
let private shares isLog (values: float[]) =
    // numbers beyond this are drawn at the edge
    let bounded =
        values |> Array.map (fun value -> Math.Clamp(value, (if isLog then 1e-300 else -1e300), 1e300))

    let forth = if isLog then bounded |> Array.map Math.Log10 else bounded
    let low, high = Array.min forth, Array.max forth
    forth |> Array.map (fun value -> (value - low) / (high - low)), high - low > 1e-6 * max (abs low) (abs high)

[<Tests>]
let tests =
    testList "Neurons.Properties.Plots.FigureProperties" [
        property
            "Each point of a curve is drawn within the frame, in its order and to the scale of both axes"
            400
            cases
            (fun case ->
                let points = shown case
                let width, height, spots = places (XDocument.Parse((draw case).ToSvg()).Root)
                Expect.equal spots.Length points.Length "points that are drawn"

                for x, y in spots do
                    Expect.isInRange x (-0.01, width + 0.01) "x"
                    Expect.isInRange y (-0.01, height + 0.01) "y"

                if points.Length > 1 then
                    for isLog, of', pixels in
                        [
                            case.LogX, Array.map fst points, Array.map fst spots
                            case.LogY, Array.map snd points, spots |> Array.map (fun (_, y) -> height - y)
                        ] do
                        let shares, isWide = shares isLog of'

                        if isWide then
                            let low, high = Array.min pixels, Array.max pixels

                            for share, pixel in Array.zip shares pixels do
                                Expect.isInRange
                                    (pixel - low - share * (high - low))
                                    (-0.03, 0.03)
                                    "the place on the axis")

        property "What is not drawn is counted, and nothing of it gets into the file" 200 cases (fun case ->
            let figure = draw case
            let text = figure.ToSvg()
            Expect.isFalse (Regex.IsMatch(text, "\"[^\"<>]*(NaN|Infinity|∞)")) "a number that is none"
            let count = case.Points.Length

            let finite =
                case.Points |> Array.filter (fun (x, y) -> Double.IsFinite x && Double.IsFinite y) |> Array.length

            let drawn = (shown case).Length

            let expected =
                if count = 0 then 1 // no data
                elif drawn = 0 then 1 // why there is nothing
                else Convert.ToInt32((finite < count)) + Convert.ToInt32((drawn < finite))

            Expect.equal figure.Notices.Count expected "notices"

            for notice in figure.Notices do
                let texts = XDocument.Parse(text).Descendants(svg "text") |> Seq.map _.Value
                Expect.isTrue (Seq.contains notice texts) notice)
    ]
