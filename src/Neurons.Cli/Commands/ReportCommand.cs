using System.CommandLine;
using Neurons.Cli.Report;
using Neurons.IO;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons report RUN…</c></summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("folder") { Description = "The folders of runs.", Arity = ArgumentArity.OneOrMore };
        var file = new Option<string>("--out") { Description = "The page to write.", DefaultValueFactory = _ => "report.html" };
        var threads = new ThreadsOption();
        var command = new Command("report", "Write a page that shows runs, several side by side.") { folders, file, threads };
        command.SetAction(given =>
        {
            threads.Apply(given);
            return Run(given.GetValue(folders)!, given.GetValue(file)!, given.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(string[] folders, string path, TextWriter output)
    {
        if (folders.Length > RunPage.MostRuns)
            throw new UserError($"There are {folders.Length} runs; at most {RunPage.MostRuns} are shown on one page.");
        if (Path.GetExtension(path).ToLowerInvariant() is not (".html" or ".htm"))
            throw new UserError($"{path}: a report is a page; its name must end in .html.");
        AtomicFile.Check(path);
        AtomicFile.WriteText(path, RunPage.Write([.. folders.Select(RunResult.Read)]));
        output.WriteLine($"wrote {path}");
        return App.Good;
    }
}
