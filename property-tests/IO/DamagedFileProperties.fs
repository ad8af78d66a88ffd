/// Files that are damaged at random: whatever is in a file, reading it succeeds or is a FormatError, and takes no more memory than the
/// file's own size calls for. NEURONS_DAMAGED_FILES sets how many files of each format are tried.
module Neurons.Properties.IO.DamagedFileProperties

open System
open System.IO
open System.IO.Compression
open System.Numerics.Tensors
open System.Text
open Xunit
open Neurons.IO
open Neurons.Properties

let private trials = Trials.setting "NEURONS_DAMAGED_FILES" 2000

/// Buffers of streams, messages and the like, which do not grow with what a file claims.
let private constantBytes = 1L <<< 16

/// What the parsers of text know.
let private marks = "0123456789{}[](),:'\"\n-.e"

/// Flips, overwrites, cuts, inserts, doubles: one to four times.
let private damaged (random: Random) (good: byte[]) =
    let mutable bytes = Array.copy good

    for _ in 1 .. random.Next(1, 5) do
        let at = random.Next(bytes.Length + 1)

        match random.Next 8 with
        | 0 -> bytes <- bytes[.. at - 1]
        | 1 ->
            bytes <-
                Array.concat [
                    bytes[.. at - 1]
                    Array.init (random.Next 20) (fun _ -> byte (random.Next 256))
                    bytes[at..]
                ]
        | 2 -> bytes <- Array.concat [ bytes[.. at - 1]; bytes[at / 2 ..] ]
        | 3 when at < bytes.Length -> bytes[at] <- byte marks[random.Next marks.Length]
        | 4 when at + 4 <= bytes.Length -> Array.fill bytes at 4 0xFFuy
        | 5 when at + 8 <= bytes.Length -> BitConverter.GetBytes(random.NextInt64()).CopyTo(bytes, at)
        | 6 when at < bytes.Length && at < 64 -> bytes[at] <- bytes[at] ^^^ (1uy <<< random.Next 8)
        | _ when at < bytes.Length -> bytes[at] <- byte (random.Next 256)
        | _ -> ()

    bytes

/// Reads damaged copies of good files; the memory allowed is a multiple of the file, given its content.
let private survive name (allowed: byte[] -> int64) (read: string -> unit) (good: byte[][]) =
    let folder = Directory.CreateTempSubdirectory "neurons-damaged-"
    let path = Path.Combine(folder.FullName, name)
    let random = Random 1
    let mutable refused = 0

    try
        for trial in 1..trials do
            let bytes = damaged random good[trial % good.Length]
            File.WriteAllBytes(path, bytes)
            let before = GC.GetAllocatedBytesForCurrentThread()

            try
                read path
            with :? FormatError as error ->
                refused <- refused + 1
                Assert.StartsWith(path, error.Message)

            let allocated = GC.GetAllocatedBytesForCurrentThread() - before
            let limit = allowed bytes + constantBytes
            Assert.True(allocated <= limit, $"{name}, file {trial}: {allocated} bytes for a file of {bytes.Length}")
    finally
        folder.Delete true

    // Damage that is always refused, or never, would not try much.
    Assert.InRange(refused, 1, trials)

let private times n (file: byte[]) = n * int64 file.Length

let private packed (bytes: byte[]) =
    use target = new MemoryStream()

    do
        use gzip = new GZipStream(target, CompressionLevel.Optimal)
        gzip.Write bytes

    target.ToArray()

let private written (name: string) (write: string -> unit) =
    let folder = Directory.CreateTempSubdirectory "neurons-good-"

    try
        let path = Path.Combine(folder.FullName, name)
        write path
        File.ReadAllBytes path
    finally
        folder.Delete true

let private tensor (shape: nativeint list) =
    let count = int (List.fold (*) 1n shape)
    Tensor.Create(Array.init count (fun i -> float32 i / 7f), ReadOnlySpan(List.toArray shape))

let private idx = [|
    // 3 images of 5 × 4, and labels
    Array.append [| 0uy; 0uy; 8uy; 3uy; 0uy; 0uy; 0uy; 3uy; 0uy; 0uy; 0uy; 5uy; 0uy; 0uy; 0uy; 4uy |] [| 0uy .. 59uy |]
    Array.append [| 0uy; 0uy; 8uy; 1uy; 0uy; 0uy; 4uy; 0uy |] (Array.init 1024 byte)
|]

[<Fact>]
let ``Damaged idx files are read or refused, in memory of their size`` () =
    survive "damaged-idx3-ubyte" (times 1L) (fun path -> Idx.Read path |> ignore) idx

[<Fact>]
let ``Damaged packed idx files are read or refused, in memory of what they unpack to`` () =
    // Nothing unpacks to more than 1032 times its size, and what the shape claims beyond that is not believed.
    survive "damaged.gz" (times 1032L) (fun path -> Idx.Read path |> ignore) (Array.map packed idx)

[<Fact>]
let ``Damaged npy files are read or refused, in memory of their elements as floats`` () =
    // A byte of the file is a double at the most, twice where the order is changed.
    let good = [|
        written "a.npy" (fun path -> Npy.Write(path, tensor [ 4n; 5n ]))
        written "a.npy" (fun path -> Npy.Write(path, tensor [ 100n ]))
        Array.append
            (Encoding.Latin1.GetBytes
                "\147NUMPY\001\000\070\000{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }          \n")
            [| 1uy .. 24uy |]
    |]

    survive "damaged.npy" (times 16L) (fun path -> Npy.Read<float> path |> ignore) good
    survive "damaged-single.npy" (times 8L) (fun path -> Npy.Read<float32> path |> ignore) good

[<Fact>]
let ``Damaged safetensors files are read or refused, in memory of their size`` () =
    let entries = [ SafetensorsEntry.From("weight", tensor [ 6n; 3n ]); SafetensorsEntry.From("bias", tensor [ 3n ]) ]

    let good = [|
        written "a.safetensors" (fun path ->
            SafetensorsFile.Write(path, readOnlyDict [ "format", "a network" ], entries))
        written "a.safetensors" (fun path -> SafetensorsFile.Write(path, readOnlyDict [], [ entries[0] ]))
    |]

    let read path =
        let file = SafetensorsFile.Read path

        for name in file.Names do
            if (file.Entry name).DType = "F32" then
                file.Get<float32> name |> ignore

    // The header is some tens of bytes in objects for each byte, the data is there twice.
    survive "damaged.safetensors" (times 64L) read good

[<Fact>]
let ``Damaged binary event files are read or refused, in memory of their events`` () =
    let event i = [| byte i; byte (i / 2); byte (128 * (i % 2)); byte (i / 100); byte i |]
    let good = [| Array.collect event [| 0..200 |]; Array.collect event [| 235..245 |] |]
    // An event is 5 bytes in the file and 16 in memory.
    survive "damaged.bin" (times 8L) (fun path -> EventFile.Read path |> ignore) good

[<Fact>]
let ``Damaged event files of text are read or refused, in memory of their events`` () =
    let rows = [ for i in 0..60 -> $"{i}.5,{i % 34},{i / 2},{i % 2}" ]

    let good = [|
        Encoding.UTF8.GetBytes(String.Join("\n", rows))
        Encoding.UTF8.GetBytes("t,x,y,polarity\r\n" + String.Join("\r\n", rows) + "\r\n")
    |]

    survive "damaged.csv" (times 8L) (fun path -> EventFile.Read path |> ignore) good
