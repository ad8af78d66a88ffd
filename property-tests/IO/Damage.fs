/// What may befall a file: bytes that flip, go, come and double, and, where its structure is known, tokens and numbers that another could
/// have put there. A damage is a list of edits, each of which fits any file, so that what breaks a reader shrinks to the edits that do.
module Neurons.Properties.IO.Damage

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text.RegularExpressions
open FsCheck
open FsCheck.FSharp

/// An edit of bytes, at places that count modulo how many there are.
[<RequireQualifiedAccess>]
type ByteEdit =
    /// Ends the file.
    | Cut of at: int
    | Insert of at: int * bytes: byte[]
    /// What is before the place, from half of it on, once more.
    | Again of at: int
    /// One of what the parsers of text know.
    | Mark of at: int * mark: int
    /// Four bytes of ones.
    | Ones of at: int
    | Number of at: int * number: int64
    /// A bit near the beginning.
    | Flip of at: int * bit: int
    | Set of at: int * value: byte

/// An edit of the tokens of a text.
[<RequireQualifiedAccess>]
type TextEdit =
    | Remove of at: int
    | RemoveMany of at: int * count: int
    | Again of at: int
    | Copy of at: int * count: int * target: int
    | Swap of at: int * other: int
    | Same of at: int * other: int
    /// Takes the indentation from a line.
    | Outdent of at: int
    /// Brackets that open, one behind the other.
    | Nest of at: int * count: int * bracket: int
    /// A word that a parser may stumble over.
    | Word of at: int * word: int
    /// Another number, where there is one.
    | Number of at: int * number: int

/// What happens to a file.
type Damage =
    | Bytes of ByteEdit list
    /// To one of the texts in it.
    | Within of text: int * TextEdit list
    /// To what a packed file is packed from.
    | Packed of Damage
    /// To a packed file as it stands.
    | Packing of ByteEdit list
    /// From a place on a second member, damaged and perhaps not packed.
    | Member of at: int * isPacked: bool * Damage

/// A text in a file, and the file with another in its place.
type Part = { Text: string; With: string -> byte[] }

let private utf8 = Text.UTF8Encoding false

/// A file without texts.
let noTexts (_: byte[]) : Part[] = [||]

/// A file that is a text.
let wholeText (good: byte[]) : Part[] = [| { Text = utf8.GetString good; With = utf8.GetBytes } |]

/// The header of a .npy file, a text whose length the file gives.
let npyHeader (good: byte[]) : Part[] =
    let length = int (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan(good, 8, 2)))

    let put (text: string) =
        let header = Text.Encoding.Latin1.GetBytes text
        let size = [| byte header.Length; byte (header.Length >>> 8) |]
        Array.concat [ good[..7]; size; header; good[10 + length ..] ]

    [| { Text = Text.Encoding.Latin1.GetString(good, 10, length); With = put } |]

/// The header of a safetensors file, JSON whose length the file gives.
let safetensorsHeader (good: byte[]) : Part[] =
    let length = int (BinaryPrimitives.ReadInt64LittleEndian(ReadOnlySpan(good, 0, 8)))

    let put (text: string) =
        let header = utf8.GetBytes text
        Array.concat [ BitConverter.GetBytes(int64 header.Length); header; good[8 + length ..] ]

    [| { Text = utf8.GetString(good, 8, length); With = put } |]

/// What the parsers of text know.
let private marks = "0123456789{}[](),:'\"\n-.e"

/// Numbers at which something changes.
let private numbers = [|
    "0"
    "-1"
    "1"
    "5.0"
    "4.7"
    "-0"
    "1e-400"
    "3e38"
    "1e39"
    "1e308"
    "1e400"
    "65536"
    "1000000"
    "16777217"
    "2147483591"
    "2147483647"
    "2147483648"
    "4294967296"
    "9223372036854775807"
    "9223372036854775808"
    "18446744073709551616"
    "0,3"
    "1_000"
    "NaN"
    "Infinity"
|]

/// Words that are no number, and what a parser may stumble over.
let private words = [|
    "null"
    "true"
    "\"\\ud800\""
    "\"\\u0000\""
    "\"a\\nb\""
    "\"\""
    "[]"
    "{}"
    "[1, [2]]"
    "{\"a\": 1}"
    "&a"
    "*a"
    "? "
    "- "
    "!!int "
    "%TAG"
    "---"
    "#"
    "|"
    ">"
    "\t"
    "\u0085"
    "\uFEFF"
|]

