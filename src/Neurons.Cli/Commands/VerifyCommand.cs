using System.CommandLine;
using Neurons.Cli.Verify;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons verify PATH…</c></summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Recordings (JSON), or folders of them.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new Command("verify", "Replay recorded spikes, states and gradients with every engine and compare.") { paths, json };
        command.SetAction(result => Run(result.GetValue(paths)!, result.GetValue(json), result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string[] paths, bool json, TextWriter output)
    {
        var (rows, notUnderstood) = Verifier.All(Verifier.Files(paths));
        if (json)
        {
            VerifyReport.WriteJson(output, rows, notUnderstood);
        }
        else
        {
            VerifyReport.Table(output, rows, notUnderstood);
        }

        return notUnderstood.Length == 0 && VerifyReport.Count(rows, VerifyStatus.Failed) == 0 ? App.Good : App.Wrong;
    }
}
