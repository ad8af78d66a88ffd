/// The table of models: a model is made when something else than its name is asked for.
module Neurons.Tests.Models.ModelsTests

open System
open System.Reflection
open System.Runtime.Loader
open Expecto
open Neurons.Testing
open Neurons

/// The library once more, with none of its models made.
type private Fresh() =
    inherit AssemblyLoadContext("fresh", true)
    let own = typeof<ModelEntry>.Assembly
    member this.Core = this.LoadFromAssemblyPath own.Location
    override _.Load _ = null

let private anyMember =
    BindingFlags.Public ||| BindingFlags.NonPublic ||| BindingFlags.Instance ||| BindingFlags.Static

/// The names of the models that are made in a library of its own once something is done there.
let private madeBy (act: Type -> unit) : string list =
    let fresh = Fresh()

    try
        let models = fresh.Core.GetType("Neurons.Models", true)
        act models
        let read (entry: obj) name = entry.GetType().GetProperty(name, anyMember).GetValue entry

        [
            for table in [ "all"; "synapses" ] do
                for entry in models.GetProperty(table, anyMember).GetValue null :?> Array do
                    if read entry "IsMade" :?> bool then
                        read entry "Name" :?> string
        ]
    finally
        fresh.Unload()

let private find (name: string) (models: Type) = models.GetMethod("find", anyMember).Invoke(null, [| box name |])

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.ModelsTests" [
        testCase "To find a model makes none, and to use it makes no other" (fun () ->
            Expect.equal (madeBy (fun models -> find "cuba_lif" models |> ignore)) [] "models that finding one makes"

            let useOf name (models: Type) =
                let entry = find name models
                Expect.isNotNull (entry.GetType().GetProperty("Definition").GetValue entry) "the definition"

            Expect.equal (madeBy (useOf "cuba_lif")) [ "CubaLif" ] "models that using one makes"
            Expect.equal (madeBy (useOf "TsodyksMarkram")) [ "TsodyksMarkram" ] "models that using a synapse makes")

        testCase "A name that there is not makes no model either" (fun () ->
            let refused (models: Type) =
                let error = Expect.thrown<TargetInvocationException> (fun () -> find "CubaLiff" models |> ignore)

                Expect.stringContains error.InnerException.Message "Did you mean CubaLif?" "the message"

            Expect.equal (madeBy refused) [] "models that are made")

        testCase "Every model is found by its own name" (fun () ->
            for entry in Array.append Models.all Models.synapses do
                Expect.equal entry.Definition.Name entry.Name "the name of the definition"
                Expect.same (Models.find entry.Name) entry $"what is found as {entry.Name}")
    ]
