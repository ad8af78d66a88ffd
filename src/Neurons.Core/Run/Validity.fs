namespace Neurons.Run

open System
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// The parameters of a call, in the precision and the layout of a kernel.
type internal BoundParameters = { Layout: Layout; Numbers: float[]; Rows: ParameterRow[] }

module internal Bound =
    let row precision (lease: Lease) value =
        match value with
        | Shared _ -> { Values = 0n; Period = 1 }
        | PerNeuron tensor ->
            let count = int tensor.FlattenedLength
            let values = lease.Read tensor

            match precision with
            | Precision.Float64 -> { Values = values; Period = count }
            | Precision.Float32 ->
                let rounded = lease.Scratch(4L * int64 count)
                let source = Span.op_Implicit (Memory.span<float> values count)
                TensorPrimitives.ConvertTruncating<float, float32>(source, Memory.span<float32> rounded count)
                { Values = rounded; Period = count }

    let parameters precision (lease: Lease) (values: ParameterValue[]) = {
        Layout = { Precision = precision; Shared = values |> Array.map _.IsShared }
        Numbers = [|
            for v in values do
                match v with
                | Shared value -> value
                | PerNeuron _ -> ()
        |]
        Rows = values |> Array.map (row precision lease)
    }

    /// The rows of an input in memory.
    let input (lease: Lease) (rowBytes: nativeint) input : Rows =
        match input with
        | EachStep tensor -> { First = lease.Read tensor; Stride = rowBytes }
        | Unchanged(_, tensor) -> { First = lease.Read tensor; Stride = 0n }

    /// A state before the first step: a row, or a number that all neurons begin with.
    let initial (lease: Lease) (state: Tensor<'T>) : InitialRow =
        if Shape.isOneNumber state then
            { Rows = Rows.One(lease.First state); IsNumber = true }
        else
            InitialRow.Of(Rows.One(lease.Read state))

    let noise (state: StateValues<'T>) = { Seed = state.Seed; Stream = state.Stream; FirstStep = state.Step }

/// Shared parameters, or an array that never changes, that have been found valid.
[<AllowNullLiteral>]
type private FoundValid(numbers: float[]) =
    member _.Numbers = numbers
    /// Also when they are rounded to float32.
    member val InFloat32 = false with get, set

/// Whether parameters are allowed, asked at every call: quick where they are, as they nearly always are. The rules between parameters
/// are evaluated for all neurons by a kernel; `Check` says precisely what is wrong where something is.
type internal Validity(definition: Definition, backend: Backend) =
    let rules =
        Compiled(
            {
                Inputs = [||]
                States = [||]
                Parameters = definition.Equations.Parameters
                Outputs = definition.Constraints |> Array.map _.NotNegative
                Next = [||]
            },
            backend
        )

    let all = definition.Constraints |> Array.mapi (fun i _ -> Output i)

    // The shared parameters that were last found valid: most calls bring the same again.
    let mutable known = FoundValid [||]

    // Whether the options have been found valid in a precision.
    let mutable optionsInFloat32 = false
    let mutable optionsInFloat64 = false

    let isMadeFor precision =
        match precision with
        | Precision.Float32 -> optionsInFloat32
        | Precision.Float64 -> optionsInFloat64

    // Arrays that never change, already found valid.
    let trusted = ConditionalWeakTable<ParameterValue[], FoundValid>()

    /// What has been found of parameters; null where nothing has.
    let found (values: ParameterValue[]) =
        let last = known
        let mutable same = values.Length = last.Numbers.Length

        for p in 0 .. values.Length - 1 do
            match values[p] with
            | Shared value when same -> same <- (value = last.Numbers[p])
            | _ -> same <- false

        let mutable before = null

        if same then last
        elif trusted.TryGetValue(values, &before) then before
        else null

    let inRange p (values: ReadOnlySpan<float>) =
        let range = definition.ParameterInfo[p].Range
        // a NaN anywhere makes both of them NaN
        range.Contains(TensorPrimitives.Min values) && range.Contains(TensorPrimitives.Max values)

    /// Whether all is well with per-neuron parameters; if not, `Check` finds out what.
    let isAllowed (values: ParameterValue[]) =
        use lease = new Lease()
        let bound = Bound.parameters Precision.Float64 lease values
        let mutable well = true
        let mutable neurons = 1

        for p in 0 .. values.Length - 1 do
            match values[p] with
            | Shared value -> well <- well && definition.ParameterInfo[p].Range.Contains value
            | PerNeuron _ ->
                let row = bound.Rows[p]
                neurons <- max neurons row.Period
                well <- well && inRange p (Span.op_Implicit (Memory.span<float> row.Values row.Period))

        if well && all.Length > 0 then
            let results = all |> Array.map (fun _ -> { First = lease.Scratch(8L * int64 neurons); Stride = 0n })

            let call = {
                Precision = Precision.Float64
                Steps = 1
                Neurons = neurons
                Block = 1024
                Inputs = [||]
                Shared = bound.Numbers
                Parameters = bound.Rows
                Noise = { Seed = 0UL; Stream = 0u; FirstStep = 0L }
                Ahead = 0
            }

            Forward(call, rules.Step(bound.Layout, all), [||], [||], results).Run(0, 1)

            for result in results do
                well <- well && TensorPrimitives.Min(Span.op_Implicit (Memory.span<float> result.First neurons)) >= 0.0

        well

    /// Refuses parameters and options that are not allowed, or not in the precision that computes.
    member _.Check(precision: Precision, values: ParameterValue[]) =
        if not (isMadeFor precision) then
            Check.options precision definition

            match precision with
            | Precision.Float32 -> optionsInFloat32 <- true
            | Precision.Float64 -> optionsInFloat64 <- true

        Check.present definition "parameters" values
        let mutable valid = found values

        if isNull valid then
            Check.complete definition values
            let areShared = values |> Array.forall _.IsShared

            // the first shared parameters are not worth a kernel
            if areShared && known.Numbers.Length = 0 || not (isAllowed values) then
                Check.parameters definition values

            valid <- FoundValid(if areShared then values |> Array.collect _.ToArray() else [||])

            if areShared then
                known <- valid

        if precision = Precision.Float32 && not valid.InFloat32 then
            Check.inFloat32 definition values
            valid.InFloat32 <- true

    /// Whether parameters are allowed, all complete.
    member _.Allows(values: ParameterValue[]) = isAllowed values

    /// Values that the caller has checked and will not change: they are not checked again.
    member _.Trust(values: ParameterValue[]) = trusted.AddOrUpdate(values, FoundValid [||])
