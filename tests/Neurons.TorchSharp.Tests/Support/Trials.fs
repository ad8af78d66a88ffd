/// How a property is tried: quietly, and with its seeds printed when it fails. NEURONS_PROPERTY_TRIALS=100 tries each a hundred times as
/// often, to look for what fails rarely.
module Neurons.Properties.Trials

open System
open System.Globalization
open FsCheck
open FsCheck.FSharp

/// A number from the environment.
let setting (variable: string) (otherwise: int) =
    match Environment.GetEnvironmentVariable variable with
    | null
    | "" -> otherwise
    | number -> Int32.Parse(number, CultureInfo.InvariantCulture)

let private times = setting "NEURONS_PROPERTY_TRIALS" 1

let config count = Config.QuickThrowOnFailure.WithMaxTest(count * times).WithQuietOnSuccess(true)

/// Checks a law for some seeds; a failure prints the seed.
let forSeeds count (law: int -> unit) =
    let seeds = Arb.fromGen (Gen.choose (0, 1_000_000))
    Check.One(config count, Prop.forAll seeds law)
