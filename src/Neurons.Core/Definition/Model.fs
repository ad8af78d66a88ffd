namespace Neurons

open System
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
        | other -> other.ToString()

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
                $"{name}: the inputs are [{names}]; there must be at least one, each with its own name."

        for parameter, quantity in Array.zip parameters quantities do
            if not (quantity.Range.Contains quantity.Value) then
                raise (
                    ArgumentOutOfRangeException(
                        parameter,
                        quantity.Value,
                        $"{name}: the default of {parameter} is {text quantity.Value}; it must be {quantity.Range.Demand quantity.Value}."
                    )
                )

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
                    $"{model.Name}: Dt is {text dt}; it must be {Interval.positive.Demand dt}."
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

        let struct (output, next) =
            model.Step options record (Records.ofValues<'State, Expr> states) (List.ofArray inputs)

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
                         $"{model.Name} describes {model.States.Length} states, the record has {stateNames.Length}."
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
                    Next = Records.values<'State, Expr> next
                }
            Initial = Records.values<'State, Expr> (model.Initial options record)
            Constraints = List.toArray (model.Constraints options record)
            Invariants = List.toArray model.Invariants
        }
