/// Parameters and states are generic records, F#'s or C#'s; here they are arrays with names. A record type is read once.
module internal Neurons.Records

open System
open System.Reflection
open Microsoft.FSharp.Reflection

/// The primary constructor of a C# record.
let private positional (kind: Type) =
    let isPositional (c: ConstructorInfo) =
        let parameters = c.GetParameters()

        parameters.Length > 0
        && parameters |> Array.forall (fun p -> not (isNull (kind.GetProperty p.Name)))

    kind.GetConstructors() |> Array.tryFind isPositional

type private Shape<'R> private () =
    static let properties, create =
        let kind = typeof<'R>

        if FSharpType.IsRecord kind then
            FSharpType.GetRecordFields kind, FSharpValue.PreComputeRecordConstructor kind
        else
            match positional kind with
            | Some constructor ->
                constructor.GetParameters() |> Array.map (fun p -> kind.GetProperty p.Name), constructor.Invoke
            | None ->
                raise (
                    ArgumentException
                        $"%s{kind.Name} is neither an F# record nor a C# record with a primary constructor."
                )

    static let names = properties |> Array.map _.Name
    static member Names = names
    static member Read(record: 'R) = properties |> Array.map (fun p -> p.GetValue(box record))
    static member Create(values: obj[]) = create values :?> 'R

/// The names of the fields, in order.
let names<'R> = Shape<'R>.Names

/// The values of the fields, in order.
let values<'R, 'V> (record: 'R) : 'V[] =
    Shape<'R>.Read record
    |> Array.mapi (fun i value ->
        match value with
        | :? 'V as v -> v
        | null -> raise (ArgumentNullException $"%s{typeof<'R>.Name}.%s{names<'R>[i]}")
        | other ->
            raise (
                ArgumentException
                    $"%s{typeof<'R>.Name}.%s{names<'R>[i]} is a %s{other.GetType().Name}; a %s{typeof<'V>.Name} is needed."
            ))

/// The values of the fields, in order; a missing one stays null.
let valuesOrNull<'R, 'V> (record: 'R) : 'V[] =
    Shape<'R>.Read record
    |> Array.map (fun value -> if isNull value then Unchecked.defaultof<'V> else unbox<'V> value)

/// The record with these values.
let ofValues<'R, 'V> (values: 'V[]) : 'R = Shape<'R>.Create(Array.map box values)

/// The record with another value in a field; none where it is no record or has no such field.
let tryWith<'R> (name: string) (value: obj) (record: 'R) : 'R voption =
    if not (FSharpType.IsRecord typeof<'R>) && (positional typeof<'R>).IsNone then
        ValueNone
    else
        match Array.IndexOf(names<'R>, name) with
        | -1 -> ValueNone
        | place -> ValueSome(Shape<'R>.Read record |> Array.updateAt place value |> Shape<'R>.Create)
