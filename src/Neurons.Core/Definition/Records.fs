/// Parameters, states and options are records, F#'s or C#'s; here they are arrays with names. A record type is read once, by reflection:
/// whoever passes one on says so with `KeptByTrimming` on its type parameter, so that trimming keeps what is looked for.
[<System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)>]
module Neurons.Records

open System
open System.Diagnostics.CodeAnalysis
open System.Reflection

/// What has to be left of a record type in a trimmed application.
[<Literal>]
let KeptByTrimming =
    DynamicallyAccessedMemberTypes.PublicConstructors
    ||| DynamicallyAccessedMemberTypes.PublicProperties

/// The constructor that takes a value for each property, and the properties in its order. An F# record calls the parameters of both V
/// and v v: the place tells them apart.
let private find (properties: PropertyInfo[]) (constructors: ConstructorInfo[]) =
    let isFor (p: ParameterInfo) (property: PropertyInfo) =
        String.Equals(property.Name, p.Name, StringComparison.OrdinalIgnoreCase)

    let property (p: ParameterInfo) =
        if p.Position < properties.Length && isFor p properties[p.Position] then
            Some properties[p.Position]
        else
            properties |> Array.tryFind (isFor p)

    constructors
    |> Array.tryPick (fun c ->
        let found = c.GetParameters() |> Array.map property

        if found.Length > 0 && Array.forall Option.isSome found then
            Some(Array.map Option.get found, c)
        else
            None)

type private Shape<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R> private () =
    static let found = find (typeof<'R>.GetProperties()) (typeof<'R>.GetConstructors())

    static let known =
        lazy
            (match found with
             | Some record -> record
             | None ->
                 raise (
                     ArgumentException
                         $"%s{typeof<'R>.Name} is neither an F# record nor a C# record with a primary constructor."
                 ))

    /// What errors call it: CubaLif.State, without the number of its type parameters.
    static let owner =
        let name = typeof<'R>.Name.Split('`')[0]

        match typeof<'R>.DeclaringType with
        | null -> name
        | outer when outer.Name.EndsWith("Module", StringComparison.Ordinal) ->
            $"%s{outer.Name[.. outer.Name.Length - 7]}.%s{name}"
        | outer -> $"%s{outer.Name}.%s{name}"

    static let names = lazy (fst known.Value |> Array.map _.Name)
    static member Owner = owner
    static member IsRecord = Option.isSome found
    static member Names = names.Value
    static member Types = fst known.Value |> Array.map _.PropertyType

    static member Read(record: 'R) =
        if isNull (box record) then
            raise (ArgumentNullException("record", $"The record of %s{owner} is null."))

        fst known.Value |> Array.map (fun p -> p.GetValue(box record))

    static member Create(values: obj[]) = (snd known.Value).Invoke values :?> 'R

/// Whether it is a record.
let internal isRecord<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R> = Shape<'R>.IsRecord

/// The names of the fields, in order.
let names<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R> = Shape<'R>.Names

/// The types of the fields, in order.
let internal types<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R> = Shape<'R>.Types

/// The values of the fields, in order.
let values<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R, 'V> (record: 'R) : 'V[] =
    Shape<'R>.Read record
    |> Array.mapi (fun i value ->
        match value with
        | :? 'V as v -> v
        | null -> raise (ArgumentNullException(names<'R>[i], $"%s{Shape<'R>.Owner}: %s{names<'R>[i]} is null."))
        | other ->
            raise (
                ArgumentException
                    $"%s{typeof<'R>.Name}.%s{names<'R>[i]} is a %s{other.GetType().Name}; a %s{typeof<'V>.Name} is needed."
            ))

/// The values of the fields, in order; a missing one stays null.
let internal valuesOrNull<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R, 'V> (record: 'R) : 'V[] =
    Shape<'R>.Read record
    |> Array.map (fun value -> if isNull value then Unchecked.defaultof<'V> else unbox<'V> value)

/// The record with these values.
let ofValues<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R, 'V> (values: 'V[]) : 'R =
    Shape<'R>.Create(Array.map box values)

/// The record with another value in a field; none where it is no record or has no such field.
let internal tryWith<[<DynamicallyAccessedMembers(KeptByTrimming)>] 'R>
    (name: string)
    (value: obj)
    (record: 'R)
    : 'R voption =
    if not isRecord<'R> then
        ValueNone
    else
        match Array.IndexOf(names<'R>, name) with
        | -1 -> ValueNone
        | place -> ValueSome(Shape<'R>.Read record |> Array.updateAt place value |> Shape<'R>.Create)
