namespace Neurons.Testing

open System
open Expecto

/// What Expecto's `Expect` does not have. It is opened after Expecto, and stands in the same name.
module Expect =
    /// Numbers that may differ by so much, whatever their size.
    let within tolerance : Accuracy = { absolute = tolerance; relative = 0.0 }

    /// least ≤ actual ≤ most.
    let isInRange (actual: 'T) (least: 'T, most: 'T) message =
        if not (least <= actual && actual <= most) then
            failtest $"{message}. Expected %A{actual} to be from %A{least} to %A{most}."

    /// One object, not two that are equal.
    let same (actual: 'T) (expected: 'T) message =
        if not (obj.ReferenceEquals(actual, expected)) then
            failtest $"{message}. Expected one object, and these are two: %A{expected} and %A{actual}."

    /// The only element of a sequence.
    let single (actual: 'T seq) message : 'T =
        match List.ofSeq actual with
        | [ one ] -> one
        | other -> failtest $"{message}. Expected one element, and there are {other.Length}: %A{other}"

    /// Arrays of the same numbers; NaN is NaN.
    let sameNumbers (actual: 'T[]) (expected: 'T[]) message =
        let equal (a: 'T) (b: 'T) = a.Equals b

        if actual.Length <> expected.Length then
            failtest $"{message}. Expected {expected.Length} numbers, and there are {actual.Length}."

        for i in 0 .. expected.Length - 1 do
            if not (equal actual[i] expected[i]) then
                failtest $"{message}. Element {i} is {actual[i]} instead of {expected[i]}."

    let private thrownBy (action: unit -> unit) isWanted wanted =
        let thrown =
            try
                action ()
                None
            with error ->
                Some error

        match thrown with
        | Some error when isWanted error -> error
        | Some error -> failtest $"Expected {wanted} to be thrown, and this was: {error}"
        | None -> failtest $"Expected {wanted} to be thrown, and nothing was."

    /// The exception of exactly this type that is thrown.
    let thrown<'Error when 'Error :> exn> (action: unit -> unit) : 'Error =
        thrownBy action (fun error -> error.GetType() = typeof<'Error>) typeof<'Error>.Name :?> 'Error

    /// The exception of this type, or one derived from it, that is thrown.
    let thrownAny<'Error when 'Error :> exn> (action: unit -> unit) : 'Error =
        thrownBy action (fun error -> error :? 'Error) $"a {typeof<'Error>.Name}" :?> 'Error
