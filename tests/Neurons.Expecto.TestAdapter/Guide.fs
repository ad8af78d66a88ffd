namespace Neurons.Testing

open System.IO
open System.Text.RegularExpressions

/// The F# of guides, which stands in a file that is compiled.
module Guide =
    let private lines (text: string) = text.Split '\n' |> Array.map _.Trim() |> Array.filter (fun line -> line <> "")

    /// That every line of a guide's F# is a line of a file of source.
    let isCompiled (guide: string) (source: string) =
        let code = File.ReadAllText source |> lines
        let found = Regex.Matches(File.ReadAllText guide, "```fsharp\n(.*?)```", RegexOptions.Singleline)
        Expecto.Expect.isNonEmpty found "snippets"

        for snippet in found do
            for line in lines snippet.Groups[1].Value do
                Expecto.Expect.contains code line "the file"
