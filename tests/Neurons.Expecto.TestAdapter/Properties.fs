/// Properties: laws that are tried on random cases, and whose failures are shrunk and can be replayed.
///
///     NEURONS_PROPERTY_TRIALS=100      tries each a hundred times as often, to look for what fails rarely
///     NEURONS_REPLAY=seed,gamma,size   tries one case alone, the one that failed and printed this
[<AutoOpen>]
module Neurons.Testing.Properties

open System
open System.Globalization
open System.IO
open System.Text.RegularExpressions
open Expecto
open FsCheck
open FsCheck.FSharp

/// A variable of the environment; none where it is empty.
let private variable (name: string) =
    match Environment.GetEnvironmentVariable name with
    | null
    | "" -> None
    | text -> Some text

/// A number from the environment.
let setting (name: string) (otherwise: int) =
    match variable name with
    | Some number -> Int32.Parse(number, CultureInfo.InvariantCulture)
    | None -> otherwise

let private times = setting "NEURONS_PROPERTY_TRIALS" 1

/// The one case that is asked for.
let replayed =
    variable "NEURONS_REPLAY"
    |> Option.map (fun text ->
        match text.Split ',' with
        | [| seed; gamma; size |] ->
            let number (text: string) = UInt64.Parse(text, CultureInfo.InvariantCulture)
            { Rnd = Rnd(number seed, number gamma); Size = Some(int (number size)) }
        | _ -> failwith $"NEURONS_REPLAY is '{text}'; it must be seed,gamma,size, as a failure prints it")

/// The project of these tests, as seen from the folder of the solution.
let private project =
    let rec above (folder: DirectoryInfo) =
        if isNull folder then "."
        elif folder.EnumerateFiles "*.*proj" |> Seq.isEmpty then above folder.Parent
        else folder.FullName

    let own = above (DirectoryInfo AppContext.BaseDirectory)

    let rec root (folder: DirectoryInfo) =
        if isNull folder then own
        elif folder.EnumerateFiles "*.sln" |> Seq.isEmpty then root folder.Parent
        else folder.FullName

    Path.GetRelativePath(root (DirectoryInfo own), own)

/// The command that runs the test again that runs now.
let replayLine (replay: string) =
    // a filter cannot hold quotes, and has signs of its own
    let parts = testName.Split('"')
    let name = Regex.Replace(parts[0], @"[\\()&|=!~]", @"\$0")
    let comparison = if parts.Length = 1 then "=" else "~"
    $"%s{replay} dotnet test %s{project} -c Release --filter \"FullyQualifiedName%s{comparison}%s{name}\""

/// Tells of a law that does not hold: why, on which case, and how to try it again.
let private fails (smallest: obj) (data: TestData) (error: exn) (replay: string) =
    let why =
        match error with
        | :? FailedException
        | :? AssertException -> error.Message
        | _ -> string error

    let found = $"found in the %d{data.NumberOfTests}. case and shrunk %d{data.NumberOfShrinks} times"
    failtestNoStack $"%s{why}\n\nin this case, %s{found}:\n%A{smallest}\n\nAgain with\n%s{replayLine replay}\n"

/// What FsCheck says in the end, as a test of Expecto fails.
let private runner =
    { new IRunner with
        member _.OnStartFixture _ = ()
        member _.OnArguments(_, _, _) = ()
        member _.OnShrink(_, _) = ()

        member _.OnFinished(_, result) =
            match result with
            | TestResult.Passed _ -> ()
            | TestResult.Exhausted data -> failtestNoStack $"Only %d{data.NumberOfTests} cases could be found."
            | TestResult.Failed(data, _, smallest, outcome, _, seed, size) ->
                let error =
                    match outcome with
                    | Outcome.Failed error -> error
                    | _ -> Exception "The law does not hold."

                let replay = $"NEURONS_REPLAY=%d{seed.Seed},%d{seed.Gamma},%d{size}"
                fails smallest.Head data error replay
    }

/// Checks a law on so many cases; begins at a seed where one is given.
let checkFrom (start: Replay option) count (cases: Arbitrary<'Case>) (law: 'Case -> unit) =
    let start, count =
        match replayed with
        | Some _ -> replayed, 1
        | None -> start, count

    let config = Config.Quick.WithMaxTest(count).WithRunner(runner).WithReplay(start)
    Check.One(config, Prop.forAll cases law)

/// Checks a law on so many cases, new ones each time.
let check count (cases: Arbitrary<'Case>) (law: 'Case -> unit) = checkFrom None (count * times) cases law

/// A test that checks a law on so many cases, new ones each time.
let property name count (cases: Arbitrary<'Case>) (law: 'Case -> unit) = testCase name (fun () -> check count cases law)

/// Tests that are told apart by a case each, which names them.
let each name (cases: 'Case seq) (test: string -> 'Case -> Test) =
    testList name [
        for case in cases do
            match box case with
            | :? string as label -> test label case
            | _ -> test $"%0A{case}" case
    ]

/// A test for each case.
let theory name (cases: 'Case seq) (law: 'Case -> unit) =
    each name cases (fun label case -> testCase label (fun () -> law case))
