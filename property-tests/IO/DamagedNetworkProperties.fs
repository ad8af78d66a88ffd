/// Files of networks, trainings and recordings that are damaged: read or refused with one line. See Fuzz.fs for how to try more of them.
module Neurons.Properties.IO.DamagedNetworkProperties

open System

open System.Collections.Generic

open System.IO

open System.IO.Compression

open System.Text

open System.Text.Json

open Expecto
open Neurons.Testing

open Neurons

open Neurons.Cli.Training

open Neurons.Verification

open Neurons.IO

open Neurons.Networks

open Neurons.Properties.IO.Damage
open Neurons.Properties.IO.Fuzz

/// What compiling a model in another variant takes, once.
let private compiled = 32L <<< 20

/// The weights that a description may ask for, besides.
let private asked = 4L * (1L <<< 26)

let private json = [|
    """{"seed": 3, "layers": [
  {"type": "Linear", "inputs": 64, "outputs": 20, "bias": false, "weights": {"name": "kaiming_uniform", "gain": 1.5, "fanOut": true}},
  {"type": "CubaLif", "parameters": {"tau_mem_inv": 90.5, "v_th": {"value": 0.9, "learnable": true}}},
  {"type": "Delay", "steps": 2},
  {"type": "Dropout", "probability": 0.25},
  {"type": "Linear", "inputs": 20, "outputs": 10},
  {"type": "LeakyIntegrator"}],
 "training": {"loss": {"name": "max_membrane_cross_entropy", "label_smoothing": 0.1}, "optimizer": {"name": "sgd", "momentum": 0.9},
  "learning_rate": 0.01, "schedule": {"name": "step", "size": 2, "then": {"name": "cosine", "length": 5}, "after": 3},
  "time_steps": 10, "batch_size": 32, "clip_norm": 1, "encoding": "latency:steps=4", "patience": 3, "epochs": 2, "validation": 0.1}}"""
    """{"layers": [
  {"type": "Input", "shape": [1, 8, 8]},
  {"type": "Conv2d", "inputs": 1, "outputs": 4, "kernel": 3, "padding": [1, 1], "stride": 1, "dilation": 1, "groups": 1},
  {"type": "BatchNorm", "channels": 4, "momentum": 0.2},
  {"type": "If", "options": {"reset": "soft"}},
  {"type": "MaxPool2d", "kernel": 2},
  {"type": "Residual", "layers": [{"type": "Conv2d", "inputs": 4, "outputs": 4, "kernel": [3, 3], "padding": 1},
    {"type": "Leaky", "parameters": {"beta": {"value": 0.8, "perChannel": true}}}]},
  {"type": "Branches", "merge": "Concatenate", "branches": [{"type": "Block", "layers": []}, {"type": "Activation", "function": "relu"}]},
  {"type": "Flatten"},
  {"type": "LayerNorm", "shape": 128},
  {"type": "Linear", "inputs": 128, "outputs": 10},
  {"type": "Feedback", "neurons": {"type": "Leaky"}, "allToAll": false},
  {"type": "OverTime", "reduction": "Mean"}],
 "training": {"loss": "cross_entropy", "optimizer": "adamw", "accumulate_batches": 2, "truncate_after": 5}}"""
|]

let private yaml = [|
    """# digits

seed: 7

layers:
  - {type: Linear, inputs: 64, outputs: 20}
  - type: Leaky
    parameters: {beta: 0.9}
    options:
      reset: subtract
      surrogate: atan(alpha=2)
  - &last {type: Linear, inputs: 20, outputs: 10}
  - type: LeakyIntegrator   # the readout

training:
  optimizer: {name: adam, beta1: 0.9}
  loss: "count_squared_error"
  encoding: rate
  schedule: cosine
  epochs: 5
  time_steps: 25.0

"""
    """layers: [
  {type: Input, shape: [2, 4, 4]}, {type: AveragePool2d, kernel: 2}, {type: Flatten},
  {type: Linear, inputs: 8, outputs: 8},
  {type: Feedback, neurons: [{type: Leaky}]},
  {type: ActivityPenalty, l1: 0.1, upperRate: 0.5}
]

"""
|]

