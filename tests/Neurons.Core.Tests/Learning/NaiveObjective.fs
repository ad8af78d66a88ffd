/// The losses written out with lists, one number at a time, in float64.
module Neurons.Tests.Learning.NaiveObjective

open Neurons.Learning

/// x.[t].[sample].[output]
type Output = float list list list

let private classSums population (row: float list) = row |> List.chunkBySize population |> List.map List.sum

let private over (readout: Readout) (values: float list) =
    match readout with
    | MaxOverTime -> List.max values
    | MeanOverTime -> List.average values
    | SumOverTime -> List.sum values
    | NegatedSpikeTime
    | ReciprocalSpikeTime ->
        let t = values |> List.tryFindIndex ((<>) 0.0) |> Option.defaultValue (values.Length - 1) |> float
        if readout = NegatedSpikeTime then -t else 1.0 / (t + 1.0)

/// [sample][class] for each thing that the criterion is applied to.
let private rows (o: Objective) (output: Output) =
    let summed = output |> List.map (List.map (classSums o.Population))

    match o.Reading with
    | ReadOnce readout -> [ summed |> List.transpose |> List.map (List.transpose >> List.map (over readout)) ]
    | ReadEachStep _ -> summed

let private weight (weights: float[]) c = if isNull weights then 1.0 else weights[c]

let private crossEntropy (o: CrossEntropy.Options) (labels: int[]) (row: float list list) =
    let costs =
        row
        |> List.mapi (fun sample values ->
            let total = values |> List.sumBy exp
            let cost c = weight o.ClassWeights c * -log(exp values[c] / total)
            let all = List.averageBy cost [ 0 .. values.Length - 1 ]
            (1.0 - o.LabelSmoothing) * cost labels[sample] + o.LabelSmoothing * all)

    match o.Average with
    | CrossEntropy.OverSamples -> List.average costs
    | CrossEntropy.OverWeights -> List.sum costs / Array.sumBy (weight o.ClassWeights) labels

let private squaredError (o: SquaredError.Options) steps population (labels: int[]) (row: float list list) =
    let target c label =
        let pick (correct, incorrect) = if c = label then correct else incorrect

        match o.Targets with
        | SquaredError.Rates(correct, incorrect) -> floor (pick (correct, incorrect) * float (steps * population))
        | SquaredError.Potentials(correct, incorrect) -> pick (correct, incorrect)
        | SquaredError.SpikeTimes(correct, incorrect, _) ->
            let time = pick (correct, incorrect)
            -(if time < 0.0 then time + float steps else time)

    let error =
        row |> List.mapi (fun sample values -> values |> List.mapi (fun c v -> v - target c labels[sample]))

    let squares =
        match o.Targets with
        | SquaredError.Rates _ -> error |> List.map (List.map (fun e -> e * e / float steps))
        | SquaredError.Potentials _ -> error |> List.map (List.map (fun e -> e * e))
        | SquaredError.SpikeTimes(_, _, tolerance) ->
            error |> List.map (List.map (fun e -> if abs e < tolerance then 0.0 else (e / float steps) ** 2.0))

    squares
    |> List.mapi (fun sample row -> row |> List.map ((*) (weight o.ClassWeights labels[sample])))
    |> List.concat
    |> List.average

let value (o: Objective) (output: Output) (labels: int[]) =
    let cost row =
        match o.Criterion with
        | Criterion.CrossEntropy options -> crossEntropy options labels row
        | Criterion.SquaredError options -> squaredError options output.Length o.Population labels row

    let costs = rows o output |> List.map cost

    match o.Reading with
    | ReadEachStep SumOfSteps -> List.sum costs
    | ReadOnce _
    | ReadEachStep MeanOfSteps -> List.average costs
