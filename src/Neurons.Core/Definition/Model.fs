namespace Neurons

open System
open System.Collections.Generic
open Neurons.Symbolic
open Neurons.Compile

/// A named choice of options and parameters, such as a library's or a paper's.
type Preset<'Options, 'Quantities> = { Name: string; Source: string; Options: 'Options; Parameters: 'Quantities }

/// A neuron as its author writes it: generic in options, and records of parameters and states.
type Model<'Options, 'Quantities, 'Parameters, 'State> = {
    Name: string
    Summary: string
    Source: string
    /// The unit of dt.
    TimeUnit: string
    /// The default options.
    Options: 'Options
    Dt: 'Options -> float
    /// Defaults, units, ranges and meanings.
    Parameters: 'Quantities
    /// Units and meanings, in the order of the fields.
    States: Quantity list
    Presets: Preset<'Options, 'Quantities> list
    /// The names of the inputs; one for most.
    Inputs: 'Options -> string list
    /// Whether the output is a spike.
    Spikes: bool
    /// One step: the output and the next state.
    Step: 'Options -> 'Parameters -> 'State -> Expr list -> struct (Expr * 'State)
    Initial: 'Options -> 'Parameters -> 'State
    Constraints: 'Options -> 'Parameters -> Constraint list
    /// The laws that hold for it.
    Invariants: Invariant list
}

module Model =
    open System.Diagnostics.CodeAnalysis

    /// The default parameters as values.
    let defaults<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Quantities, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Values>
        (quantities: 'Quantities)
        : 'Values =
        Records.values<'Quantities, Quantity> quantities
        |> Array.map (fun q -> Shared q.Value)
        |> Records.ofValues<'Values, ParameterValue>

    let private text (value: obj) =
        match value with
        | :? float as x -> x.ToString("R", Globalization.CultureInfo.InvariantCulture)
        | :? bool as b -> if b then "true" else "false"
        | null -> "none"
        | other -> string other

    let private optionTexts<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options> (options: 'Options) =
        if Records.isRecord<'Options> then
            Records.valuesOrNull<'Options, obj> options
            |> Array.map2 (fun name value -> struct (name, text value)) Records.names<'Options>
        else
            [||]

    /// Refuses a model without a name, with inputs that cannot be told apart, or with a default that it would itself refuse.
    let private check name (inputs: string[]) (parameters: string[]) (quantities: Quantity[]) =
        if String.IsNullOrWhiteSpace name then
            invalidArg (nameof name) "The name of the model is empty."

        if inputs.Length = 0 || (Array.distinct inputs).Length < inputs.Length then
            let names = String.Join(", ", inputs)

            invalidArg
                (nameof inputs)
                $"%s{name}: the inputs are [%s{names}]; there must be at least one, each with its own name."

        for parameter, quantity in Array.zip parameters quantities do
            if not (quantity.Range.Contains quantity.Value) then
                raise (
                    ArgumentOutOfRangeException(
                        parameter,
                        quantity.Value,
                        $"%s{name}: the default of %s{parameter} is %s{text quantity.Value}; it must be %s{quantity.Range.Demand quantity.Value}."
                    )
                )

    /// The constants among the nodes of a trace that are its time step: those that follow it in a trace of half the step. None where the
    /// options have no field Dt.
    let private timeSteps<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options>
        (trace: 'Options -> Expr[])
        (dt: 'Options -> float)
        (options: 'Options)
        (roots: Expr[])
        =
        let found = HashSet<Expr>(HashIdentity.Reference)
        let whole = dt options

        match Records.tryWith "Dt" (box (whole / 2.0)) options with
        | ValueSome finer when dt finer = whole / 2.0 ->
            let nodes, others = Fold.nodes roots, Fold.nodes (trace finer)

            // Otherwise the step has other equations with another dt, and nothing is known of its constants.
            if nodes.Length = others.Length then
                for node, other in Array.zip nodes others do
                    match node, other with
                    | Constant a, Constant b when a = whole && b = whole / 2.0 -> found.Add node |> ignore
                    | _ -> ()
        | _ -> ()

        found

    /// Traces the step with its options chosen.
    let define<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Quantities, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Parameters, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'State>
        (model: Model<'Options, 'Quantities, 'Parameters, 'State>)
        (options: 'Options)
        : Definition =
        let dt = model.Dt options

        if not (Interval.positive.Contains dt) then
            raise (
                ArgumentOutOfRangeException(
                    "Dt",
                    dt,
                    $"%s{model.Name}: Dt is %s{text dt}; it must be %s{Interval.positive.Demand dt}."
                )
            )

        let parameterNames = Records.names<'Parameters>
        let stateNames = Records.names<'State>
        let parameters = Equations.leaves Parameter parameterNames
        let states = Equations.leaves State stateNames
        let inputNames = List.toArray (model.Inputs options)
        let quantities = Records.values<'Quantities, Quantity> model.Parameters
        check model.Name inputNames parameterNames quantities
        let inputs = Equations.leaves Input inputNames
        let record = Records.ofValues<'Parameters, Expr> parameters

        let trace options =
            let struct (output, next) =
                model.Step options record (Records.ofValues<'State, Expr> states) (List.ofArray inputs)

            let next = Records.values<'State, Expr> next
            struct (output, next, Records.values<'State, Expr> (model.Initial options record))

        let roots (struct (output, next, initial)) = Array.concat [ [| output |]; next; initial ]
        let struct (output, next, initial) as traced = trace options

        {
            Name = model.Name
            Summary = model.Summary
            Source = model.Source
            Options = optionTexts options
            Dt = dt
            TimeUnit = model.TimeUnit
            InputNames = inputNames
            ParameterNames = parameterNames
            ParameterInfo = quantities
            StateNames = stateNames
            StateInfo =
                (if model.States.Length <> stateNames.Length then
                     invalidArg
                         "States"
                         $"%s{model.Name} describes %d{model.States.Length} states, the record has %d{stateNames.Length}."
                 else
                     List.toArray model.States)
            OutputName = (if model.Spikes then "z" else "y")
            Spikes = model.Spikes
            Equations =
                Equations.check {
                    Inputs = inputs
                    States = states
                    Parameters = parameters
                    Outputs = [| output |]
                    Next = next
                }
            Initial = initial
            TimeSteps = lazy (timeSteps (trace >> roots) model.Dt options (roots traced))
            Constraints = List.toArray (model.Constraints options record)
            Invariants = List.toArray model.Invariants
        }
