/// The table of models: a model is made when something else than its name is asked for.
module Neurons.Tests.Models.ModelsTests

open System
open System.Reflection
open System.Runtime.Loader
open Xunit
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

[<Fact>]
let ``To find a model makes none, and to use it makes no other`` () =
    Assert.Equal<string list>([], madeBy (fun models -> find "cuba_lif" models |> ignore))

    let useOf name (models: Type) =
        let entry = find name models
        Assert.NotNull(entry.GetType().GetProperty("Definition").GetValue entry)

    Assert.Equal<string list>([ "CubaLif" ], madeBy (useOf "cuba_lif"))
    Assert.Equal<string list>([ "TsodyksMarkram" ], madeBy (useOf "TsodyksMarkram"))

[<Fact>]
let ``A name that there is not makes no model either`` () =
    let refused (models: Type) =
        let error = Assert.Throws<TargetInvocationException>(fun () -> find "CubaLiff" models |> ignore)
        Assert.Contains("Did you mean CubaLif?", error.InnerException.Message)

    Assert.Equal<string list>([], madeBy refused)

[<Fact>]
let ``Every model is found by its own name`` () =
    for entry in Array.append Models.all Models.synapses do
        Assert.Equal(entry.Name, entry.Definition.Name)
        Assert.Same(entry, Models.find entry.Name)
