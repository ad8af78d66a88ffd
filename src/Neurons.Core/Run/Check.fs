namespace Neurons.Run

open System
open System.ComponentModel
open System.Numerics.Tensors
open Neurons
open Neurons.Symbolic

/// Checks of what crosses the boundary; messages name the model, the argument, its value and what is allowed.
[<EditorBrowsable(EditorBrowsableState.Never)>]
module Check =
    let internal fail (model: Definition) what = raise (ArgumentException $"%s{model.Name}: %s{what}")

    /// What must be given is not null.
    let present (model: Definition) (name: string) (value: obj) =
        if isNull value then
            raise (ArgumentNullException(name, $"%s{model.Name}: %s{name} is null."))

    let private number (x: float) = x.ToString("R", Globalization.CultureInfo.InvariantCulture)

    let private outOfRange (model: Definition) p (value: float) where =
        let name = model.ParameterNames[p]

        ArgumentOutOfRangeException(
            name,
            value,
            $"%s{model.Name}: %s{name} is %s{number value}%s{where}; it must be %s{model.ParameterInfo[p].Range.Demand value}."
        )

    /// Each value in its parameter's range; of one that is not, the first neuron is reported.
    let ranges (report: Action<ArgumentException>) (model: Definition) (values: ParameterValue[]) =
        for p in 0 .. values.Length - 1 do
            let range = model.ParameterInfo[p].Range

            match values[p] with
            | Shared value ->
                if not (range.Contains value) then
                    report.Invoke(outOfRange model p value "")
            | PerNeuron tensor ->
                let mutable n = 0
                let mutable bad = false

                for value in tensor do
                    if not bad && not (range.Contains value) then
                        bad <- true
                        report.Invoke(outOfRange model p value $" at neuron %d{n}")

                    n <- n + 1

    let private rounded (value: float) = Precision.round Precision.Float32 value

    /// Whether a value is in its range when it is rounded to float32. A bound that is allowed is rounded as the value is, so that only
    /// bounds that are not allowed can be met.
    let private isAllowedInFloat32 (range: Interval) (value: float) =
        let value = rounded value

        Double.IsFinite value
        && (range.LeastAllowed || value > rounded range.Least)
        && (range.MostAllowed || value < rounded range.Most)

    /// What a model was made with, in the precision that computes: the time step, the numbers of the surrogates, and what is made of all of
    /// them.
    let options precision (model: Definition) =
        let refuse (name: string) (value: float) what allowed =
            raise (ArgumentOutOfRangeException(name, value, $"%s{model.Name}: %s{what}; it must be %s{allowed}."))

        let require name (range: Interval) value of' =
            if precision = Precision.Float32 && not (isAllowedInFloat32 range value) then
                refuse
                    name
                    value
                    $"%s{name}%s{of'} is %s{number value}, and in float32 %s{number (rounded value)}"
                    (range.Demand(rounded value))

        let constants of' isAllowed nodes =
            for node in nodes do
                match node with
                | Constant value when not (Double.IsFinite(Precision.round precision value) || isAllowed value) ->
                    let where =
                        if precision = Precision.Float32 then
                            $", and in float32 %s{number (rounded value)}"
                        else
                            ""

                    refuse "constant" value $"a constant of %s{of'} is %s{number value}%s{where}" "finite"
                | _ -> ()

        require "Dt" Interval.positive model.Dt ""
        let nodes = Fold.nodes (Array.append (Compile.Equations.roots model.Equations) model.Initial)

        for surrogate in
            nodes
            |> Array.choose (fun node ->
                match node with
                | Firing(_, surrogate, _) -> Some surrogate
                | _ -> None)
            |> Array.distinct do
            for struct (name, value), range in Array.zip surrogate.Numbers surrogate.Ranges do
                require name range value $" of the surrogate %s{surrogate.Name}"

            let u = Variable { Kind = VariableKind.Input; Index = 0; Name = "u" }
            constants $"the surrogate %s{string surrogate}" (fun _ -> false) (Fold.nodes [ surrogate.Derivative u ])

        // an author may have written ∞, but not a number that becomes it
        constants "the equations" (Double.IsFinite >> not) nodes

    /// Each value in its range when it is rounded to float32, in which the call computes; of one that is not, the first neuron is reported.
    let inFloat32 (model: Definition) (values: ParameterValue[]) =
        for p in 0 .. values.Length - 1 do
            let isAllowed = isAllowedInFloat32 model.ParameterInfo[p].Range

            let refuse value where =
                raise (outOfRange model p value $"%s{where}, and in float32 %s{number (rounded value)}")

            match values[p] with
            | Shared value ->
                if not (isAllowed value) then
                    refuse value ""
            | PerNeuron tensor ->
                let mutable n = 0

                for value in tensor do
                    if not (isAllowed value) then
                        refuse value $" at neuron %d{n}"

                    n <- n + 1

    /// The value of a rule's expression for neuron n; each parameter has one number or one a neuron.
    let private evaluate (flat: float[][]) (rule: Constraint) n =
        Compile.Interpreter.evaluator
            Precision.Float64
            {
                Variable = fun v -> flat[v.Index][n % flat[v.Index].Length]
                Step = 0.0
                Uniform = fun _ _ -> 0.0
            }
            rule.NotNegative

    /// Whether all rules between parameters hold for neuron n.
    let internal holds (model: Definition) (flat: float[][]) n =
        model.Constraints |> Array.forall (fun rule -> evaluate flat rule n >= 0.0)

    /// The rules between parameters, for every neuron if one of those concerned is per neuron. Of a broken rule, the first neuron is
    /// reported.
    let constraints (report: Action<ArgumentException>) (model: Definition) (values: ParameterValue[]) =
        let flat = values |> Array.map _.ToArray()
        let neurons = flat |> Array.fold (fun most numbers -> max most numbers.Length) 1

        for rule in model.Constraints do
            match Seq.init neurons id |> Seq.tryFind (fun n -> not (evaluate flat rule n >= 0.0)) with
            | Some n ->
                let p = Definition.parameterIndex model rule.Parameter
                let value = flat[p][n % flat[p].Length]
                let where = if flat[p].Length > 1 then $" at neuron %d{n}" else ""

                report.Invoke(
                    ArgumentOutOfRangeException(
                        rule.Parameter,
                        value,
                        $"%s{model.Name}: %s{rule.Parameter} is %s{number value}%s{where}; it must satisfy %s{rule.Rule} (dt = %s{number model.Dt})."
                    )
                )
            | None -> ()

    let private throw = Action<ArgumentException> raise

    /// As many values as parameters, none of them missing.
    let complete (model: Definition) (values: ParameterValue[]) =
        if values.Length <> model.ParameterNames.Length then
            fail model $"%d{values.Length} parameters were given; there are %d{model.ParameterNames.Length}."

        for p in 0 .. values.Length - 1 do
            match values[p] with
            | PerNeuron tensor when isNull (box tensor) ->
                raise (
                    ArgumentNullException(
                        model.ParameterNames[p],
                        $"%s{model.Name}: %s{model.ParameterNames[p]} is null."
                    )
                )
            | PerNeuron tensor when tensor.FlattenedLength = 0n ->
                fail model $"%s{model.ParameterNames[p]} has no values (shape %s{Shape.text (Shape.ofTensor tensor)})."
            | _ -> ()

    /// All that can be said of parameters without a state.
    let internal parameters (model: Definition) (values: ParameterValue[]) =
        complete model values
        ranges throw model values
        constraints throw model values

    /// A shape that a state can have.
    let shape (model: Definition) (lengths: nativeint[]) =
        present model "shape" lengths

        if lengths.Length = 0 || Array.exists (fun length -> length < 0n) lengths then
            fail
                model
                $"the shape is %s{Shape.text lengths}; it must be [batch…; features…], with at least one length and none below 0."

    /// Per-neuron values fit the last dimensions of the state's shape.
    let fit (model: Definition) (values: ParameterValue[]) (shape: nativeint[]) =
        for p in 0 .. values.Length - 1 do
            match values[p] with
            | PerNeuron tensor when not (Shape.endsWith shape (Shape.ofTensor tensor)) ->
                fail
                    model
                    $"%s{model.ParameterNames[p]} has the shape %s{Shape.text (Shape.ofTensor tensor)}; \
                      it must be the last dimensions of the state's %s{Shape.text shape}."
            | _ -> ()

    let internal states (model: Definition) (state: StateValues<'T>) =
        present model "state" state.Values

        if state.Values.Length <> model.StateNames.Length then
            fail model $"%d{state.Values.Length} states were given; there are %d{model.StateNames.Length}."

        for s in 0 .. state.Values.Length - 1 do
            if isNull state.Values[s] then
                present model model.StateNames[s] null

            if not (state.Values[s].Lengths.SequenceEqual state.Values[0].Lengths) then
                fail
                    model
                    $"the state %s{model.StateNames[s]} has the shape %s{Shape.text (Shape.ofTensor state.Values[s])}, \
                      %s{model.StateNames[0]} has %s{Shape.text state.Shape}; all must have one shape."

        if state.Step < 0L || state.Step > int64 UInt32.MaxValue then
            fail model $"the state's step is %d{state.Step}; it must be in [0, 2³²)."

    /// The shape of a state that is checked.
    let internal state (model: Definition) (state: StateValues<'T>) =
        states model state
        state.Shape

    /// The number of steps of the inputs.
    let internal inputs (model: Definition) (shape: nativeint[]) (inputs: InputSequence<'T>[]) =
        present model (nameof inputs) inputs

        if inputs.Length <> model.InputNames.Length then
            fail model $"%d{inputs.Length} inputs were given; there are %d{model.InputNames.Length}."

        let mutable steps = -1

        for i in 0 .. inputs.Length - 1 do
            let name = model.InputNames[i]

            match inputs[i] with
            | EachStep tensor
            | Unchanged(_, tensor) when isNull (box tensor) ->
                raise (ArgumentNullException(name, $"%s{model.Name}: the input %s{name} is null."))
            | _ -> ()

            let mine =
                match inputs[i] with
                | EachStep tensor ->
                    if not (Shape.isOver tensor shape) then
                        fail
                            model
                            $"the input %s{name} has the shape %s{Shape.text (Shape.ofTensor tensor)}; \
                              it must be [T, …] with the state's %s{Shape.text shape} after the time."

                    int tensor.Lengths[0]
                | Unchanged(steps, tensor) ->
                    if not (Shape.isOf tensor shape) then
                        fail
                            model
                            $"the constant input %s{name} has the shape %s{Shape.text (Shape.ofTensor tensor)}; the state has %s{Shape.text shape}."

                    if steps < 0 then
                        fail model $"the number of steps is %d{steps}; it must be ≥ 0."

                    steps

            if steps >= 0 && mine <> steps then
                fail model $"the input %s{name} has %d{mine} steps, another has %d{steps}."

            steps <- mine

        steps

    /// Steps are counted in 32 bits.
    let internal horizon (model: Definition) (state: StateValues<'T>) (steps: int) =
        if state.Step + int64 steps > int64 UInt32.MaxValue then
            fail model $"the state is at step %d{state.Step}; %d{steps} more would pass 2³² − 1."

    /// No two buffers are one tensor.
    let internal distinct (model: Definition) (recorded: Tensor<'T>[]) (final: Tensor<'T>[]) =
        for i in 0 .. recorded.Length + final.Length - 1 do
            for j in 0 .. i - 1 do
                let a = if i < recorded.Length then recorded[i] else final[i - recorded.Length]
                let b = if j < recorded.Length then recorded[j] else final[j - recorded.Length]

                if obj.ReferenceEquals(a, b) then
                    fail model "two buffers are the same tensor; each result needs its own."

    /// A buffer of the caller's has the shape that is written to it.
    let internal buffer (model: Definition) name (wanted: nativeint[]) (tensor: Tensor<'T>) =
        present model name tensor

        if not (Shape.isOf tensor wanted) then
            fail
                model
                $"the buffer %s{name} has the shape %s{Shape.text (Shape.ofTensor tensor)}; %s{Shape.text wanted} is needed."

        tensor

    /// The same of one of several, whose name is only put together where it is needed.
    let internal bufferAt (model: Definition) name (index: int) (wanted: nativeint[]) (tensor: Tensor<'T>) =
        if not (isNull tensor) && Shape.isOf tensor wanted then
            tensor
        else
            buffer model $"%s{name}[%d{index}]" wanted tensor

    /// As many buffers of the caller's as needed, each over so many steps, or of the shape alone where those are negative.
    let internal buffers
        (model: Definition)
        name
        (count: int)
        (steps: int)
        (shape: nativeint[])
        (tensors: Tensor<'T>[])
        =
        present model name tensors

        if tensors.Length <> count then
            fail model $"%d{tensors.Length} buffers %s{name} were given; %d{count} are needed."

        for i in 0 .. count - 1 do
            let fits =
                if isNull tensors[i] then false
                elif steps < 0 then Shape.isOf tensors[i] shape
                else Shape.isOver tensors[i] shape && tensors[i].Lengths[0] = nativeint steps

            if not fits then
                bufferAt model name i (if steps < 0 then shape else Array.append [| nativeint steps |] shape) tensors[i]
                |> ignore

        tensors
