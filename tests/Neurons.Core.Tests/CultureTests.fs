module Neurons.Core.Tests.CultureTests

open System
open System.Globalization
open System.IO
open System.Text.RegularExpressions
open Expecto
open Neurons.Testing

/// What the compiler lets through although it follows the culture of the process: x.ToString() without a culture, %O and a .NET format in
/// a hole, and texts that are compared as a language would.
let private banned =
    Regex(
        @"(?<!override \w+)\.ToString\(\)(?!\s*=)|%O|\{[^{}""]*[^:{}""]:[A-Z]\d*\}"
        + @"|\.(StartsWith|EndsWith|IndexOf|LastIndexOf) *\(?""(?![^""]*"", *StringComparison)"
        + @"|\.To(Lower|Upper)\(\)|String\.Compare|\.CompareTo"
    )

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.CultureTests" [
        testCase "The tests run in the culture that is asked for" (fun () ->
            let here = CultureInfo.CurrentCulture.Name

            let asked =
                Environment.GetEnvironmentVariable "NEURONS_CULTURE" |> Option.ofObj |> Option.defaultValue here

            Expect.equal here asked "the culture")

        testCase "No source in F# writes or compares as the culture of the process does" (fun () ->
            let root = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "../../src"))

            let found = [
                for file in Directory.EnumerateFiles(root, "*.fs", SearchOption.AllDirectories) do
                    if not (file.Contains("/obj/") || file.Contains("/bin/")) then
                        for line in File.ReadLines file do
                            if banned.IsMatch line then
                                $"{Path.GetFileName file}: {line.Trim()}"
            ]

            Expect.isEmpty found "lines that follow the culture")

        theory
            "What is looked for is found"
            [
                "x.ToString()"
                "$\"%O{x}\""
                "$\"{x:F3}\""
                "text.StartsWith \"1/\""
                "text.IndexOf(\"=\")"
                "name.ToLower()"
            ]
            (fun (line: string) -> Expect.isRegexMatch line banned $"what is found in {line}")
    ]