let private inFolder (write: string -> 'T) =
    let folder = Directory.CreateTempSubdirectory "neurons-good-"

    try
        write folder.FullName
    finally
        folder.Delete true

let private written (name: string) (content: byte[]) (read: string -> 'T) =
    inFolder (fun folder ->
        let path = Path.Combine(folder, name)
        File.WriteAllBytes(path, content)
        read path)

let private utf8 = UTF8Encoding false

let private checkpoints =
    lazy
        (inFolder (fun folder -> [|
            for i in 0 .. json.Length - 1 do
                let trainer = written "a.json" (utf8.GetBytes json[i]) NetworkFile.ReadTrainer
                let path = Path.Combine(folder, "a.safetensors")
                trainer.Save path
                File.ReadAllBytes path
        |]))

/// The header of a checkpoint, and the descriptions in its metadata.
let private checkpointTexts (good: byte[]) : Part[] =
    let file = written "a" good SafetensorsFile.Read

    let inMetadata key =
        let put (text: string) =
            let metadata = Dictionary<string, string>(file.Metadata)
            metadata[key] <- text

            inFolder (fun folder ->
                let path = Path.Combine(folder, "b")
                SafetensorsFile.Write(path, metadata, Seq.map file.Entry file.Names)
                File.ReadAllBytes path)

        { Text = file.Metadata[key]; With = put }

    Array.append (safetensorsHeader good) (file.Metadata.Keys |> Seq.sort |> Seq.map inMetadata |> Array.ofSeq)

let private checkpoint = {
    Name = "checkpoint"
    File = "damaged.safetensors"
    Good = fun () -> checkpoints.Value
    Damage = ofTexts 9
    Parts = checkpointTexts
    Allowed = fun bytes -> compiled + times 64L bytes
    Read = fun path -> Trainer.Resume path |> ignore
}

/// The texts of a zip archive beside the tests.
let private archived (name: string) =
    use archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, name))

    [|
        for entry in archive.Entries do
            if entry.FullName.EndsWith ".json" then
                use reader = new StreamReader(entry.Open())
                reader.ReadToEnd()
    |]

/// The smallest of some texts.
let private smallest count (texts: string[]) =
    texts |> Array.sortBy _.Length |> Array.truncate count |> Array.map (fun text -> utf8.GetBytes text)

let private verify (path: string) = Verifier.File path |> Seq.length |> ignore

let private network (name: string) (texts: string[]) = {
    Name = name
    File = name
    Good = fun () -> texts |> Array.map utf8.GetBytes
    Damage = ofTexts 4
    Parts = wholeText
    Allowed = fun _ -> compiled + asked
    Read = fun path -> NetworkFile.ReadTrainer path |> ignore
}

let private settings =
    """{"Data":"digits","Network":null,"Hidden":100,"Seed":1,"Training":{"loss":"max_membrane_cross_entropy","""
    + """"optimizer":"adam","learning_rate":0.001,"epochs":3,"batch_size":64,"time_steps":25,"encoding":"direct","""
    + """"validation":0.1,"schedule":"cosine"}}"""

let private readSettings (path: string) =
    let settings = RunFolder.ReadSettings(Path.GetDirectoryName path)
    settings.HasCosine |> ignore
    settings.Difference(settings.WithEpochs 3) |> ignore

/// Some cases of each recording of functions.
let private functions () =
    archived "functions.zip"
    |> Array.map (fun text ->
        let all = Nodes.JsonNode.Parse text
        all["cases"].AsArray() |> Seq.map _.ToJsonString() |> Array.ofSeq)
    |> Array.collect (smallest 12)
    |> Array.map (fun one -> utf8.GetBytes("{\"cases\": [" + utf8.GetString one + "]}"))

let private recording name file good = {
    Name = name
    File = file
    Good = good
    Damage = ofTexts 4
    Parts = wholeText
    Allowed = fun bytes -> compiled + times 1000L bytes
    Read = verify
}

[<Tests>]
let tests =
    testList "Neurons.Properties.IO.DamagedNetworkProperties" [
        survives "Damaged network files are read or refused, with the weights that they ask for at the most" [
            network "network.json" json
            network "network.yaml" yaml
        ]

        survives "Damaged checkpoints are read or refused, in memory of their size" [
            checkpoint
            {
                checkpoint with
                    Name = "network.safetensors"
                    Read = fun path -> Sequential.Load path |> ignore
            }
        ]

        survives "Damaged settings of a run are read or refused" [
            {
                Name = "run.json"
                File = "run.json"
                Good = fun () -> [| utf8.GetBytes settings |]
                Damage = ofTexts 4
                Parts = wholeText
                Allowed = fun bytes -> (1L <<< 20) + times 128L bytes
                Read = readSettings
            }
        ]

        survives "Damaged recordings of neurons are replayed or refused" [
            recording "recording" "recording.json" (fun () -> smallest 3 (archived "golden.zip"))
        ]

        survives "Damaged recordings of functions are replayed or refused" [
            recording "function" "functions.json" functions
        ]
    ]