let private brackets = [| "["; "{a: "; "{\"a\":"; "- "; "(" |]

/// A place among so many.
let private place at count = if count <= 0 then 0 else (at % count + count) % count

let private one (choices: 'T[]) at = choices[place at choices.Length]

let private joined (parts: byte[] list) = Array.concat parts

let private editBytes (bytes: byte[]) edit =
    let put at (values: byte[]) =
        let at = place at (bytes.Length - values.Length + 1)
        let mutable edited = Array.copy bytes
        Array.blit values 0 edited at (min values.Length (edited.Length - at))
        edited

    match edit with
    | ByteEdit.Cut at -> bytes[.. place at (bytes.Length + 1) - 1]
    | ByteEdit.Insert(at, inserted) ->
        let at = place at (bytes.Length + 1)
        joined [ bytes[.. at - 1]; inserted; bytes[at..] ]
    | ByteEdit.Again at ->
        let at = place at (bytes.Length + 1)
        joined [ bytes[.. at - 1]; bytes[at / 2 ..] ]
    | ByteEdit.Mark(at, mark) -> put at [| byte (one (marks.ToCharArray()) mark) |]
    | ByteEdit.Ones at -> put at (Array.create 4 0xFFuy)
    | ByteEdit.Number(at, number) -> put at (BitConverter.GetBytes number)
    | ByteEdit.Flip(at, bit) ->
        let at = place at (min 64 bytes.Length)
        bytes |> Array.mapi (fun i value -> if i = at then value ^^^ (1uy <<< place bit 8) else value)
    | ByteEdit.Set(at, value) -> put at [| value |]

let private token = Regex @"""(\\.|[^""\\])*""|'[^']*'|-?\d+(\.\d+)?([eE][-+]?\d+)?|\w+|\s+|."

let private isNumber (text: string) =
    text.Length > 0 && Char.IsAsciiDigit text[0] || (text.Length > 1 && text[0] = '-')

let private editTokens (tokens: ResizeArray<string>) edit =
    let place at = place at tokens.Count
    let count wanted at = min (max 1 wanted) (tokens.Count - at)

    if tokens.Count > 0 then
        match edit with
        | TextEdit.Remove at -> tokens.RemoveAt(place at)
        | TextEdit.RemoveMany(at, wanted) -> tokens.RemoveRange(place at, count wanted (place at))
        | TextEdit.Again at -> tokens.Insert(place at, tokens[place at])
        | TextEdit.Copy(at, wanted, target) ->
            tokens.InsertRange(place target, tokens.GetRange(place at, count wanted (place at)))
        | TextEdit.Swap(at, other) ->
            let kept = tokens[place at]
            tokens[place at] <- tokens[place other]
            tokens[place other] <- kept
        | TextEdit.Same(at, other) -> tokens[place at] <- tokens[place other]
        | TextEdit.Outdent at ->
            match tokens.FindIndex(place at, (fun text -> text.Contains '\n')) with
            | -1 -> ()
            | line -> tokens[line] <- "\n"
        | TextEdit.Nest(at, wanted, bracket) ->
            tokens.Insert(place at, String.replicate (Math.Clamp(wanted, 1, 199)) (one brackets bracket))
        | TextEdit.Word(at, word) -> tokens[place at] <- one words word
        | TextEdit.Number(at, number) ->
            match tokens.FindIndex(place at, isNumber) with
            | -1 -> ()
            | place -> tokens[place] <- one numbers number

let private editText (good: string) (edits: TextEdit list) =
    let tokens = ResizeArray(token.Matches good |> Seq.map _.Value)
    List.iter (editTokens tokens) edits
    String.Concat tokens

let packed (content: byte[]) =
    use target = new MemoryStream()

    do
        use gzip = new GZipStream(target, CompressionLevel.Optimal)
        gzip.Write content

    target.ToArray()

/// A good file, damaged. Its texts are those that are told of it.
let rec apply (parts: byte[] -> Part[]) (damage: Damage) (good: byte[]) : byte[] =
    match damage with
    | Bytes edits -> List.fold editBytes good edits
    | Within(text, edits) ->
        let part = one (parts good) text
        part.With(editText part.Text edits)
    | Packed damage -> packed (apply parts damage good)
    | Packing edits -> List.fold editBytes (packed good) edits
    | Member(at, isPacked, damage) ->
        let at = place at good.Length
        let rest = apply parts damage good[at..]
        joined [ packed good[.. at - 1]; (if isPacked then packed rest else rest) ]

/// From one of these to another of them.
let private some least most edit = gen {
    let! count = Gen.choose (least, most)
    return! Gen.listOfLength count edit
}

let private anywhere = Gen.choose (0, 1 <<< 20)

let private byteEdit =
    let bytes = Gen.choose (0, 255) |> Gen.map byte

    Gen.oneof [
        anywhere |> Gen.map ByteEdit.Cut
        Gen.map2
            (fun at bytes -> ByteEdit.Insert(at, bytes))
            anywhere
            (Gen.choose (0, 19) |> Gen.bind (fun count -> Gen.arrayOfLength count bytes))
        anywhere |> Gen.map ByteEdit.Again
        Gen.map2 (fun at mark -> ByteEdit.Mark(at, mark)) anywhere (Gen.choose (0, marks.Length - 1))
        anywhere |> Gen.map ByteEdit.Ones
        Gen.map2 (fun at number -> ByteEdit.Number(at, number)) anywhere (Gen.choose64 (0L, Int64.MaxValue))
        Gen.map2 (fun at bit -> ByteEdit.Flip(at, bit)) anywhere (Gen.choose (0, 7))
        Gen.map2 (fun at value -> ByteEdit.Set(at, value)) anywhere bytes
    ]

let private textEdit =
    let withAnother most edit = Gen.map2 (fun at other -> edit (at, other)) anywhere (Gen.choose (0, most))

    Gen.oneof [
        anywhere |> Gen.map TextEdit.Remove
        withAnother 12 TextEdit.RemoveMany
        anywhere |> Gen.map TextEdit.Again
        Gen.map3 (fun at count target -> TextEdit.Copy(at, count, target)) anywhere (Gen.choose (1, 30)) anywhere
        withAnother (1 <<< 20) TextEdit.Swap
        withAnother (1 <<< 20) TextEdit.Same
        anywhere |> Gen.map TextEdit.Outdent
        Gen.map3
            (fun at count bracket -> TextEdit.Nest(at, count, bracket))
            anywhere
            (Gen.choose (1, 199))
            (Gen.choose (0, brackets.Length - 1))
        withAnother (words.Length - 1) TextEdit.Word
        withAnother (numbers.Length - 1) TextEdit.Number
    ]

/// One to four edits of bytes.
let ofBytes: Gen<Damage> = some 1 4 byteEdit |> Gen.map Bytes

/// Edits of the bytes, one time in so many, else one to three of a text.
let ofTexts oneIn : Gen<Damage> =
    let within = Gen.map2 (fun text edits -> Within(text, edits)) (Gen.choose (0, 999)) (some 1 3 textEdit)
    Gen.frequency [ 1, ofBytes; oneIn - 1, within ]

/// Of a packed file: what is in it, the packing, or members one after the other.
let ofPacked (damage: Gen<Damage>) : Gen<Damage> =
    Gen.oneof [
        some 1 4 byteEdit |> Gen.map Packing
        Gen.map3 (fun at isPacked damage -> Member(at, isPacked, damage)) anywhere (Gen.elements [ true; false ]) damage
        damage |> Gen.map Packed
    ]

/// A damage to one of some files.
type Mutant = { File: int; Damage: Damage }

/// Mutants; each shrinks to fewer edits, nearer to the beginning.
let mutants (files: int) (damage: Gen<Damage>) : Arbitrary<Mutant> =
    let shrink = (ArbMap.defaults |> ArbMap.arbitrary<Damage>).Shrinker

    Arb.fromGenShrink (
        Gen.map2 (fun file damage -> { File = file; Damage = damage }) (Gen.choose (0, files - 1)) damage,
        fun mutant -> shrink mutant.Damage |> Seq.map (fun damage -> { mutant with Damage = damage })
    )
