namespace Neurons.Testing

open System.IO
open System.Text.RegularExpressions

/// The F# of guides, which stands in a file that is compiled.
module Guide =
    let private withoutSpace (text: string) = Regex.Replace(text, @"\s+", "")

    /// That every line of a guide's F# is in a file of source, wherever that breaks its lines.
    let isCompiled (guide: string) (source: string) =
        let code = File.ReadAllText source |> withoutSpace
        let found = Regex.Matches(File.ReadAllText guide, "```fsharp\n(.*?)```", RegexOptions.Singleline)
        Expecto.Expect.isNonEmpty found "snippets"

        for snippet in found do
            for line in snippet.Groups[1].Value.Split '\n' do
                Expecto.Expect.stringContains code (withoutSpace line) $"the file, the line %s{line.Trim()}"
