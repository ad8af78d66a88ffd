/// What generated code names: the records of a model.
module Neurons.Tests.Generation.ModelRecords

open System
open Neurons

/// The widest line, as in .editorconfig.
let width = 120

/// Its options, and its generic records of parameters and of states, in C#.
let inCSharp (model: string) =
    let modelType =
        typeof<ModelEntry>.Assembly.GetType($"Neurons.{model}Module").GetProperty("model").PropertyType

    let name (record: Type) =
        let generic = record.FullName.Split('`')
        generic[0].Substring("Neurons.".Length).Replace('+', '.')

    let arguments = modelType.GetGenericArguments()
    struct (name arguments[0], name arguments[2], name arguments[3])

/// The same in F#, where a module goes without its suffix.
let inFSharp (model: string) =
    let plain (name: string) = name.Replace("Module.", ".")
    let struct (options, parameters, state) = inCSharp model
    struct (plain options, plain parameters, plain state)
