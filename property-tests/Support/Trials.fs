/// How a property is tried: quietly, and with its seeds printed when it fails. NEURONS_PROPERTY_TRIALS=100 tries each a hundred times as
/// often, to look for what fails rarely.
module Neurons.Properties.Trials

open System
open System.Globalization
open FsCheck
open FsCheck.FSharp

let private times =
    match Environment.GetEnvironmentVariable "NEURONS_PROPERTY_TRIALS" with
    | null
    | "" -> 1
    | factor -> Int32.Parse(factor, CultureInfo.InvariantCulture)

let config count = Config.QuickThrowOnFailure.WithMaxTest(count * times).WithQuietOnSuccess(true)

/// Checks a law for some seeds; a failure prints the seed.
let forSeeds count (law: int -> unit) =
    let seeds = Arb.fromGen (Gen.choose (0, 1_000_000))
    Check.One(config count, Prop.forAll seeds law)
