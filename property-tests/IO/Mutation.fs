/// What may befall a file: bytes that flip, go, come and double, and, where its structure is known, tokens and numbers that another could
/// have put there. The same seed gives the same mutant.
module Neurons.Properties.IO.Mutation

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text
open System.Text.RegularExpressions

/// What the parsers of text know.
let private marks = "0123456789{}[](),:'\"\n-.e"

let private joined (parts: byte[] list) = Array.concat parts

/// Flips, overwrites, cuts, inserts, doubles: one to four times.
let bytes (random: Random) (good: byte[]) =
    let mutable bytes = Array.copy good

    for _ in 1 .. random.Next(1, 5) do
        let at = random.Next(bytes.Length + 1)

        match random.Next 8 with
        | 0 -> bytes <- bytes[.. at - 1]
        | 1 ->
            let inserted = Array.init (random.Next 20) (fun _ -> byte (random.Next 256))
            bytes <- joined [ bytes[.. at - 1]; inserted; bytes[at..] ]
        | 2 -> bytes <- joined [ bytes[.. at - 1]; bytes[at / 2 ..] ]
        | 3 when at < bytes.Length -> bytes[at] <- byte marks[random.Next marks.Length]
        | 4 when at + 4 <= bytes.Length -> Array.fill bytes at 4 0xFFuy
        | 5 when at + 8 <= bytes.Length -> BitConverter.GetBytes(random.NextInt64()).CopyTo(bytes, at)
        | 6 when at < bytes.Length && at < 64 -> bytes[at] <- bytes[at] ^^^ (1uy <<< random.Next 8)
        | _ when at < bytes.Length -> bytes[at] <- byte (random.Next 256)
        | _ -> ()

    bytes

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

let private token = Regex @"""(\\.|[^""\\])*""|'[^']*'|-?\d+(\.\d+)?([eE][-+]?\d+)?|\w+|\s+|."

let private isNumber (text: string) =
    text.Length > 0 && Char.IsAsciiDigit text[0] || (text.Length > 1 && text[0] = '-')

/// Tokens of a text are dropped, doubled, exchanged, or replaced by others, one to three times; lines lose their indentation.
let text (random: Random) (good: string) =
    let tokens = ResizeArray(token.Matches good |> Seq.map _.Value)

    let pick (choices: string[]) = choices[random.Next choices.Length]

    for _ in 1 .. random.Next(1, 4) do
        if tokens.Count > 0 then
            let at = random.Next tokens.Count

            match random.Next 10 with
            | 0 -> tokens.RemoveAt at
            | 1 -> tokens.Insert(at, tokens[at])
            | 2 ->
                let other = random.Next tokens.Count
                let kept = tokens[at]
                tokens[at] <- tokens[other]
                tokens[other] <- kept
            | 3 -> tokens[at] <- pick words
            | 4 -> tokens.RemoveRange(at, random.Next(1, 1 + min 12 (tokens.Count - at)))
            | 5 ->
                let count = random.Next(1, 1 + min 30 (tokens.Count - at))
                tokens.InsertRange(random.Next tokens.Count, tokens.GetRange(at, count))
            | 6 when tokens[at].Contains '\n' -> tokens[at] <- "\n"
            | 7 ->
                tokens.Insert(at, String.replicate (random.Next(1, 200)) (pick [| "["; "{a: "; "{\"a\":"; "- "; "(" |]))
            | 8 -> tokens[at] <- tokens[random.Next tokens.Count]
            | _ ->
                let places = [|
                    for i in 0 .. tokens.Count - 1 do
                        if isNumber tokens[i] then
                            i
                |]

                if places.Length > 0 then
                    tokens[places[random.Next places.Length]] <- pick numbers

    String.Concat tokens

let private utf8 = UTF8Encoding false

/// A text file: by its tokens mostly, sometimes by its bytes.
let textFile (random: Random) (good: byte[]) =
    if random.Next 4 = 0 then
        bytes random good
    else
        utf8.GetBytes(text random (utf8.GetString good))

let packed (content: byte[]) =
    use target = new MemoryStream()

    do
        use gzip = new GZipStream(target, CompressionLevel.Optimal)
        gzip.Write content

    target.ToArray()

/// A packed file: what is in it, the packing, or members one after the other.
let packedFile (mutate: Random -> byte[] -> byte[]) (random: Random) (good: byte[]) =
    match random.Next 3 with
    | 0 -> bytes random (packed good)
    | 1 ->
        let at = random.Next good.Length
        let content = mutate random good[at..]
        joined [ packed good[.. at - 1]; (if random.Next 2 = 0 then content else packed content) ]
    | _ -> packed (mutate random good)

/// A .npy file: its header is text whose length the file gives.
let npyFile (random: Random) (good: byte[]) =
    if random.Next 3 = 0 then
        bytes random good
    else
        let length = int (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan(good, 8, 2)))
        let header = Encoding.Latin1.GetBytes(text random (Encoding.Latin1.GetString(good, 10, length)))

        joined [ good[..7]; [| byte header.Length; byte (header.Length >>> 8) |]; header; good[10 + length ..] ]

/// A safetensors file: its header is JSON whose length the file gives.
let safetensorsFile (random: Random) (good: byte[]) =
    if random.Next 3 = 0 then
        bytes random good
    else
        let length = int (BinaryPrimitives.ReadInt64LittleEndian(ReadOnlySpan(good, 0, 8)))
        let header = utf8.GetBytes(text random (utf8.GetString(good, 8, length)))
        joined [ BitConverter.GetBytes(int64 header.Length); header; good[8 + length ..] ]
