using System.CommandLine;
using Neurons.Cli.Describe;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons nir inspect FILE</c>, <c>neurons nir check FILE…</c></summary>
internal static class NirCommand
{
    public static Command Create() => new("nir", "Networks in the neuromorphic intermediate representation: look into files, check, run, convert.")
    {
        Inspect(), Check(), NirRunCommand.Run(), NirRunCommand.Convert(),
    };

    private static Command Inspect()
    {
        var file = new Argument<string>("file") { Description = "A .nir file." };
        var isUnchecked = new Option<bool>("--unchecked") { Description = "Do not find and compare shapes along the edges of the outermost graph." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new Command("inspect", "Show the nodes of a file with their types, shapes and parameters, and its edges.")
        {
            file, isUnchecked, json,
        };
        command.SetAction(result =>
        {
            var path = result.GetValue(file)!;
            var graph = NirGraph.Read(path, typeCheck: !result.GetValue(isUnchecked));
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json)) NirJson.Write(output, graph);
            else NirPage.Print(output, path, graph);
            return App.Good;
        });
        return command;
    }

    private static Command Check()
    {
        var files = new Argument<string[]>("file") { Description = "The .nir files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "Check files by the rules of the format's reference reader; what is wrong is said in one line.") { files };
        command.SetAction(result =>
        {
            // Of several, all are checked.
            var wrong = result.GetValue(files)!.Count(path => !IsGood(path, result.InvocationConfiguration.Output));
            return wrong == 0 ? App.Good : App.Wrong;
        });
        return command;
    }

    private static bool IsGood(string path, TextWriter output)
    {
        try
        {
            output.WriteLine($"{path}: {NirPage.Summary(NirGraph.Read(path))}, nothing is wrong");
            return true;
        }
        catch (Exception problem) when (problem is FormatError or IOException or UnauthorizedAccessException)
        {
            output.WriteLine(App.OneLine(App.Line(problem)));
            return false;
        }
    }
}
