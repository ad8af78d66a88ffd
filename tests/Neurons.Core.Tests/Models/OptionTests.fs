/// Options as text: names that neither trimming nor a compiler ahead of time may take away.
module Neurons.Tests.OptionTests

open Microsoft.FSharp.Reflection
open Xunit
open Neurons

let private choices = [|
    for entry in Array.append Models.all Models.synapses do
        for option in entry.Options do
            match option.Kind with
            | ChoiceOption names when option.Type <> typeof<Transform> -> struct (entry, option, names)
            | _ -> ()
|]

[<Fact>]
let ``The choices of an option are the cases of its type, by name and in order`` () =
    Assert.NotEmpty choices

    for struct (_, option, names) in choices do
        let cases = FSharpType.GetUnionCases option.Type
        Assert.Equal<string[]>(cases |> Array.map (fun case -> case.Name), names)

        for case in cases do
            Assert.Equal(case.Name, string (FSharpValue.MakeUnion(case, [||])))

[<Fact>]
let ``Each choice of an option can be made by its name`` () =
    for struct (entry, option, names) in choices do
        for name in names do
            let made = entry.Create(dict [ option.Name, name ] |> System.Collections.Generic.Dictionary)
            Assert.Contains(struct (option.Name, name), made.Definition.Options)
