/// Numbers that shrink, and rows of them, from which a case takes as many as it needs.
module Neurons.Testing.Numbers

open System
open FsCheck
open FsCheck.FSharp

/// From 0 up to 1, without it.
let uniform = Gen.choose64 (0L, (1L <<< 53) - 1L) |> Gen.map (fun n -> float n * 2.0 ** -53.0)

let between least most = uniform |> Gen.map (fun u -> least + (most - least) * u)

/// Standard normal numbers.
let normal = Gen.map2 (fun u v -> sqrt (-2.0 * log (1.0 - u)) * cos (2.0 * Math.PI * v)) uniform uniform

/// Simpler numbers than one: 0, 1, a half, the positive, the whole and the smaller.
let simpler (x: float) : float seq = seq {
    if x <> 0.0 || Double.IsNegative x then
        0.0

        if x <> 1.0 then
            1.0

            if x <> 0.5 then
                0.5

                if x < 0.0 then
                    -x

                if abs x < 1e9 && truncate x <> x then
                    truncate x
                elif abs x < 1e9 && abs x > 2.0 then
                    truncate (x / 2.0)
}

/// Less of something, of which there are some at least.
let fewer least n =
    [ least; (least + n) / 2; n - 1 ] |> List.filter (fun k -> least <= k && k < n) |> List.distinct

/// Shorter arrays of one element at least, and arrays of simpler elements.
let shorter (simpler: 'T -> 'T seq) (row: 'T[]) : 'T[] seq = seq {
    if row.Length > 1 then
        row[.. row.Length / 2 - 1]
        row[row.Length / 2 ..]

        for i in 0 .. row.Length - 1 do
            Array.removeAt i row

    for i in 0 .. row.Length - 1 do
        for element in simpler row[i] do
            Array.updateAt i element row
}

/// Rows of some of them. What takes more than there are begins again.
let row (number: Gen<'T>) : Gen<'T[]> = gen {
    let! length = Gen.choose (1, 61)
    return! Gen.arrayOfLength length number
}

/// Rows that shrink to shorter ones of simpler numbers.
let rows (number: Gen<float>) = Arb.fromGenShrink (row number, shorter simpler)

/// One of a row, which is read again and again.
let at (row: 'T[]) i = row[i % row.Length]

/// So many of a row, from a place on.
let take (row: 'T[]) first count = Array.init count (fun i -> at row (first + i))

/// Reads a row number by number.
let reader (row: 'T[]) : unit -> 'T =
    let mutable i = -1

    fun () ->
        i <- i + 1
        at row i

let flags = row (Gen.elements [ true; false ])
let simplerFlag flag : bool seq = if flag then seq { false } else Seq.empty
