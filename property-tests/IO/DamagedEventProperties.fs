/// Recordings of events that are damaged: read or refused, in memory of their size. See Fuzz.fs for how to try more of them.
module Neurons.Properties.IO.DamagedEventProperties

open System
open System.IO
open System.IO.Compression
open System.Numerics.Tensors
open System.Text
open Expecto
open Neurons.Testing
open Neurons.EventData
open Neurons.IO
open Neurons.Properties.IO.Damage
open Neurons.Properties.IO.Fuzz

let private rows = [ for i in 0..60 -> $"{i}5,{i % 34},{i / 2},{i % 2}" ]

/// Some files of a zip archive beside the tests.
let private archived (name: string) (isWanted: string -> bool) = [|
    use archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, name))

    for entry in archive.Entries do
        if isWanted entry.FullName then
            use content = new MemoryStream()
            use stream = entry.Open()
            stream.CopyTo content
            content.ToArray()
|]

let private recorded (names: string list) () = archived "files.zip" (fun name -> List.contains name names)

let private npz () =
    let npy (values: float32[]) =
        let path = Path.GetTempFileName()

        try
            Npy.Write(path, Tensor.Create(values, ReadOnlySpan [| nativeint values.Length |]))
            File.ReadAllBytes path
        finally
            File.Delete path

    [|
        for level in [ CompressionLevel.NoCompression; CompressionLevel.Fastest ] do
            use content = new MemoryStream()

            using (new ZipArchive(content, ZipArchiveMode.Create, true)) (fun archive ->
                for name, scale in [ "t", 100f; "x", 1f; "y", 1f; "p", 0f ] do
                    use entry = archive.CreateEntry($"{name}.npy", level).Open()
                    entry.Write(ReadOnlySpan(npy (Array.init 30 (fun i -> scale * float32 i)))))

            content.ToArray()
    |]

/// Spikes as the writer of the library and as h5py, in its oldest and newest form, write them.
let private shd () =
    use written = new MemoryStream()

    let sequences kind (bytes: int -> byte[]) =
        Hdf5Array(kind, ReadOnlySpan [| 6L |], Seq.init 6 (fun i -> ReadOnlyMemory(bytes i)))

    let content = Hdf5Content()
    let spikes = Hdf5Content()
    let times i = Array.init (i * 10 + 1) (fun k -> BitConverter.GetBytes(float32 k / 100f))
    let units i = Array.init (i * 10 + 1) (fun k -> BitConverter.GetBytes(uint16 k))
    spikes["times"] <- sequences Hdf5Type.Float32 (times >> Array.concat)
    spikes["units"] <- sequences Hdf5Type.UInt16 (units >> Array.concat)
    content["spikes"] <- spikes
    content["labels"] <- Hdf5Array(Hdf5Type.UInt8, ReadOnlySpan [| 6L |], ReadOnlyMemory [| 0uy .. 5uy |])
    Hdf5Writer(content, true).WriteTo written

    Array.append [| written.ToArray() |] (archived "hdf5.zip" (fun name -> name.StartsWith "spikes_"))

let private readShd (path: string) =
    let set = Shd.Read path

    for i in 0 .. set.Count - 1 do
        set[i] |> ignore

let private read (path: string) = EventFile.Read path |> ignore

[<Tests>]
let tests =
    testList "Neurons.Properties.IO.DamagedEventProperties" [
        survives "Damaged binary event files are read or refused, in memory of their events" [
            let event i = [| byte i; byte (i / 2); byte (128 * (i % 2)); byte (i / 100); byte i |]

            {
                Name = "events.bin"
                File = "damaged.bin"
                Good = fun () -> [| Array.collect event [| 0..200 |]; Array.collect event [| 235..245 |] |]
                Damage = ofBytes
                Parts = noTexts
                // An event is 5 bytes in the file and 13 in memory.
                Allowed = times 8L
                Read = read
            }
        ]

        survives "Damaged event files of text are read or refused, in memory of their events" [
            {
                Name = "events.csv"
                File = "damaged.csv"
                Good =
                    fun () -> [|
                        Encoding.UTF8.GetBytes(String.Join("\n", rows))
                        Encoding.UTF8.GetBytes("t,x,y,polarity\r\n" + String.Join("\r\n", rows) + "\r\n")
                        Encoding.UTF8.GetBytes "t,x,y,p\n0,1,2,True\n\"5\",\"1\",\"2\",False\n"
                    |]
                Damage = ofTexts 4
                Parts = wholeText
                Allowed = times 16L
                Read = read
            }
        ]

        survives "Damaged AEDAT files of versions 2 and 3 are read or refused, in memory of their events" [
            {
                Name = "aedat"
                File = "damaged.aedat"
                Good = recorded [ "dvs128.aedat"; "davis346.aedat"; "gesture.aedat" ]
                Damage = ofBytes
                Parts = noTexts
                Allowed = times 8L
                Read = read
            }
        ]

        survives "Damaged AEDAT files of version 4 are read or refused, in memory of their events" [
            {
                Name = "aedat4"
                File = "damaged.aedat4"
                Good = recorded [ "none.aedat4" ]
                Damage = ofBytes
                Parts = noTexts
                // Columns grow by doubling.
                Allowed = times 8L
                Read = read
            }
            {
                Name = "aedat4-packed"
                File = "damaged.aedat4"
                Good = recorded [ "lz4.aedat4"; "zstd.aedat4" ]
                Damage = ofBytes
                Parts = noTexts
                // What is packed becomes larger, and buffers of a block are taken.
                Allowed = times 64L
                Read = read
            }
        ]

        survives "Damaged archives of numpy are read or refused, in memory of their numbers" [
            {
                Name = "events.npz"
                File = "damaged.npz"
                Good = npz
                Damage = ofBytes
                Parts = noTexts
                Allowed = times 64L
                Read = read
            }
        ]

        survives "Damaged files of the Heidelberg data are read or refused, in memory of their size" [
            {
                Name = "shd"
                File = "damaged.h5"
                Good = shd
                Damage = ofBytes
                Parts = noTexts
                // The file, a record of each entry of a heap, and times of 2 bytes as doubles and as whole numbers.
                Allowed = times 24L
                Read = readShd
            }
        ]
    ]
