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
        var command = new Command("check", "Check files by the rules of the format's reference reader, and that they can be computed.") { files };
        command.SetAction(result =>
        {
            // Of several, all are checked; that one cannot be read is worse than that one is wrong.
            return result.GetValue(files)!.Select(path => Checked(path, result.InvocationConfiguration)).ToArray().Max();
        });
        return command;
    }

    /// <summary>Says what is wrong with a file, each in a line.</summary>
    /// <returns>The exit code.</returns>
    private static int Checked(string path, InvocationConfiguration io)
    {
        try
        {
            var graph = NirGraph.Read(path);
            var problems = graph.Problems();
            foreach (var problem in problems) io.Output.WriteLine(App.OneLine($"{path}: {problem}"));
            if (problems.Count > 0) return App.Wrong;
            io.Output.WriteLine($"{path}: {NirPage.Summary(graph)}, nothing is wrong");
            return App.Good;
        }
        catch (FormatError problem)
        {
            io.Output.WriteLine(App.OneLine(App.Line(problem)));
            return App.Wrong;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return App.Refuse(io.Error, App.Line(problem));
        }
    }
}
