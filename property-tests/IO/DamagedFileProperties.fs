/// Files of numbers that are damaged: read or refused, in memory of their size. See Fuzz.fs for how to try more of them.
module Neurons.Properties.IO.DamagedFileProperties

open System

open System.IO

open System.IO.Compression

open System.Numerics.Tensors

open System.Text

open Expecto
open Neurons.Testing

open Neurons.IO

open Neurons.Nir

open Neurons.Properties.IO.Damage
open Neurons.Properties.IO.Fuzz

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

let private header (text: string) = Encoding.Latin1.GetBytes $"\147NUMPY\001\000\070\000{text.PadRight(69)}\n"

let private tables = [|
    Encoding.UTF8.GetBytes "t (ms),\"V\",ü\n0,-65.5,1\n0.1,nan,2e-3\n0.2,-inf,3\n"
    Encoding.UTF8.GetBytes(String.Join("\n", [ for i in 0..60 -> $"{i},{i % 7}" ]))
    Encoding.UTF8.GetBytes "\"1\",\"2\"\n3,4\n"
|]

let private npy = {
    Name = "npy"
    File = "damaged.npy"
    Good =
        fun () -> [|
            written "a.npy" (fun path -> Npy.Write(path, tensor [ 4n; 5n ]))
            written "a.npy" (fun path -> Npy.Write(path, tensor [ 100n ]))
            Array.append (header "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }") [| 1uy .. 24uy |]
            Array.append (header "{'descr': '<i2', 'fortran_order': False, 'shape': (3L,), }") [| 1uy .. 6uy |]
        |]
    Damage = ofTexts 3
    Parts = npyHeader
    // A byte of the file is a double at the most, twice where the order is changed.
    Allowed = times 16L
    Read = fun path -> Npy.Read<float> path |> ignore
}

let private safetensors () =
    let entries = [ SafetensorsEntry.From("weight", tensor [ 6n; 3n ]); SafetensorsEntry.From("bias", tensor [ 3n ]) ]

    [|
        written "a.safetensors" (fun path ->
            SafetensorsFile.Write(path, readOnlyDict [ "format", "a network" ], entries))
        written "a.safetensors" (fun path -> SafetensorsFile.Write(path, readOnlyDict [], [ entries[0] ]))
    |]

let private readSafetensors path =
    let file = SafetensorsFile.Read path

    for name in file.Names do
        if (file.Entry name).DType = "F32" then
            file.Get<float32> name |> ignore

/// Some files of a zip archive beside the tests.
let private archived (name: string) (isWanted: string -> bool) =
    use archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, name))

    [|
        for entry in archive.Entries do
            if isWanted entry.FullName then
                use content = new MemoryStream()
                use stream = entry.Open()
                stream.CopyTo content
                content.ToArray()
    |]

/// Networks as the reference library writes them, and in the other forms of HDF5.
let private nir () =
    let names =
        set [
            for name in [ "affine"; "conv2d_padding_string"; "cubalif"; "nirgraph"; "scale_big_endian"; "uncompressed" ] do
                $"nodes/{name}.nir"
            for name in [ "foreign_writer"; "metadata"; "no_edges"; "paper_braille_rnn"; "two_inputs_two_outputs" ] do
                $"graphs/{name}.nir"
        ]

    Array.append (archived "nir.zip" names.Contains) (archived "hdf5.zip" (fun name -> name.EndsWith ".nir"))

let private csv = {
    Name = "csv"
    File = "damaged.csv"
    Good = fun () -> tables
    Damage = ofTexts 4
    Parts = wholeText
    // A field is a string for a while.
    Allowed = times 128L
    Read = fun path -> Csv.Read path |> ignore
}

[<Tests>]
let tests =
    testList "Neurons.Properties.IO.DamagedFileProperties" [
        survives "Damaged idx files are read or refused, in memory of their size" [
            {
                Name = "idx"
                File = "damaged-idx3-ubyte"
                Good = fun () -> idx
                Damage = ofBytes
                Parts = noTexts
                Allowed = times 1L
                Read = fun path -> Idx.Read path |> ignore
            }
        ]

        survives "Damaged packed idx files are read or refused, in memory of what they unpack to" [
            {
                Name = "idx.gz"
                File = "damaged.gz"
                Good = fun () -> idx
                Damage = ofPacked ofBytes
                Parts = noTexts
                // Nothing unpacks to more than 1032 times its size, and what the shape claims beyond that is not believed.
                Allowed = times 1032L
                Read = fun path -> Idx.Read path |> ignore
            }
        ]

        survives "Damaged npy files are read or refused, in memory of their elements as floats" [
            npy
            {
                npy with
                    Name = "npy-single"
                    Allowed = times 8L
                    Read = fun path -> Npy.Read<float32> path |> ignore
            }
        ]

        survives "Damaged safetensors files are read or refused, in memory of their size" [
            {
                Name = "safetensors"
                File = "damaged.safetensors"
                Good = safetensors
                Damage = ofTexts 3
                Parts = safetensorsHeader
                // The header is some tens of bytes in objects for each byte, the data is there twice.
                Allowed = times 64L
                Read = readSafetensors
            }
        ]

        survives "Damaged tables are read or refused, in memory of their numbers" [
            csv
            {
                csv with
                    Name = "csv.gz"
                    File = "damaged.csv.gz"
                    Damage = ofPacked (ofTexts 4)
                    Allowed = times 3200L
            }
        ]

        survives "Damaged networks of NIR are read or refused, in memory of their size" [
            {
                Name = "nir"
                File = "damaged.nir"
                Good = nir
                Damage = ofBytes
                Parts = noTexts
                // The file, its values, and a record of each name and chunk.
                Allowed = times 12L
                Read = fun path -> NirGraph.Read path |> ignore
            }
        ]
    ]
