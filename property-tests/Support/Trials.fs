/// How a property is tried: quietly, and with its seeds printed when it fails. NEURONS_PROPERTY_TRIALS=100 tries each a hundred times as
/// often, to look for what fails rarely.
module Neurons.Properties.Trials

open System
open System.Globalization
open FsCheck

let private times =
    match Environment.GetEnvironmentVariable "NEURONS_PROPERTY_TRIALS" with
    | null
    | "" -> 1
    | factor -> Int32.Parse(factor, CultureInfo.InvariantCulture)

let config count = Config.QuickThrowOnFailure.WithMaxTest(count * times).WithQuietOnSuccess(true)
