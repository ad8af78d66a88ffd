module Neurons.Core.Tests.CultureTests

open System
open System.Globalization
open System.IO
open System.Text.RegularExpressions
open Xunit

[<Fact>]
let ``The tests run in the culture that is asked for`` () =
    let here = CultureInfo.CurrentCulture.Name

    let asked =
        Environment.GetEnvironmentVariable "NEURONS_CULTURE" |> Option.ofObj |> Option.defaultValue here

    Assert.Equal(asked, here)

/// What the compiler lets through although it follows the culture of the process: x.ToString() without a culture, %O and a .NET format in
/// a hole, and texts that are compared as a language would.
let private banned =
    Regex(
        @"(?<!override \w+)\.ToString\(\)(?!\s*=)|%O|\{[^{}""]*[^:{}""]:[A-Z]\d*\}"
        + @"|\.(StartsWith|EndsWith|IndexOf|LastIndexOf) *\(?""(?![^""]*"", *StringComparison)"
        + @"|\.To(Lower|Upper)\(\)|String\.Compare|\.CompareTo"
    )

[<Fact>]
let ``No source in F# writes or compares as the culture of the process does`` () =
    let root = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "../../src"))

    let found = [
        for file in Directory.EnumerateFiles(root, "*.fs", SearchOption.AllDirectories) do
            if not (file.Contains("/obj/") || file.Contains("/bin/")) then
                for line in File.ReadLines file do
                    if banned.IsMatch line then
                        $"{Path.GetFileName file}: {line.Trim()}"
    ]

    Assert.Empty found

[<Theory>]
[<InlineData "x.ToString()">]
[<InlineData "$\"%O{x}\"">]
[<InlineData "$\"{x:F3}\"">]
[<InlineData "text.StartsWith \"1/\"">]
[<InlineData "text.IndexOf(\"=\")">]
[<InlineData "name.ToLower()">]
let ``What is looked for is found`` (line: string) = Assert.Matches(banned, line)
